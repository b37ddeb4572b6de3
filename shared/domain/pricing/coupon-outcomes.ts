import type { CouponOutcome, OfferedCoupon } from '../../contracts/coupon.ts'
import { sumOf } from '../money.ts'
import { exclusivityOf, groupOf } from './apply-rules.ts'
import type { BasketState } from './basket-state.ts'
import type { Candidate, CouponCandidate } from './candidate.ts'
import { refusal } from './check-coupon.ts'
import type { Rule } from './compile-rules.ts'

export type AppliedCoupon = Extract<CouponOutcome, { outcome: 'applied' }>

/** What a coupon took off, and on which lines. */
export function appliedCoupon(
  coupon: OfferedCoupon,
  rule: Rule,
  lines: AppliedCoupon['lines'],
): AppliedCoupon {
  const amount = sumOf(lines, (line) => line.amount)
  return { couponId: coupon.id, outcome: 'applied', ruleId: rule.ruleId, amount, lines }
}

/** What became of a coupon that was worth something by itself, now that all is decided. */
export function outcomeOf(
  candidate: CouponCandidate,
  chosen: readonly Candidate[],
  state: BasketState,
): CouponOutcome {
  const { coupon } = candidate
  const lines: AppliedCoupon['lines'] = []
  for (const [i, item] of state.items.entries()) {
    const own = (state.discounts[i] ?? []).filter((discount) => discount.couponId === coupon.id)
    const amount = sumOf(own, (discount) => discount.amount)
    if (amount > 0) lines.push({ lineId: item.line.id, amount })
  }
  if (lines.length > 0) return appliedCoupon(coupon, candidate.rule, lines)
  if (!chosen.includes(candidate)) return notChosen(candidate, chosen, state)
  const closers = candidate.lines.flatMap((line) => state.closedBy[line] ?? [])
  const [closer] = closers
  if (closer === undefined || closers.length < candidate.lines.length) {
    return refusal(coupon, 'nothing-left')
  }
  return refusal(coupon, 'excluded-by', { by: closer.ruleId })
}

function notChosen(
  candidate: CouponCandidate,
  chosen: readonly Candidate[],
  state: BasketState,
): CouponOutcome {
  const { rule, coupon } = candidate
  const solo = chosen.find((one) => exclusivityOf(one).kind === 'alone-on-order')
  if (solo !== undefined) {
    const reason = exclusivityOf(candidate).kind === 'alone-on-order' ? 'beaten-by' : 'excluded-by'
    return refusal(coupon, reason, { by: solo.rule.ruleId })
  }
  const { couponsPerOrder } = rule.promotion.limits
  const same = chosen.filter((one) => one.rule === rule).length
  if (couponsPerOrder !== undefined && same >= couponsPerOrder) {
    return refusal(coupon, 'limit-reached')
  }
  const group = groupOf(candidate)
  const rival = group === null ? undefined : chosen.find((one) => groupOf(one) === group)
  const by = rival?.rule.ruleId ?? strongest(candidate, state)
  return by === undefined ? refusal(coupon, 'nothing-left') : refusal(coupon, 'beaten-by', { by })
}

/** The rule that took most of the lines that the coupon is for. */
function strongest(candidate: Candidate, state: BasketState): string | undefined {
  const byRule = new Map<string, number>()
  for (const line of candidate.lines) {
    for (const { ruleId, amount } of state.discounts[line] ?? []) {
      if (!ruleId.startsWith('typed:')) byRule.set(ruleId, (byRule.get(ruleId) ?? 0) + amount)
    }
  }
  const sorted = [...byRule].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  return sorted[0]?.[0]
}
