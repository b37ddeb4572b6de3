import type { PricedItem } from './basket-item.ts'
import { at, type BasketState, createBasketState, take } from './basket-state.ts'
import type { Candidate } from './candidate.ts'
import { takeDiscounts } from './discounts.ts'
import { isOnOrder } from './rewards/reward-order.ts'
import { amountTaken, takingOf } from './rewards/take-reward.ts'

/**
 * Takes off what these automatic promotions and these coupons give together (README, decisions):
 * first those that stand alone on their lines; then automatic promotions on lines, what the cashier
 * typed on lines, coupons on lines; then all that is off the order.
 */
export function applyRules(
  items: readonly PricedItem[],
  automatic: readonly Candidate[],
  coupons: readonly Candidate[],
): BasketState {
  const state = createBasketState(items)
  const isAlone = (one: Candidate) => exclusivityOf(one).kind === 'alone-on-lines'
  const offered = coupons.toSorted(byReward)
  for (const one of offered.filter(isAlone)) claimLines(state, one)
  for (const one of bestFirst(automatic.filter(isAlone), state)) claimLines(state, one)
  const rest = offered.filter((one) => !isAlone(one))
  const promotions = [
    ...automatic.filter((one) => !isAlone(one) && groupOf(one) === null),
    ...winnersOf(automatic, coupons, state),
  ].sort(byReward)
  for (const one of promotions) if (!onOrder(one)) apply(state, one)
  takeTyped(state)
  for (const one of rest) if (!onOrder(one)) apply(state, one)
  for (const one of [...promotions, ...rest].filter(onOrder).sort(byReward)) apply(state, one)
  return state
}

/** Of those that stand alone on the order the one that takes most, if it takes anything. */
export function aloneOnOrder(
  items: readonly PricedItem[],
  candidates: readonly Candidate[],
): Candidate | undefined {
  const alone = candidates.filter((one) => exclusivityOf(one).kind === 'alone-on-order')
  return alone.length === 0 ? undefined : bestOf(alone, createBasketState(items))
}

export function exclusivityOf({ rule }: Candidate) {
  return rule.promotion.exclusivity
}

export function groupOf(candidate: Candidate): string | null {
  const exclusivity = exclusivityOf(candidate)
  return exclusivity.kind === 'best-of-group' ? exclusivity.group : null
}

/** Percents before fixed amounts; the same for each way in which they were offered. */
export function byReward(a: Candidate, b: Candidate): number {
  return a.rule.place - b.rule.place || compareIds(a.coupon?.id ?? '', b.coupon?.id ?? '')
}

export function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function apply(state: BasketState, candidate: Candidate): readonly number[] {
  const { rule, coupon } = candidate
  const taking = takingOf(candidate, state)
  const named = { ruleId: rule.ruleId, reason: rule.promotion.name }
  take(state, taking, coupon === null ? named : { ...named, couponId: coupon.id })
  return taking.lines.filter((_, i) => at(taking.amounts, i) > 0)
}

function claimLines(state: BasketState, candidate: Candidate): void {
  for (const line of apply(state, candidate)) state.closedBy[line] = candidate.rule
}

/** One of each group, unless a coupon of that group is there: then that one. */
function winnersOf(
  automatic: readonly Candidate[],
  coupons: readonly Candidate[],
  state: BasketState,
): Candidate[] {
  const groups = new Map<string, Candidate[]>()
  for (const one of automatic) {
    const group = groupOf(one)
    if (group === null || coupons.some((coupon) => groupOf(coupon) === group)) continue
    const there = groups.get(group)
    if (there === undefined) groups.set(group, [one])
    else there.push(one)
  }
  return [...groups.values()].flatMap((members) => bestOf(members, state) ?? [])
}

/** What takes most by itself; of equals the first, so higher priority and then the older rule. */
function bestOf(candidates: readonly Candidate[], state: BasketState): Candidate | undefined {
  let best: Candidate | undefined
  let most = 0
  for (const one of candidates) {
    const amount = amountTaken(one, state)
    if (amount > most) {
      best = one
      most = amount
    }
  }
  return best
}

/** Higher priority first, then what takes more by itself, then the older rule. */
function bestFirst(candidates: readonly Candidate[], state: BasketState): Candidate[] {
  if (candidates.length < 2) return [...candidates]
  return candidates
    .map((one) => ({ one, amount: amountTaken(one, state) }))
    .sort((a, b) => priorityOf(b.one) - priorityOf(a.one) || b.amount - a.amount)
    .map(({ one }) => one)
}

function takeTyped({ items, left, discounts }: BasketState): void {
  for (const [line, item] of items.entries()) {
    if (item.line.discounts.length === 0) continue
    const typed = takeDiscounts(at(left, line), item.line.discounts)
    left[line] = typed.left
    discounts[line]?.push(...typed.taken)
  }
}

function onOrder({ rule }: Candidate): boolean {
  return isOnOrder(rule.promotion.reward)
}

function priorityOf({ rule }: Candidate): number {
  return rule.promotion.priority
}
