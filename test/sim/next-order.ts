import type { AccountTerms } from '#shared/value/account.ts'

/** Accounts of coupons that a store gave with a sale: nobody opened them before. */
export const givenCoupon = 'coupon:N'

/** Leases that a hub named when it gave such a coupon. */
export const bornLeases = 'born:'

export const couponTerms: AccountTerms = {
  kind: 'coupon',
  unit: 'coupon',
  offline: 'leased',
  mayOwe: false,
}
