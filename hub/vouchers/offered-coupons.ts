import type { Basket } from '#shared/contracts/basket.ts'
import type { OfferedCoupon } from '#shared/contracts/coupon.ts'
import type { Vouchers } from './vouchers.ts'

/** The coupons that a basket names, as facts for the price engine. */
export function offeredCoupons(
  vouchers: Vouchers,
  { coupons = [] }: Basket,
  /** What is held for it counts as free. */
  receiptId: string | undefined,
): OfferedCoupon[] {
  return coupons.map(({ account, lines }) => {
    const only = lines === undefined ? {} : { lines }
    const now = vouchers.byAccount(account)
    // A gift card pays; it takes nothing off.
    if (now === undefined || now.voucher.kind !== 'coupon') return { ...unknown(account), ...only }
    const { promotionId, storeId, endsAt, memberId, faceValue } = now.voucher
    const isHeld = now.balance > 0 && now.inWork.length > 0
    const state = isHeld ? ('held' as const) : now.state
    const before =
      isHeld && (now.state === 'sold' || now.state === 'issued') ? now.state : now.before
    const heldForThis = isHeld && now.inWork.every((id) => id === receiptId)
    const facts = { promotionId, storeId, endsAt, memberId, faceValue, currency: null }
    return { id: account, state, before, heldForThis, ...facts, ...only }
  })
}

function unknown(id: string): OfferedCoupon {
  const nothing = { before: null, storeId: null, endsAt: null, memberId: null, faceValue: null }
  return {
    id,
    promotionId: null,
    state: 'reserved',
    heldForThis: false,
    ...nothing,
    currency: null,
  }
}
