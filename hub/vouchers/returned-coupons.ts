import type { PricedBasket } from '#shared/contracts/basket.ts'
import { isOwn } from '#shared/domain/refund-lines.ts'

/**
 * The coupons that go back to their holder with this refund: those of which all that they
 * discounted has come back now. One that paid with a gift line, or took nothing off, was for all of
 * the goods.
 */
export function returnedCoupons(
  original: PricedBasket,
  /** Quantities given back before, by line. */
  before: Readonly<Record<string, number>>,
  refund: PricedBasket,
): readonly string[] {
  const { coupons = [] } = original
  if (coupons.length === 0) return []
  const goods = original.lines.filter(({ kind }) => kind === 'product')
  const now: Record<string, number> = { ...before }
  for (const line of refund.lines) {
    if (isOwn(line)) now[line.id] = (now[line.id] ?? 0) - line.quantity
  }
  const allBack = (backs: typeof now, ids: ReadonlySet<string> | null) =>
    goods.every(({ id, quantity }) => ids?.has(id) === false || (backs[id] ?? 0) >= quantity)
  return coupons.flatMap((coupon) => {
    if (coupon.outcome !== 'applied') return []
    const ids = new Set(coupon.lines.map(({ lineId }) => lineId))
    const isOfGoods = goods.some(({ id }) => ids.has(id))
    const lines = isOfGoods ? ids : null
    return allBack(now, lines) && !allBack(before, lines) ? coupon.couponId : []
  })
}
