import type { CouponOutcome, CouponRefusal, OfferedCoupon } from '../../contracts/coupon.ts'
import type { CouponState } from '../../value/coupon.ts'
import { type CouponCandidate, createCandidate } from './candidate.ts'
import type { CompiledRules, Rule } from './compile-rules.ts'
import {
  admitsProduct,
  type Circumstances,
  missingAmount,
  missingQuantity,
  unmetCondition,
} from './conditions.ts'
import type { OrderFigures } from './order-figures.ts'

export type RefusedCoupon = Extract<CouponOutcome, { outcome: 'refused' }>

/**
 * Whether a coupon is worth anything by itself, in the order in which Odoo's `sale_coupon` asks
 * (requirements 000 b): its state, the minimum amount, the promotion, whose it is, then products.
 */
export function checkCoupon(
  coupon: OfferedCoupon,
  rules: CompiledRules,
  circumstances: Circumstances,
  order: OrderFigures,
): CouponCandidate | RefusedCoupon {
  const refuse = (reason: CouponRefusal, missing?: RefusedCoupon['missing']) =>
    refusal(coupon, reason, missing === undefined ? {} : { missing })
  const rule = coupon.promotionId === null ? undefined : rules.couponRules.get(coupon.promotionId)
  if (rule === undefined) return refuse('unknown')
  const { promotion, conditions } = rule
  const wrongState = stateProblem(coupon, promotion.soldOnly, circumstances.at)
  if (wrongState !== null) return refuse(wrongState)
  if (coupon.currency !== null && coupon.currency !== rules.currency)
    return refuse('wrong-currency')
  const amount = missingAmount(conditions, order.amounts)
  if (amount > 0) return refuse('minimum-amount', { amount })
  const unmet = unmetCondition(conditions, circumstances)
  if (unmet !== null) return refuse(unmet)
  if (promotion.issuingStoreOnly && coupon.storeId !== circumstances.storeId) {
    return refuse('wrong-store')
  }
  if (coupon.memberId !== null && coupon.memberId !== circumstances.member?.id) {
    return refuse('wrong-member')
  }
  const matching = matchingLines(rule, coupon, order)
  if (matching.length === 0) return refuse('wrong-product')
  const quantity = missingQuantity(conditions, order.quantityOf(matching))
  if (quantity > 0) return refuse('minimum-quantity', { quantity })
  const candidate = createCandidate(rule, coupon, matching, order)
  const { reward } = promotion
  if (reward.kind === 'free-product' && candidate.times === 0) {
    const { productId } = reward
    return refuse('wrong-product', { productId, quantity: candidate.missing * 1000 })
  }
  return candidate
}

export function refusal(
  coupon: OfferedCoupon,
  reason: CouponRefusal,
  more: Pick<RefusedCoupon, 'by' | 'missing'> = {},
): RefusedCoupon {
  return { couponId: coupon.id, outcome: 'refused', reason, ...more }
}

function stateProblem(coupon: OfferedCoupon, soldOnly: boolean, at: number): CouponRefusal | null {
  const state: CouponState =
    coupon.state === 'held' && coupon.heldForThis ? (coupon.before ?? 'issued') : coupon.state
  switch (state) {
    case 'used':
    case 'expired':
    case 'cancelled':
    case 'held':
    case 'reserved':
      return state
    case 'sold':
    case 'issued':
      if (coupon.endsAt !== null && coupon.endsAt <= at) return 'expired'
      return soldOnly && state === 'issued' ? 'not-sold' : null
  }
}

function matchingLines(rule: Rule, coupon: OfferedCoupon, order: OrderFigures): number[] {
  return order.allLines.filter((line) => {
    const item = order.items[line]
    if (item === undefined || coupon.lines?.includes(item.line.id) === false) return false
    return admitsProduct(rule.conditions, item.product)
  })
}
