import { expect, test } from 'vitest'
import { z } from 'zod'
import { QuarantinedDetail, RepairAnswer } from '#cloud/journal/quarantine-routes.ts'
import { rebuildGroup } from '#cloud/rebuild/rebuild-group.ts'
import type { ScriptedHub } from '../scripted-hub.ts'
import { openTestCloud, type TestCloud } from '../test-cloud.ts'
import { newId } from '../value/value-hub.ts'

const oneBook = { lines: [{ productId: 1, quantity: 1000 }] }
const twoGifts = { lines: [{ productId: 2, quantity: 2000 }], cardShare: 0.5 }

test('a sale whose receipt id another one took is accepted as a receipt of its own', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const { receiptId } = sellTwice(hub, withNewId)
  expect((await hub.push()).status).toBe(200)
  const detail = await cloud.get('/v1/quarantine/2', QuarantinedDetail)
  expect(detail).toMatchObject({ repairable: false, acceptable: true, faults: [] })

  const asked = { id: newId(), reason: 'the paper is there' }
  const answer = RepairAnswer.parse(await (await end(cloud, 2, 'accept', asked)).json())
  expect(answer.released.map(({ appliedSeq }) => appliedSeq)).toEqual([2])
  expect(await (await end(cloud, 2, 'accept', asked)).json()).toEqual(answer)
  expect(rows(cloud, 'SELECT receipt_id FROM receipt ORDER BY applied_seq')).toEqual([
    [receiptId],
    [hub.events[1]?.id],
  ])
  expect((await cloud.request(`/v1/receipts/${hub.events[1]?.id}`)).status).toBe(200)
  expect(unexplained(cloud)).toBe(0)
  const sums = 'SELECT sum(receipts), sum(gross) FROM sales_by_till'
  expect(rows(cloud, sums)).toEqual(rows(cloud, 'SELECT count(*), sum(total) FROM receipt'))
  expect(await cloud.get('/v1/quarantine/2', QuarantinedDetail)).toMatchObject({
    ended: 'accepted',
    endedReason: 'the paper is there',
    why: 'Event 2 was accepted before.',
  })
  await expectRebuilt(cloud)
})

test('an event whose own id another one took brings its money and stock when it is accepted', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  sellTwice(hub, (envelope) => ({ ...envelope, till: 'T9' }))
  await hub.push()
  const stock = 'SELECT product_id, quantity FROM stock_on_hand ORDER BY 1'
  expect(rows(cloud, stock)).toEqual([[1, -1000]])
  expect((await end(cloud, 2, 'accept', { id: newId(), reason: 'two customers' })).status).toBe(200)
  expect(rows(cloud, stock)).toEqual([[1, -2000]])
  const sums = 'SELECT sum(receipts), sum(gross) FROM sales_by_till'
  expect(rows(cloud, sums)).toEqual(rows(cloud, 'SELECT count(*), sum(total) FROM receipt'))
  await expectRebuilt(cloud)
})

test('one that is dismissed keeps its money unexplained, and what waited for it goes on', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const sale = hub.sell(twoGifts)
  const tendered = sale.settlement.tenders.reduce((sum, { amount }) => sum + amount, 0)
  spoilLast(hub)
  hub.refund(sale)
  await hub.push()
  expect(states(cloud)).toEqual(['quarantined', 'parked'])
  const early = await end(cloud, 2, 'dismiss', { id: newId(), reason: 'x' })
  expect(z.looseObject({ detail: z.string() }).parse(await early.json()).detail).toMatch(
    /waits for/,
  )
  const nothingTaken = await end(cloud, 1, 'accept', { id: newId(), reason: 'x' })
  expect(nothingTaken.status).toBe(409)
  expect((await end(cloud, 1, 'dismiss', { id: newId(), reason: '' })).status).toBe(422)

  const asked = { id: newId(), reason: 'a trial of the technician' }
  const answer = RepairAnswer.parse(await (await end(cloud, 1, 'dismiss', asked)).json())
  // What is dismissed is not in the books.
  expect(answer.released.map(({ appliedSeq }) => appliedSeq)).toEqual([2])
  expect(states(cloud)).toEqual(['dismissed', 'applied'])
  expect(unexplained(cloud)).toBe(-tendered)
  expect((await end(cloud, 1, 'dismiss', { ...asked, reason: 'another' })).status).toBe(409)
  expect((await end(cloud, 1, 'accept', { id: newId(), reason: 'x' })).status).toBe(409)
  await expectRebuilt(cloud)
})

/** The same sale again, under an envelope that is not quite the same. */
function sellTwice(
  hub: ScriptedHub,
  change: (envelope: Record<string, unknown>) => Record<string, unknown>,
) {
  const sale = hub.sell(oneBook)
  const { envelope, payload } = JSON.parse(sale.body)
  hub.append('sale.closed', { envelope: change(envelope), payload })
  return sale
}

function withNewId(envelope: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(envelope).filter(([name]) => name !== 'id'))
}

function spoilLast(hub: ScriptedHub): void {
  const { envelope, payload } = JSON.parse(hub.events.pop()?.body ?? '')
  payload.priced.net += 1
  hub.append(envelope.type, { envelope, payload })
}

async function end(cloud: TestCloud, event: number, how: 'accept' | 'dismiss', json: unknown) {
  return await cloud.request(`/v1/quarantine/${event}/${how}`, { method: 'POST', json })
}

async function expectRebuilt(cloud: TestCloud): Promise<void> {
  const { tables } = await rebuildGroup({ file: cloud.group.file ?? '' })
  expect(tables.flatMap(({ difference }) => difference ?? [])).toEqual([])
}

function states(cloud: TestCloud) {
  return rows(cloud, 'SELECT state FROM event ORDER BY applied_seq').flat()
}

function unexplained(cloud: TestCloud): number {
  const sql = `SELECT coalesce(sum(d.debit - d.credit), 0) FROM account_day d
    JOIN ledger_account a ON a.id = d.account_id WHERE a.role = 'unexplained-receipts'`
  return Number(rows(cloud, sql)[0]?.[0])
}

function rows(cloud: TestCloud, sql: string) {
  return cloud.group.readHot().prepare(sql).all()
}
