import type { Basket, PricedBasket } from '#shared/contracts/basket.ts'
import type { OfferedCoupon } from '#shared/contracts/coupon.ts'
import { createVouchers, type Vouchers } from './vouchers.ts'

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

/** Whether the coupons that a promised price counts on are still worth what they were then. */
export function couponsStillHold(
  { shop, value }: Parameters<typeof createVouchers>[0],
  basket: Basket,
  promised: PricedBasket,
  receiptId: string,
): boolean {
  if (basket.coupons === undefined) return true
  const applied = new Set(
    promised.coupons?.flatMap(({ couponId, outcome }) => (outcome === 'applied' ? couponId : [])),
  )
  const offered = offeredCoupons(createVouchers({ shop, value }), basket, receiptId)
  return offered.every(({ id, state, heldForThis, before, endsAt }) => {
    if (!applied.has(id)) return true
    const now = heldForThis ? before : state
    const hasEnded = endsAt !== null && endsAt <= shop.clock()
    return (now === 'sold' || now === 'issued') && !hasEnded
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
