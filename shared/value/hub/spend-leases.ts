import { type HubLease, leftOf, type Wallet } from './wallet.ts'

/** Parts of leases under payments in progress, by lease id: promised, not yet journaled. */
export type Reserved = ReadonlyMap<string, number>

export interface LeasePart {
  readonly lease: string
  readonly amount: number
}

export type LeaseCover =
  | { readonly outcome: 'covered'; readonly parts: readonly LeasePart[] }
  /** `covered` is how much the leases would give; the rest wants a hold, or trust. */
  | {
      readonly outcome: 'short'
      readonly covered: number
      readonly reason: 'no-anchor' | 'too-little'
    }

/**
 * Which leases pay this amount of one account (spine B1): open ones of this epoch, a hold only for
 * its own receipt, the one that ends first before the others, and only while the hub's upper bound
 * of the time is below their end (B1.2). Needs neither feed nor line (B1.13). The parts are reserved
 * by the caller until the receipt is journaled or given up, and looked at again right before that
 * (`partsStillHold`).
 */
export function spendLeases(wanted: {
  /** Of one account, as `wallet.leasesOf` gives them. */
  readonly leases: readonly HubLease[]
  readonly reserved: Reserved
  /** `upperBound` of the time; null = the hub has no anchor. */
  readonly upper: number | null
  readonly amount: number
  readonly epoch: number
  /** The receipt that is being paid. */
  readonly receiptId: string
}): LeaseCover {
  const { leases, reserved, upper, amount, epoch, receiptId } = wanted
  const parts: LeasePart[] = []
  let missing = amount
  let anchorMissed = false
  for (const lease of soonestFirst(leases)) {
    if (missing === 0) break
    if (lease.state !== 'open' || lease.epoch !== epoch) continue
    if (lease.receiptId !== null && lease.receiptId !== receiptId) continue
    const left = leftOf(lease) - (reserved.get(lease.id) ?? 0)
    if (left <= 0) continue
    if (upper === null) anchorMissed = true
    if (upper === null || upper >= lease.endsAt) continue
    const part = Math.min(left, missing)
    parts.push({ lease: lease.id, amount: part })
    missing -= part
  }
  if (missing === 0) return { outcome: 'covered', parts }
  const reason = anchorMissed ? 'no-anchor' : 'too-little'
  return { outcome: 'short', covered: amount - missing, reason }
}

/**
 * Asked in the transaction that journals the receipt: the spend happens then, not when the parts
 * were reserved. A lease recalled meanwhile keeps its parts for the receipt; one that ended, or
 * whose epoch did, is lost to it.
 */
export function partsStillHold(payment: {
  readonly wallet: Wallet
  readonly parts: readonly LeasePart[]
  readonly upper: number | null
  readonly epoch: number
}): boolean {
  const { wallet, parts, upper, epoch } = payment
  if (parts.length === 0) return true
  if (upper === null) return false
  return parts.every((part) => {
    const lease = wallet.lease(part.lease)
    if (lease === undefined || lease.epoch !== epoch || upper >= lease.endsAt) return false
    return leftOf(lease) >= part.amount
  })
}

function soonestFirst(leases: readonly HubLease[]): readonly HubLease[] {
  if (leases.length < 2) return leases
  return [...leases].sort((a, b) => a.endsAt - b.endsAt || (a.id < b.id ? -1 : 1))
}
