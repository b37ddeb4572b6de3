import { expect } from 'vitest'
import { z } from 'zod'
import type { ValueShop } from './value-shop.ts'

const Balance = z.object({
  accounts: z.array(
    z.looseObject({ code: z.string(), closingDebit: z.int(), closingCredit: z.int() }),
  ),
  total: z.looseObject({ closingDebit: z.int(), closingCredit: z.int() }),
})

/** Closing balances of the company by account, debits positive; those at 0 are left out. */
export async function companyBooks(shop: ValueShop): Promise<Record<string, number>> {
  const { accounts, total } = await shop.cloud.get('/v1/trial-balance?companyId=1', Balance)
  expect(total.closingDebit).toBe(total.closingCredit)
  const sums = accounts.map((each) => [each.code, each.closingDebit - each.closingCredit] as const)
  return Object.fromEntries(sums.filter(([, amount]) => amount !== 0))
}

/**
 * The books balance, and what the company owes is what its members own: store credit and gift cards
 * to the unit, points account by account at what they stand for. So it is by day and by lot, too.
 */
export async function expectOwedIsOwned(shop: ValueShop): Promise<Record<string, number>> {
  const books = await companyBooks(shop)
  const owned = { 'store-credit': 0, 'gift-card': 0, points: 0, partner: 0 }
  const rows = shop.rows(`SELECT p.kind, p.settings, v.balance FROM value_account v
    JOIN programme p ON p.id = v.programme_id WHERE p.kind IN ('store-credit', 'gift-card', 'points')`)
  for (const [kind, settings, balance] of rows as [keyof typeof owned, string | null, number][]) {
    if (kind !== 'points') owned[kind] += balance
    else {
      const { bookWorth, authority } = Settings.parse(JSON.parse(settings ?? '{}'))
      const worth = bookWorth === null ? 0 : (balance * bookWorth.amount) / bookWorth.points
      owned[authority === 'own' ? 'points' : 'partner'] += Math.floor(worth)
    }
  }
  const owed = (code: string) => 0 - (books[code] ?? 0)
  expect({
    'store-credit': owed('STORE-CREDIT'),
    'gift-card': owed('GIFT-CARDS'),
    points: owed('POINTS'),
    partner: owed('LOYALTY-PARTNER'),
  }).toEqual(owned)
  const escrow = `SELECT coalesce(sum(CASE WHEN to_place LIKE 'risk/lease:%' THEN amount ELSE 0 END
    - CASE WHEN from_place LIKE 'risk/lease:%' THEN amount ELSE 0 END), 0) FROM value_movement
    WHERE unit LIKE 'credit:%' OR unit LIKE 'gift-card:%'`
  const points = shop.rows(
    "SELECT 1 FROM value_movement WHERE from_place || to_place LIKE '%risk/lease:%@points:%'",
  )
  const [[kept]] = shop.rows(escrow) as [[number]]
  if (points.length === 0) expect(owed('VALUE-ESCROW'), 'escrow of forfeited leases').toBe(kept)
  const pending = `SELECT coalesce(sum(j.value->>'amount'), 0) FROM value_account v,
    json_each(v.state, '$.pending') j WHERE v.programme_id IS NOT NULL`
  const [[waiting]] = shop.rows(pending) as [[number]]
  expect(owed('VALUE-PENDING'), 'refunds that wait').toBe(waiting)
  expectRollups(shop, books)
  return books
}

/** The days add up to what the ledger says, days and lots to what members own. */
function expectRollups(shop: ValueShop, books: Record<string, number>): void {
  const byProgramme = (of: string) => Object.fromEntries(shop.rows(of) as [number, number][])
  const owned = byProgramme(`SELECT programme_id, sum(balance) FROM value_account
    WHERE programme_id IS NOT NULL GROUP BY 1 HAVING sum(balance) <> 0`)
  const days = byProgramme(`SELECT programme_id,
    sum(issued + loaded + redeemed + expired + corrected + risk) AS units
    FROM value_day GROUP BY 1 HAVING units <> 0`)
  expect(days, 'days').toEqual(owned)
  const lots = byProgramme(`SELECT programme_id, sum(units) FROM value_lot_month
    GROUP BY 1 HAVING sum(units) <> 0`)
  expect(lots, 'lots').toEqual(owned)
  const [[money]] = shop.rows(`SELECT coalesce(sum(issued_money + loaded_money + redeemed_money
    + expired_money + corrected_money + risk_money + revalued_money), 0) FROM value_day`) as [
    [number],
  ]
  const liabilities = ['STORE-CREDIT', 'GIFT-CARDS', 'POINTS', 'LOYALTY-PARTNER']
  const owed = liabilities.reduce((sum, code) => sum - (books[code] ?? 0), 0)
  expect(money, 'money of the days').toBe(owed)
}

const Settings = z.object({
  bookWorth: z.object({ points: z.int(), amount: z.int() }).nullable().default(null),
  authority: z.enum(['own', 'partner']).default('own'),
})
