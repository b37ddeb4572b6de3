import type { BasketLine } from '../../contracts/basket.ts'
import { multiplyDivide } from '../money.ts'
import type { CatalogueProduct, PriceRule } from './catalogue.ts'

export interface LinePrice {
  /** The price at which the line stands: the store's list price, or the typed one. */
  readonly unitPrice: number
  readonly amount: number
  readonly difference: PriceDifference | null
}

/** The line of its own for what the price engine changes; its amount is negative for a discount. */
export interface PriceDifference {
  readonly ruleId: number
  readonly quantity: number
  readonly unitPrice: number
  readonly amount: number
}

export interface PriceCircumstances {
  readonly storeId: number
  readonly customerId: number | null
  readonly surchargeAllowed: boolean
  readonly at: number
}

/**
 * Decisions (requirements 001-1, design 6.1):
 * - A rule that names this store and nothing else (no customer, no quantity, no dates) is the
 *   store's list price: the line stands at it, without a difference line. Of two, the lower.
 * - Of all rules that apply to the store, the customer, the line's quantity and the moment, the
 *   lowest price wins; of two equal, the older rule. Quantities of several lines are not added up.
 * - The winner replaces the list price in both directions: lower makes a line "Discount", quantity
 *   −qty; higher a surcharge line, quantity +qty, unless the company forbids it.
 * - A typed price stands by itself: no rules, no difference.
 * - Rounding: the line and the engine's amount each half up; the difference line is what lies
 *   between, so the pair costs exactly engine price × quantity.
 */
export function linePrice(
  line: BasketLine,
  product: CatalogueProduct,
  circumstances: PriceCircumstances,
): LinePrice {
  const { quantity, typedPrice } = line
  if (typedPrice !== undefined) {
    return { unitPrice: typedPrice, amount: amountOf(typedPrice, quantity), difference: null }
  }
  const { storeId } = circumstances
  const rules = product.prices.filter((rule) => applies(rule, quantity, circumstances))
  const storeRules = rules.filter((rule) => isStoreListPrice(rule, storeId))
  const unitPrice = lowest(storeRules)?.price ?? product.listPrice
  const amount = amountOf(unitPrice, quantity)
  const winner = lowest(rules)
  return { unitPrice, amount, difference: difference(winner, unitPrice, quantity, circumstances) }
}

/** Price × quantity; half up. */
export function amountOf(unitPrice: number, quantity: number): number {
  return multiplyDivide(unitPrice, quantity, 1000, 'halfUp')
}

function applies(rule: PriceRule, quantity: number, now: PriceCircumstances): boolean {
  return (
    (rule.storeId === null || rule.storeId === now.storeId) &&
    (rule.customerId === null || rule.customerId === now.customerId) &&
    rule.minQuantity <= quantity &&
    (rule.startsAt === null || rule.startsAt <= now.at) &&
    (rule.endsAt === null || now.at < rule.endsAt)
  )
}

function isStoreListPrice(rule: PriceRule, storeId: number): boolean {
  return (
    rule.storeId === storeId &&
    rule.customerId === null &&
    rule.minQuantity === 0 &&
    rule.startsAt === null &&
    rule.endsAt === null
  )
}

function lowest(rules: readonly PriceRule[]): PriceRule | undefined {
  let best: PriceRule | undefined
  for (const rule of rules) {
    const wins =
      best === undefined ||
      rule.price < best.price ||
      (rule.price === best.price && rule.id < best.id)
    if (wins) best = rule
  }
  return best
}

function difference(
  rule: PriceRule | undefined,
  unitPrice: number,
  quantity: number,
  circumstances: PriceCircumstances,
): PriceDifference | null {
  if (rule === undefined || rule.price === unitPrice) return null
  const isSurcharge = rule.price > unitPrice
  if (isSurcharge && !circumstances.surchargeAllowed) return null
  return {
    ruleId: rule.id,
    quantity: isSurcharge ? quantity : -quantity,
    unitPrice: Math.abs(rule.price - unitPrice),
    amount: amountOf(rule.price, quantity) - amountOf(unitPrice, quantity),
  }
}
