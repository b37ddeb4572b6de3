import type { OfferedCoupon } from '../../contracts/coupon.ts'
import type { PricedItem } from './basket-item.ts'
import { byPriority, type CompiledRules, eachAdmitting, type Rule } from './compile-rules.ts'
import { type Circumstances, missingAmount, missingQuantity, unmetCondition } from './conditions.ts'
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
  const matching = matchingLines(rules, order.items)
  const candidates: Candidate[] = []
  for (const [position, lines] of matching) {
    const rule = rules.automatic[position]
    if (rule === undefined || lines.length === 0) continue
    const { conditions } = rule
    if (unmetCondition(conditions, circumstances) !== null) continue
    if (missingAmount(conditions, order.amounts) > 0) continue
    if (missingQuantity(conditions, order.quantityOf(lines)) > 0) continue
    candidates.push(createCandidate(rule, null, lines, order))
  }
  return candidates.sort((a, b) => byPriority(a.rule, b.rule))
}

/** Lines by the position of the automatic rule that they match. */
function matchingLines(rules: CompiledRules, items: readonly PricedItem[]): Map<number, number[]> {
  const matching = new Map<number, number[]>()
  for (const [line, { product }] of items.entries()) {
    eachAdmitting(rules, product, (position) => {
      const lines = matching.get(position)
      if (lines === undefined) matching.set(position, [line])
      else if (lines.at(-1) !== line) lines.push(line)
    })
  }
  return matching
}
