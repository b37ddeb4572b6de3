import { expect } from 'vitest'
import {
  type Account,
  type AccountTerms,
  freeOf,
  openAccount,
  postedOf,
} from '#shared/value/account.ts'
import { openAmount } from '#shared/value/lease.ts'
import { lotsTotal } from '#shared/value/lots.ts'
import { holdPlace, leasePlace } from '#shared/value/movement.ts'
import { createMemoryLedger, type MemoryLedger } from '../../sim/memory-ledger.ts'

export const points: AccountTerms = {
  kind: 'points',
  unit: 'points:7',
  offline: 'leased',
  mayOwe: true,
}
export const giftCard: AccountTerms = {
  kind: 'gift-card',
  unit: 'credit:MNT',
  offline: 'leased',
  mayOwe: false,
}
export const coupon: AccountTerms = {
  kind: 'coupon',
  unit: 'coupon:12',
  offline: 'leased',
  mayOwe: false,
}

/** Empty books with these accounts open. */
export function openBooks(termsById: Readonly<Record<string, AccountTerms>>): MemoryLedger {
  const ledger = createMemoryLedger()
  for (const [id, terms] of Object.entries(termsById)) ledger.saveAccount(openAccount(id, terms))
  return ledger
}

export function accountIn(ledger: MemoryLedger, id: string): Account {
  const account = ledger.account(id)
  if (account === undefined) throw new Error(`account ${id} is not open`)
  return account
}

/** Every place holds what its movements say, nothing was made or lost, and free is lots or debt. */
export function expectBalanced(ledger: MemoryLedger): void {
  let total = 0
  for (const sum of ledger.sumsByPlace.values()) total += sum
  expect(total).toBe(0)
  for (const account of ledger.accounts.values()) expectAccountBalanced(ledger, account)
  for (const { id, amount } of ledger.movements.values()) {
    // Asked plainly: an expectation for each movement is what makes a long walk slow.
    if (amount <= 0 || ledger.reversedOf(id) > amount) {
      expect.fail(`movement ${id} of ${amount} is reversed by ${ledger.reversedOf(id)}`)
    }
  }
}

function expectAccountBalanced(ledger: MemoryLedger, account: Account): void {
  const { id, holds, leases, lots, owed } = account
  const told = [freeOf(account)]
  const moved = [ledger.sumsByPlace.get(id) ?? 0]
  for (const hold of holds) {
    told.push(lotsTotal(hold.lots))
    moved.push(ledger.sumsByPlace.get(holdPlace(id, hold.id)) ?? 0)
  }
  for (const lease of leases) {
    told.push(openAmount(lease))
    moved.push(ledger.sumsByPlace.get(leasePlace(id, lease.id)) ?? 0)
  }
  expect(moved, `places of ${id}: free, holds, leases`).toEqual(told)
  expect(postedOf(account)).toBe(told.reduce((sum, each) => sum + each, 0))
  expect(Math.min(owed, lotsTotal(lots)), `${id} owes and has lots`).toBe(0)
  expect(
    lots.every((lot) => lot.amount > 0),
    `lots of ${id} are positive`,
  ).toBe(true)
}
