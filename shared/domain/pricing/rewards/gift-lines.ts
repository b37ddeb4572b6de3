import type { CouponOutcome } from '../../../contracts/coupon.ts'
import { compareIds } from '../apply-rules.ts'
import type { UntaxedLine } from '../basket-item.ts'
import type { CouponCandidate } from '../candidate.ts'
import type { Catalogue, PricingRules } from '../catalogue.ts'
import { giftLineId } from '../check-basket.ts'
import { refusal } from '../check-coupon.ts'
import { appliedCoupon } from '../coupon-outcomes.ts'

/**
 * Gift coupons pay with lines of their own, after every discount and never more than is due. The
 * smallest that covers the rest is taken, else the largest: so few are used up, and little is lost.
 */
export function giftLines(
  gifts: readonly CouponCandidate[],
  due: number,
  catalogue: Catalogue,
  rules: PricingRules,
  outcomes: Map<string, CouponOutcome>,
): UntaxedLine[] {
  const lines: UntaxedLine[] = []
  let left = due
  const waiting = admitted(gifts, outcomes)
  while (waiting.length > 0) {
    const covering = waiting.findLastIndex((one) => faceOf(one) >= left)
    const [one] = waiting.splice(Math.max(0, covering), 1)
    if (one === undefined) break
    const { coupon, rule } = one
    const amount = Math.min(left, faceOf(one))
    const line = amount === 0 ? undefined : giftLine(one, amount, catalogue, rules)
    if (amount === 0) outcomes.set(coupon.id, refusal(coupon, 'nothing-left'))
    else if (line === undefined) outcomes.set(coupon.id, wrongProduct(one))
    else {
      lines.push(line)
      left -= amount
      outcomes.set(coupon.id, appliedCoupon(coupon, rule, [{ lineId: line.id, amount }]))
    }
  }
  return lines.sort((a, b) => compareIds(a.id, b.id))
}

/** Largest first, and of a promotion no more than it allows on an order. */
function admitted(
  gifts: readonly CouponCandidate[],
  outcomes: Map<string, CouponOutcome>,
): CouponCandidate[] {
  const sorted = gifts.toSorted(
    (a, b) => faceOf(b) - faceOf(a) || compareIds(a.coupon.id, b.coupon.id),
  )
  return sorted.filter((one, i) => {
    const before = sorted.slice(0, i).filter((other) => other.rule === one.rule).length
    const isOver = before >= (one.rule.promotion.limits.couponsPerOrder ?? sorted.length)
    if (isOver) outcomes.set(one.coupon.id, refusal(one.coupon, 'limit-reached'))
    return !isOver
  })
}

/**
 * Where tax comes on top of prices, its product must bear none: what it pays is of the total with
 * tax. Where prices hold the tax it may, and then lessens the tax of its own group.
 */
function giftLine(
  { coupon, rule }: CouponCandidate,
  amount: number,
  catalogue: Catalogue,
  { vatGroups, pricesIncludeVat }: PricingRules,
): UntaxedLine | undefined {
  const { reward } = rule.promotion
  if (reward.kind !== 'gift-line') return undefined
  const product = catalogue.get(reward.giftLineProductId)
  const group = vatGroups.find(({ id }) => id === product?.vatGroupId)
  if (product === undefined || group === undefined) return undefined
  const isTaxed = (group.taxType === 'VAT_ABLE' && group.vatRate > 0) || group.cityTaxRate > 0
  if (isTaxed && !pricesIncludeVat) return undefined
  return {
    id: giftLineId(coupon),
    kind: 'gift',
    ofLine: null,
    productId: product.id,
    name: product.name,
    vatGroupId: product.vatGroupId,
    quantity: -1000,
    unitPrice: amount,
    priceRuleId: null,
    discounts: [],
    orderDiscount: 0,
    amount: -amount,
  }
}

function wrongProduct({ coupon, rule }: CouponCandidate): CouponOutcome {
  const { reward } = rule.promotion
  const missing = reward.kind === 'gift-line' ? { productId: reward.giftLineProductId } : {}
  return refusal(coupon, 'wrong-product', { missing })
}

function faceOf({ coupon }: CouponCandidate): number {
  return coupon.faceValue ?? 0
}
