import type { Basket, PricedBasket } from '../../contracts/basket.ts'
import type { CouponOutcome, OfferedCoupon } from '../../contracts/coupon.ts'
import { aloneOnOrder, applyRules } from './apply-rules.ts'
import type { BasketItem, PricedItem } from './basket-item.ts'
import { at, type BasketState } from './basket-state.ts'
import { automaticCandidates, type Candidate, type CouponCandidate } from './candidate.ts'
import type { PricingRules } from './catalogue.ts'
import { checkCoupon, refusal } from './check-coupon.ts'
import { chooseCoupons } from './choose-coupons.ts'
import type { CompiledRules } from './compile-rules.ts'
import { createCircumstances, type MemberFacts } from './conditions.ts'
import { appliedCoupon, outcomeOf } from './coupon-outcomes.ts'
import { createOrderFigures } from './order-figures.ts'

export interface PromotionsInput {
  readonly basket: Basket
  readonly rules: PricingRules
  readonly at: number
  readonly promotions: CompiledRules | undefined
  readonly coupons: readonly OfferedCoupon[]
  readonly member: MemberFacts | undefined
}

export interface TakenPromotions {
  readonly items: readonly BasketItem[]
  /** What became of each coupon so far, by its id. */
  readonly outcomes: Map<string, CouponOutcome>
  /** Coupons that pay with a line of their own, once it is known what is due. */
  readonly gifts: readonly CouponCandidate[]
  readonly more: Pick<PricedBasket, 'toAdd' | 'couponsToIssue'>
}

/** Steps 2 to 4 of design 6, all but what was typed for the order. */
export function takePromotions(
  items: readonly PricedItem[],
  input: PromotionsInput,
): TakenPromotions {
  const { promotions } = input
  const outcomes = new Map<string, CouponOutcome>()
  if (promotions === undefined) {
    for (const coupon of input.coupons) outcomes.set(coupon.id, refusal(coupon, 'unknown'))
    return { items: itemsOf(applyRules(items, [], [])), outcomes, gifts: [], more: {} }
  }
  const circumstances = createCircumstances({
    at: input.at,
    storeId: input.rules.storeId,
    timeZone: promotions.timeZone,
    member: memberOf(input),
    customerId: input.basket.customerId ?? null,
  })
  const order = createOrderFigures(items, input.rules)
  const all = automaticCandidates(promotions, circumstances, order)
  const offered: CouponCandidate[] = []
  for (const coupon of input.coupons) {
    const checked = checkCoupon(coupon, promotions, circumstances, order)
    if ('outcome' in checked) outcomes.set(coupon.id, checked)
    else offered.push(checked)
  }
  const gifts = offered.filter((one) => kindOf(one) === 'gift-line')
  const issuing = offered.filter((one) => kindOf(one) === 'next-order-coupon')
  const taking = offered.filter((one) => !gifts.includes(one) && !issuing.includes(one))
  const solo = aloneOnOrder(items, all)
  const automatic = solo === undefined ? all.filter(isNotAlone) : [solo]
  const chosen =
    taking.length === 0 || solo !== undefined
      ? { coupons: [], state: applyRules(items, automatic, []) }
      : chooseCoupons(items, automatic, taking)
  for (const one of taking) {
    const outcome =
      solo === undefined
        ? outcomeOf(one, chosen.coupons, chosen.state)
        : refusal(one.coupon, 'excluded-by', { by: solo.rule.ruleId })
    outcomes.set(one.coupon.id, outcome)
  }
  for (const { coupon, rule } of issuing) {
    outcomes.set(coupon.id, appliedCoupon(coupon, rule, []))
  }
  return {
    items: itemsOf(chosen.state),
    outcomes,
    gifts,
    more: moreOf([...automatic, ...issuing]),
  }
}

/** Field by field: a spread here took a third of a whole pricing. */
function itemsOf(state: BasketState): BasketItem[] {
  return state.items.map((item, i) => ({
    line: item.line,
    product: item.product,
    price: item.price,
    amount: item.amount,
    piecePrice: item.piecePrice,
    discounts: state.discounts[i] ?? [],
    left: at(state.left, i),
  }))
}

export function memberOf({
  basket,
  member,
}: Pick<PromotionsInput, 'basket' | 'member'>): MemberFacts | null {
  if (member !== undefined) return member
  const { memberId } = basket
  if (memberId === undefined) return null
  return { id: memberId, level: null, groups: [], programmes: [] }
}

/** What the customer may add for nothing, and what the order brings. */
function moreOf(candidates: readonly Candidate[]): TakenPromotions['more'] {
  const toAdd: NonNullable<PricedBasket['toAdd']> = []
  const couponsToIssue: NonNullable<PricedBasket['couponsToIssue']> = []
  for (const { rule, missing } of candidates) {
    const { ruleId } = rule
    const { reward } = rule.promotion
    if (reward.kind === 'free-product' && missing > 0) {
      toAdd.push({ ruleId, productId: reward.productId, quantity: missing * 1000 })
    }
    if (reward.kind === 'next-order-coupon') {
      couponsToIssue.push({ ruleId, promotionId: reward.promotionId, count: reward.count })
    }
  }
  return {
    ...(toAdd.length > 0 && { toAdd }),
    ...(couponsToIssue.length > 0 && { couponsToIssue }),
  }
}

function kindOf({ rule }: Candidate) {
  return rule.promotion.reward.kind
}

function isNotAlone({ rule }: Candidate): boolean {
  return rule.promotion.exclusivity.kind !== 'alone-on-order'
}
