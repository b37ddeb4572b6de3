import type { Ledger } from './ledger.ts'

/**
 * A coupon or printed voucher of single use (requirements 000-d1): `reserved → sold | issued →
 * held → used`, and `expired`, `cancelled`. Its one unit lives in the value account of the same id,
 * so that leases of a coupon obey the rules of every lease.
 */
export const couponStates = [
  'reserved',
  'sold',
  'issued',
  'held',
  'used',
  'expired',
  'cancelled',
] as const
export type CouponState = (typeof couponStates)[number]

export interface Coupon {
  readonly id: string
  readonly state: CouponState
  /** What a held or used coupon falls back to when the payment ends without it or is refunded. */
  readonly before: 'sold' | 'issued' | null
  /** The receipt that holds or used it. */
  readonly receiptId: string | null
  /** The receipt that sold it. */
  readonly soldOn: string | null
  readonly endsAt: number | null
  /** Grows by one with every transition; a transition names the version it was decided on. */
  readonly version: number
}

/** A coupon as it is printed: worth nothing until it is sold or issued. */
export function reservedCoupon(id: string, endsAt: number | null): Coupon {
  return { id, state: 'reserved', before: null, receiptId: null, soldOn: null, endsAt, version: 0 }
}

/** Every transition there is; `before` is the state that the coupon remembers. */
export const couponTransitions = {
  sell: { from: ['reserved'], to: 'sold' },
  issue: { from: ['reserved'], to: 'issued' },
  unsell: { from: ['sold'], to: 'reserved' },
  hold: { from: ['sold', 'issued'], to: 'held' },
  release: { from: ['held'], to: 'before' },
  use: { from: ['held', 'sold', 'issued'], to: 'used' },
  unuse: { from: ['used'], to: 'before' },
  expire: { from: ['sold', 'issued'], to: 'expired' },
  cancel: { from: ['reserved', 'sold', 'issued'], to: 'cancelled' },
} as const satisfies Record<
  string,
  { readonly from: readonly CouponState[]; readonly to: CouponState | 'before' }
>
export type CouponTransition = keyof typeof couponTransitions

/** The coupon after a transition, whatever state it is in: whether it is allowed comes before. */
export function couponAfter(
  coupon: Coupon,
  transition: CouponTransition,
  receiptId: string | null,
): Coupon {
  const { state, before } = coupon
  const { to } = couponTransitions[transition]
  const fallback = state === 'sold' || state === 'issued' ? state : before
  const remembers = to === 'held' || to === 'used'
  return {
    id: coupon.id,
    // A used coupon that remembers nothing was used although it had ended: it stays worthless.
    state: to === 'before' ? (before ?? 'cancelled') : to,
    before: remembers ? fallback : null,
    receiptId: remembers ? receiptId : null,
    soldOn: to === 'sold' ? receiptId : to === 'reserved' ? null : coupon.soldOn,
    endsAt: coupon.endsAt,
    version: coupon.version + 1,
  }
}

export function couponMay(coupon: Coupon, transition: CouponTransition): boolean {
  const from: readonly CouponState[] = couponTransitions[transition].from
  return from.includes(coupon.state)
}

/** Where a sweep has moved the unit of an account: its coupon, if it is one, follows. */
export function couponFollows(
  ledger: Ledger,
  accountId: string,
  transition: 'release' | 'expire',
): void {
  const coupon = ledger.coupon(accountId)
  if (coupon === undefined || !couponMay(coupon, transition)) return
  ledger.saveCoupon(couponAfter(coupon, transition, null))
}
