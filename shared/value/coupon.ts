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
  /** What `held` falls back to when the payment ends without it. */
  readonly before: 'sold' | 'issued' | null
  /** The receipt that holds or used it. */
  readonly receiptId: string | null
  /** The receipt that sold it. */
  readonly soldOn: string | null
  readonly endsAt: number | null
  /** Grows by one with every transition; a transition names the version it was decided on. */
  readonly version: number
}
