import type { OfferedCoupon } from '../../contracts/coupon.ts'
import type { PricedItem } from './basket-item.ts'
import type { CompiledRules, Rule } from './compile-rules.ts'
import {
  admitsProduct,
  type Circumstances,
  type CompiledConditions,
  missingAmount,
  missingQuantity,
  unmetCondition,
} from './conditions.ts'
import type { OrderFigures } from './order-figures.ts'
import { freePieces, MAX_TIMES } from './rewards/free-product.ts'

/** A rule whose conditions are met; whether it takes anything is decided against the others. */
export interface Candidate<C extends OfferedCoupon | null = OfferedCoupon | null> {
  readonly rule: Rule
  readonly coupon: C
  /** Places of the lines that it may take from. */
  readonly lines: readonly number[]
  /** How often its reward may repeat. */
  readonly times: number
  /** Pieces of a free product that the customer may still add. */
  readonly missing: number
}

export type CouponCandidate = Candidate<OfferedCoupon>

export function createCandidate<C extends OfferedCoupon | null>(
  rule: Rule,
  coupon: C,
  matching: readonly number[],
  order: OrderFigures,
): Candidate<C> {
  const { reward, limits } = rule.promotion
  const times = limits.timesPerOrder ?? MAX_TIMES
  if (reward.kind === 'free-product') {
    const lines = order.allLines.filter(
      (line) => order.items[line]?.product.id === reward.productId,
    )
    return { rule, coupon, lines, ...freePieces(rule, reward, order.items, matching) }
  }
  const isOnOrder = 'on' in reward && reward.on === 'order'
  return { rule, coupon, lines: isOnOrder ? order.allLines : matching, times, missing: 0 }
}

/** The automatic promotions of this basket, higher priority first, then by id. */
export function automaticCandidates(
  rules: CompiledRules,
  circumstances: Circumstances,
  order: OrderFigures,
): Candidate[] {
  const matching = matchingLines(rules, order)
  const candidates: Candidate[] = []
  for (const [position, rule] of rules.automatic.entries()) {
    const lines = matching[position]
    if (lines === undefined || lines.length === 0) continue
    const { conditions } = rule
    if (unmetCondition(conditions, circumstances) !== null) continue
    if (missingAmount(conditions, order.amounts) > 0) continue
    if (missingQuantity(conditions, order.quantityOf(lines)) > 0) continue
    candidates.push(createCandidate(rule, null, lines, order))
  }
  return candidates
}

/** Lines by the position of the automatic rule that they match. */
function matchingLines(
  rules: CompiledRules,
  { items, allLines }: OrderFigures,
): readonly (readonly number[] | undefined)[] {
  const matching: (number[] | undefined)[] = []
  const add = (position: number, line: number) => {
    const lines = matching[position]
    if (lines === undefined) matching[position] = [line]
    // By its product and by its category, or by two categories.
    else if (lines.at(-1) !== line) lines.push(line)
  }
  for (const [line, { product }] of items.entries()) {
    for (const position of rules.byProduct.get(product.id) ?? []) add(position, line)
    for (const categoryId of product.categoryIds ?? []) {
      for (const position of rules.byCategory.get(categoryId) ?? []) add(position, line)
    }
  }
  const every = new Set(rules.everyProduct)
  return rules.automatic.map(({ conditions }, position) => {
    const lines = every.has(position) ? allLines : matching[position]
    if (conditions.excludedProducts === null && conditions.excludedCategories === null) return lines
    return lines?.filter((line) => admitsLine(conditions, items[line]))
  })
}

function admitsLine(conditions: CompiledConditions, item: PricedItem | undefined): boolean {
  return item !== undefined && admitsProduct(conditions, item.product)
}
