import { expect, test } from 'vitest'
import { openJournal } from '#hub/journal/journal.ts'
import type { StoredEvent } from '#shared/contracts/witness.ts'
import { FoundSales } from '#shared/contracts/witness.ts'
import { newId, one, openTestHub, type TestHub, type TestTill } from './open-hub.ts'

const books = { lines: [one(1)] }

/** A cash sale that a till kept of another box. */
async function keptSales(count: number): Promise<StoredEvent[]> {
  await using old = await openTestHub()
  const till = await old.openTill()
  const kept: StoredEvent[] = []
  for (let i = 0; i < count; i += 1) {
    const { stored } = await till.sell(books)
    if (stored === undefined) throw new Error('a sale is kept')
    kept.push(stored)
  }
  return kept
}

async function offer(till: TestTill, sales: readonly StoredEvent[]) {
  const { status, body } = await till.call('POST', '/kept-sales', { sales })
  expect(status, JSON.stringify(body)).toBe(200)
  return FoundSales.parse(body)
}

type Body = Record<'envelope' | 'payload', Record<string, unknown>>
const changed = (sale: StoredEvent, change: (body: Body) => Body): StoredEvent => ({
  ...sale,
  body: JSON.stringify(change(JSON.parse(sale.body) as Body)),
})

const notes = ({ journal }: TestHub) =>
  journal
    .read("SELECT body FROM event WHERE type = 'hub.noted'", [])
    .map(({ body }) => String(body))

/** By one whose hub did not look: value on trust of which nothing says the day. */
const onNobodysTrust = (sale: StoredEvent): StoredEvent =>
  changed(sale, ({ envelope, payload }) => {
    const moves = { account: 'credit:1', kind: 'spend', amount: 5, cover: 'trust' }
    const none = { lease: null, reverses: null, rule: null, endsAt: null }
    return { envelope: { ...envelope, movements: [{ id: newId(), ...moves, ...none }] }, payload }
  })

test('an event that the journal cannot write is refused alone, in words; those behind it are taken [B2.7]', async () => {
  const [first, bad, second, third] = await keptSales(4)
  if (!first || !bad || !second || !third) throw new Error('four were sold')
  await using hub = await openTestHub()
  const till = await hub.openTill()
  const other = await hub.openTill()
  const poison = onNobodysTrust(bad)
  // Another till sells meanwhile: what is written together with it is written without it.
  const [answer, ...sold] = await Promise.all([
    offer(till, [first, poison, second]),
    other.sell(books),
    other.sell(books),
  ])
  expect(answer.found.map(({ id }) => id)).toEqual([first.id, second.id])
  const reason = expect.stringMatching(/cannot be saved: .*trust without an allowance/) as string
  expect(answer.refused).toEqual([{ id: bad.id, reason }])
  expect(hub.journal.eventById(bad.id)).toBeNull()
  expect(sold.every(({ id }) => hub.journal.eventById(id) !== null)).toBe(true)
  expect(notes(hub)).toEqual([expect.stringContaining('"note":"kept-sale-refused"')])
  // Offered again, and those of the next page.
  expect(await offer(till, [poison, third])).toMatchObject({
    found: [{ id: third.id }],
    refused: [{ id: bad.id }],
  })
  expect(notes(hub)).toHaveLength(1)
  // What is sold next is this hub's own to give back.
  await offer(till, [poison])
  const next = await till.sell(books)
  expect(next.receipt?.number).toMatch(/-000005-..$/)
  const back = { id: newId(), shiftId: till.shiftId, receiptId: next.id, reason: 'torn' }
  expect((await till.call('POST', '/refunds', back)).status).toBe(201)
})

test('a body that a hub could not read at its next start is refused, and so is one that speaks for the stream', async () => {
  const [unreadable, answering, good] = await keptSales(3)
  if (!unreadable || !answering || !good) throw new Error('three were sold')
  await using hub = await openTestHub()
  const till = await hub.openTill()
  const said = (sale: StoredEvent, more: object) =>
    changed(sale, ({ envelope, payload }) => ({ envelope, payload: { ...payload, ...more } }))
  const answer = await offer(till, [
    said(unreadable, { incarnation: 'the first' }),
    said(answering, { n: 900, incarnation: 1 }),
    good,
  ])
  expect(answer.found.map(({ id }) => id)).toEqual([good.id])
  expect(answer.refused).toEqual([
    { id: unreadable.id, reason: 'it cannot be saved: payload.incarnation is wrong' },
    { id: answering.id, reason: 'a sale.closed answers no message of the cloud' },
  ])
  // The wallet is filled anew, as after a salvage.
  await hub.journal.execute([{ sql: 'DELETE FROM stream_position', args: [] }])
  const path = `${hub.dir}/journal.db`
  await hub.journal.close()
  const again = await openJournal({ path, onFatal: (reason) => expect.fail(reason) })
  expect(again.eventById(good.id)).not.toBeNull()
  await again.close()
})
