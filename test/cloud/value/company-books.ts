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

/** The books balance, and what the company owes in store credit is what its members own. */
export async function expectOwedIsOwned(shop: ValueShop): Promise<Record<string, number>> {
  const books = await companyBooks(shop)
  const [[owned]] = shop.rows('SELECT coalesce(sum(balance), 0) FROM value_account') as [[number]]
  expect(0 - (books['STORE-CREDIT'] ?? 0), 'store credit in the ledger').toBe(owned)
  const escrow = `SELECT coalesce(sum(CASE WHEN to_place LIKE 'risk/lease:%' THEN amount ELSE 0 END
    - CASE WHEN from_place LIKE 'risk/lease:%' THEN amount ELSE 0 END), 0) FROM value_movement`
  const [[kept]] = shop.rows(escrow) as [[number]]
  expect(0 - (books['VALUE-ESCROW'] ?? 0), 'escrow of forfeited leases').toBe(kept)
  return books
}
