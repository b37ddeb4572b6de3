import type { Envelope, ValueMovement } from '../contracts/event.ts'
import { epochOfNumber } from '../domain/receipt-number.ts'
import { standingLeaseMs } from './cloud/lease-policy.ts'

/**
 * A coupon that a hub gave with a sale is that hub's alone to use from the first moment, also with
 * the line cut: its unit is loaded into a lease that the load names, and no other store is promised
 * it before this one gives it back. Books and wallet say its terms by these.
 */
export interface BornLease {
  readonly id: string
  readonly endsAt: number
  /** Of the receipt's number: a sale that is chained again, or kept from another disk, is of an older one. */
  readonly epoch: number
}

/**
 * The lease of a coupon that a sale gave has its coupon's name: whichever disk answers that sale again
 * means the same unit by it.
 */
export function bornLeaseId(account: string): string {
  return `${bornLeases}${account}`
}

/** What such leases begin with. */
export const bornLeases = 'born:'

/** Null for a load that brings no lease. */
export function bornLease(
  { kind, cover, lease, endsAt }: ValueMovement,
  { at, receipt }: Pick<Envelope, 'at' | 'receipt'>,
): BornLease | null {
  if (kind !== 'load' || cover !== 'lease' || lease === null) return null
  return {
    id: lease,
    endsAt: Math.min(at + standingLeaseMs, endsAt ?? Number.MAX_SAFE_INTEGER),
    epoch: epochOfNumber(receipt?.number ?? ''),
  }
}
