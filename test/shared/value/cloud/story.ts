import { expect } from 'vitest'
import type { Envelope, EventType, LeaseWord, ValueMovement } from '#shared/contracts/event.ts'
import type { AccountTerms } from '#shared/value/account.ts'
import { applyEnvelope } from '#shared/value/cloud/apply-envelope.ts'
import { type GrantLease, grantLease } from '#shared/value/cloud/grant-lease.ts'
import { findLease } from '#shared/value/cloud/lease-of-account.ts'
import { credit } from '#shared/value/credit.ts'
import type { Lease } from '#shared/value/lease.ts'
import { lotsTotal } from '#shared/value/lots.ts'
import { riskLeasePlace } from '#shared/value/movement.ts'
import type { MemoryLedger } from '../../../sim/memory-ledger.ts'
import { expectBalanced, openBooks, points } from '../books.ts'

/** Member `m` with these lots, `[amount, end]`; hub 1 in epoch 1 is the usual holder. */
export function booksOf(
  lots: readonly (readonly [number, number | null])[],
  terms: AccountTerms = points,
): MemoryLedger {
  const ledger = openBooks({ m: terms })
  for (const [i, [amount, endsAt]] of lots.entries()) {
    const brought = { account: 'm', kind: 'earn', at: 0, receiptId: null, rule: null } as const
    credit(ledger, { ...brought, id: `lot${i + 1}`, amount, endsAt })
  }
  return ledger
}

export function grantOf(change: Partial<GrantLease> = {}): GrantLease {
  return {
    id: 'L',
    hub: 1,
    epoch: 1,
    account: 'm',
    amount: 100,
    endsAt: 1000,
    receiptId: null,
    lotsEndingFrom: null,
    at: 10,
    ...change,
  }
}

export function granted(ledger: MemoryLedger, change: Partial<GrantLease> = {}): Lease {
  const answer = grantLease(ledger, grantOf(change))
  if (answer.outcome === 'refused') throw new Error(`not granted: ${answer.reason}`)
  return answer.lease
}

export function wordOf(change: Partial<LeaseWord> = {}): LeaseWord {
  return {
    lease: 'L',
    account: 'm',
    n: 1,
    granted: 100,
    endsAt: 1000,
    receiptId: null,
    spent: 0,
    returned: 0,
    reason: 'granted',
    ...change,
  }
}

export function spendOf(id: string, amount: number, change: Partial<ValueMovement> = {}) {
  return movementOf({ id, amount, kind: 'spend', ...change })
}

export function movementOf(change: Partial<ValueMovement> = {}): ValueMovement {
  const { kind = 'spend' } = change
  const cover = kind === 'spend' || kind === 'give-back' ? 'lease' : 'account'
  return {
    id: 'v',
    account: 'm',
    kind,
    amount: 1,
    cover: change.cover ?? cover,
    lease: (change.cover ?? cover) === 'lease' ? 'L' : null,
    reverses: null,
    rule: null,
    endsAt: null,
    ...change,
  }
}

export function envelopeOf(type: EventType, change: Partial<Envelope> = {}): Envelope {
  return {
    v: 1,
    id: 'event',
    type,
    at: 100,
    bootId: 'boot',
    uptimeMs: 0,
    businessOn: '2026-01-01',
    currency: 'MNT',
    till: null,
    shiftId: null,
    cashierId: null,
    receipt: null,
    movements: [],
    tenders: [],
    stock: [],
    leases: [],
    word: null,
    coupons: [],
    ...change,
  }
}

export function receiptOf(
  id: string,
  originalId: string | null = null,
  cover: 'right' | 'pending-credit' | 'trust' | null = null,
): NonNullable<Envelope['receipt']> {
  return { id, number: `S1-1-1-${id}`, originalId, cover }
}

/** The hub's journal tells of a lease. */
export function tell(
  ledger: MemoryLedger,
  type: EventType,
  word: LeaseWord,
  by: { hub?: number; epoch?: number; id?: string; at?: number; chainedAgain?: boolean } = {},
) {
  const { hub = 1, epoch = 1, id = `${type} ${word.lease}`, at = 100, chainedAgain = false } = by
  const envelope = envelopeOf(type, { id, at, word })
  return applyEnvelope(ledger, { hub, epoch, seq: 1, envelope, chainedAgain })
}

/** The hub's journal tells of a sale or refund that moved value. */
export function report(
  ledger: MemoryLedger,
  movements: readonly ValueMovement[],
  by: {
    hub?: number
    epoch?: number
    receiptId?: string
    at?: number
    chainedAgain?: boolean
  } = {},
) {
  const { hub = 1, epoch = 1, receiptId = `r-${movements[0]?.id}`, at = 100 } = by
  const receipt = receiptOf(receiptId)
  const envelope = envelopeOf('sale.closed', { at, receipt, movements: [...movements] })
  const { chainedAgain = false } = by
  return applyEnvelope(ledger, { hub, epoch, seq: 1, envelope, chainedAgain })
}

export function sumAt(ledger: MemoryLedger, place: string): number {
  return ledger.sumsByPlace.get(place) ?? 0
}

export function leaseIn(ledger: MemoryLedger, id = 'L'): Lease | undefined {
  return findLease(ledger, id)?.lease
}

/** The laws of the books, with the escrow that the risk account keeps of forfeited leases. */
export function expectLawful(ledger: MemoryLedger): void {
  expectBalanced(ledger)
  for (const { leases, terms } of ledger.accounts.values()) {
    for (const lease of leases) {
      const escrow = lease.state === 'forfeited' ? lotsTotal(lease.lots) : 0
      expect(sumAt(ledger, riskLeasePlace(lease.id, terms.unit))).toBe(escrow)
      expect(lotsTotal(lease.lots)).toBeGreaterThanOrEqual(0)
    }
  }
}
