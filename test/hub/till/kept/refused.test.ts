import { expect, test } from 'vitest'
import { createKeeper, type Kept } from '#hub/till/kept/keeper.ts'
import type { RefusedSale } from '#hub/till/kept/kept-body.ts'
import { FoundSales } from '#shared/contracts/witness.ts'
import { one, openTestHub } from '../../open-hub.ts'

const HOUR = 3_600_000
const DEAD = 5

test('a sale that the new hub refuses stays on the till, which names it, and HQ is told once; a sound one is taken [B2.7]', async () => {
  await using old = await openTestHub()
  const oldTill = await old.openTill()
  const [bad, sound] = [await oldTill.sell(books), await oldTill.sell(books)]
  if (bad.stored === undefined) throw new Error('a sale is kept')
  const body = bad.stored.body.replace('"MNT"', '"RUB"')
  await using hub = await openTestHub()
  const till = await hub.openTill()

  let now = Date.now()
  let offers = 0
  const rows = new Map<string, Kept>()
  let told: readonly RefusedSale[] = []
  const startPage = () =>
    createKeeper({
      store: {
        all: async () => [...rows.values()],
        put: async (kept) => kept.forEach((sale) => rows.set(sale.id, sale)),
        remove: async (ids) => ids.forEach((id) => rows.delete(id)),
      },
      offer: async (sales) => {
        offers += 1
        return FoundSales.parse((await till.call('POST', '/kept-sales', { sales })).body)
      },
      now: () => now,
      onRefused: (sales) => {
        told = sales
      },
      onProblem: (problem) => {
        throw problem
      },
    })
  const first = await startPage()
  await first.keep({ ...bad, stored: { ...bad.stored, body } }, DEAD)
  await first.keep(sound, DEAD)
  const mark = { hub: 7, epoch: 1, seq: 0 }
  first.hear(mark)
  await first.offered()
  const number = bad.receipt?.number.slice(0, -3)
  const refusal = { id: bad.id, number, reason: 'currency is RUB, not MNT' }
  expect(told).toEqual([refusal])
  expect(hub.journal.eventById(sound.id)?.body).toBe(sound.stored?.body)
  expect(hub.journal.eventById(bad.id)).toBeNull()
  expect(offers).toBe(1)

  // Asked again by the hour, and by the page that is loaded anew, a month later.
  now += HOUR - 1
  first.hear(mark)
  expect(await first.offered()).toBe(false)
  now += 1
  first.hear(mark)
  expect(await first.offered()).toBe(true)
  now += 31 * 24 * HOUR
  told = []
  const second = await startPage()
  expect(told).toEqual([refusal])
  second.hear({ ...mark, seq: hub.journal.head().seq })
  await second.offered()
  expect(offers).toBe(3)
  expect(second.count()).toBe(1)
  const noted = () => hub.journal.read("SELECT body FROM event WHERE type = 'hub.noted'", [])
  const words = `Till ${till.code} keeps ${bad.id}, which this hub does not take: currency is RUB, not MNT.`
  expect(noted().map((note) => JSON.parse(String(note['body'])).payload)).toEqual([
    { v: 1, note: 'kept-sale-refused', words },
  ])

  // Of one that the books have from another hub nothing is lost.
  const inBooks = { ...bad.stored, id: sound.id.replace(/^.{8}/, '0193ffff') }
  const places = [{ hub: DEAD, epoch: 1, seq: 15 }]
  const answer = await till.call('POST', '/kept-sales', { sales: [{ ...inBooks, places }] })
  expect(FoundSales.parse(answer.body).refused).toHaveLength(1)
  expect(noted()).toHaveLength(1)

  // The hub takes it after all: nothing more is told.
  const mended = rows.get(bad.id)
  if (mended === undefined) throw new Error('it is kept')
  rows.set(bad.id, { ...mended, sale: bad.stored })
  const third = await startPage()
  third.hear(mark)
  await third.offered()
  expect(told).toEqual([])
  expect(hub.journal.eventById(bad.id)?.number).toBe(bad.receipt?.number)
})

const books = { lines: [one(1)] }
