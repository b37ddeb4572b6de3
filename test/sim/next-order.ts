import type { AccountTerms } from '#shared/value/account.ts'

/** Accounts of coupons that a store gave with a sale: nobody opened them before. */
export const givenCoupon = 'coupon:N'

export const couponTerms: AccountTerms = {
  kind: 'coupon',
  unit: 'coupon',
  offline: 'leased',
  mayOwe: false,
}
