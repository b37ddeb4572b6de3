import type { AccountKind } from '../account.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** An anchor spends leases for 72 h at most (spine B1.2); renewed at use, it outlives a week. */
export const standingLeaseMs = 7 * dayMs
/** A payment in progress, with the time that a queue and a card terminal take. */
export const holdLeaseMs = hourMs
/** A standing lease of lots that end sooner would end sooner itself (B1.7): they stay free. */
export const standingLotsMs = dayMs
/** A payment cannot be closed within the last minute of a lot. */
export const holdLotsMs = 60_000

export interface LeaseTerm {
  readonly endsAt: number
  readonly lotsEndingFrom: number
}

export function leaseEnd(purpose: 'standing' | 'hold', at: number): LeaseTerm {
  return purpose === 'standing'
    ? { endsAt: at + standingLeaseMs, lotsEndingFrom: at + standingLotsMs }
    : { endsAt: at + holdLeaseMs, lotsEndingFrom: at + holdLotsMs }
}

export interface StandingNeed {
  readonly kind: AccountKind
  /** A coupon or gift card that only this hub's warehouse takes. */
  readonly boundToWarehouse: boolean
  /** What may be promised now, whole units. */
  readonly free: number
  /** What this hub's open leases of the account still hold. */
  readonly openHere: number
  readonly visitsIn60Days: number
  readonly everRedeemed: boolean
  /** The store's 95th percentile of one redemption. */
  readonly p95: number
  readonly cap: number
}

/**
 * How many units to lease to a store now; 0 = none. Never the whole balance, so that a dead box
 * leaves its members something to spend elsewhere (spine B1.5); only what is worth nothing
 * elsewhere is leased whole. Renewed at use: a top-up, a lease of its own, comes when what is open
 * here has fallen under half of what the store should have.
 */
export function standingLeaseAmount(need: StandingNeed): number {
  const { kind, boundToWarehouse, free, openHere, visitsIn60Days, everRedeemed, p95, cap } = need
  if (free <= 0) return 0
  if (boundToWarehouse && (kind === 'coupon' || kind === 'gift-card')) return free
  if (visitsIn60Days < 1 || !everRedeemed) return 0
  const target = Math.min(Math.floor((free + openHere) / 2), p95, cap)
  return openHere * 2 < target ? Math.max(0, target - openHere) : 0
}
