import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Problem } from '#shared/contracts/problem.ts'
import type { TenderGiven } from '#shared/contracts/tender.ts'
import { Saved } from '#shared/contracts/till.ts'
import { openSqlite3 } from '#test/support/sqlite3.ts'
import { newId, one, openTestHub, type TestHub, type TestTill } from '../open-hub.ts'
import { newEvent, openTestJournal, verifyChain } from './open-journal.ts'

const heldWords =
  "another program (sqlite3?) has begun a transaction in the hub's journal: end it there, then try again"

test('sales of a moment in which an admin’s sqlite3 holds the journal are saved when it lets go', async () => {
  await using shop = await openTestHub()
  const tills = [await shop.openTill(), await shop.openTill(), await shop.openTill()]
  await using admin = openSqlite3(join(shop.dir, 'journal.db'))
  await admin.run('BEGIN IMMEDIATE;')
  const sales = await Promise.all(tills.map(async (till) => ({ till, sale: await wish(till) })))
  const selling = sales.map(({ till, sale }) => sellUntilSaved(till, sale))
  await sleep(2000)
  await admin.run('COMMIT;')
  const refusals = (await Promise.all(selling)).flat()
  // Only where the machine stood still meanwhile: nobody is refused before his three seconds.
  for (const { ms } of refusals) expect(ms).toBeGreaterThan(2900)
  const ids = sales.map(({ sale }) => sale.id)
  expectSavedOnce(shop, ids)
})

test('sales while an admin’s sqlite3 holds the journal for 20 s are refused in words, again and again, and then saved once', {
  timeout: 60_000,
}, async () => {
  await using shop = await openTestHub()
  const tills = [await shop.openTill(), await shop.openTill(), await shop.openTill()]
  await using admin = openSqlite3(join(shop.dir, 'journal.db'))
  await admin.run('BEGIN IMMEDIATE;')
  const ends = sleep(20_000).then(() => admin.run('COMMIT;'))
  const sold = await Promise.all(
    tills.map(async (till) => {
      const ids: string[] = []
      const refusals: Refusal[] = []
      for (let n = 0; n < 3; n += 1) {
        const sale = await wish(till)
        ids.push(sale.id)
        refusals.push(...(await sellUntilSaved(till, sale)))
      }
      return { ids, refusals }
    }),
  )
  await ends
  for (const { refusals } of sold) {
    expect(refusals.length).toBeGreaterThan(2)
    for (const { words, ms } of refusals) {
      expect(words).toBe(heldWords)
      // A till gives up after 8 s.
      expect(ms).toBeLessThan(8000)
    }
  }
  expectSavedOnce(
    shop,
    sold.flatMap(({ ids }) => ids),
  )
})

test('a hub that starts while an admin’s sqlite3 holds the journal waits a moment for it', async () => {
  await using files = await openTestJournal()
  await using admin = openSqlite3(files.path)
  await files.journal.append(newEvent())
  await admin.run('BEGIN IMMEDIATE;')
  const opened = files.reopen()
  await sleep(2000)
  await admin.run('COMMIT;')
  const again = await opened
  expect((await again.append(newEvent())).outcome).toBe('saved')
  expect(verifyChain(again)).toBe(2)
})

test('a hub that stops while its journal is held refuses what waits, and stops', async () => {
  await using files = await openTestJournal()
  await using admin = openSqlite3(files.path)
  await admin.run('BEGIN IMMEDIATE;')
  const refused = expect(files.journal.append(newEvent())).rejects.toThrow(heldWords)
  await files.journal.close()
  await refused
})

interface Refusal {
  readonly words: string
  readonly ms: number
}

/** As a till does: the same sale again for as long as the hub says 503. */
async function sellUntilSaved(till: TestTill, sale: { readonly id: string }): Promise<Refusal[]> {
  const refusals: Refusal[] = []
  for (;;) {
    const askedAt = performance.now()
    const { status, body } = await till.call('POST', '/sales', sale)
    if (status === 201) {
      expect(Saved.parse(body).id).toBe(sale.id)
      return refusals
    }
    expect(status).toBe(503)
    refusals.push({ words: (body as Problem).detail, ms: performance.now() - askedAt })
  }
}

async function wish(till: TestTill) {
  const basket = { lines: [one(1)] }
  const { quoteId, priced } = await till.quote(basket)
  const tenders: TenderGiven[] = [{ kind: 'cash', given: priced.total }]
  return { id: newId(), shiftId: till.shiftId, basket, quoteId, total: priced.total, tenders }
}

/** As many sales as were made, under numbers of their own, and nothing else. */
function expectSavedOnce({ journal }: TestHub, ids: readonly string[]): void {
  const rows = journal.read("SELECT id FROM event WHERE type = 'sale.closed'", [])
  expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(ids))
  expect(rows).toHaveLength(ids.length)
  const numbers = journal.read('SELECT count(DISTINCT number) AS n FROM receipt', [])
  expect(numbers).toEqual([{ n: ids.length }])
  expect(verifyChain(journal, journal.identity()?.hubId)).toBe(journal.head().seq)
}
