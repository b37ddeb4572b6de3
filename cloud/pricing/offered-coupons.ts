import type { Basket } from '#shared/contracts/basket.ts'
import { OfferedCoupon } from '#shared/contracts/coupon.ts'
import type { HotDatabase } from '../db/hot.ts'
import { readVouchers } from '../vouchers/read-vouchers.ts'

/** The coupons of a basket as facts for the price engine; nothing where it names none. */
export function offeredCoupons(
  hot: HotDatabase,
  { coupons }: Basket,
): { readonly coupons?: OfferedCoupon[] } {
  if (coupons === undefined) return {}
  return {
    coupons: coupons.map(({ account, lines }) => {
      const [found] = readVouchers(hot, { kind: 'coupon', account, after: 0, rows: 1 })
      const of = found ?? { promotionId: null, state: 'reserved' }
      return OfferedCoupon.parse({ ...of, id: account, ...(lines !== undefined && { lines }) })
    }),
  }
}
