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
  for (const account of ledger.accounts.values()) {
    const { id, holds, leases, lots, owed } = account
    const sumOf = (place: string) => ledger.sumsByPlace.get(place) ?? 0
    expect(sumOf(id)).toBe(freeOf(account))
    let promised = 0
    for (const hold of holds) {
      expect(sumOf(holdPlace(id, hold.id))).toBe(lotsTotal(hold.lots))
      promised += lotsTotal(hold.lots)
    }
    for (const lease of leases) {
      expect(sumOf(leasePlace(id, lease.id))).toBe(openAmount(lease))
      promised += openAmount(lease)
    }
    expect(postedOf(account)).toBe(freeOf(account) + promised)
    expect(Math.min(owed, lotsTotal(lots))).toBe(0)
    for (const lot of lots) expect(lot.amount).toBeGreaterThan(0)
  }
  for (const movement of ledger.movements.values()) {
    expect(movement.amount).toBeGreaterThan(0)
    expect(ledger.reversedOf(movement.id)).toBeLessThanOrEqual(movement.amount)
  }
}
