import { allocate } from '../../allocate.ts'
import { shareOf, sum } from '../../money.ts'
import { at, type BasketState, openLines, type Taking, takesNothing } from '../basket-state.ts'
import type { Candidate } from '../candidate.ts'
import { takeBundles } from './bundle.ts'
import { takeCheapest } from './cheapest.ts'
import { takeFixed } from './fixed.ts'
import { takeFreeProduct } from './free-product.ts'
import { takePercent } from './percent.ts'
import { isTakenOnce } from './reward-order.ts'

/** What the candidate takes now off the lines that no other rule has for itself. */
export function takingOf(candidate: Candidate, state: BasketState): Taking {
  const taking = uncapped(candidate, state, openLines(state, candidate.lines))
  const { maxAmount } = candidate.rule.promotion.limits
  if (maxAmount === undefined || sum(taking.amounts) <= maxAmount) return taking
  return { ...taking, amounts: allocate(maxAmount, taking.amounts) }
}

/** How much that is together; what is taken once of all lines need not be spread for it. */
export function amountTaken(candidate: Candidate, state: BasketState): number {
  const { reward, limits } = candidate.rule.promotion
  const most = limits.maxAmount ?? Number.POSITIVE_INFINITY
  if (!isTakenOnce(reward)) return Math.min(sum(takingOf(candidate, state).amounts), most)
  let left = 0
  for (const line of openLines(state, candidate.lines)) left += at(state.left, line)
  const amount = reward.kind === 'percent' ? shareOf(left, reward.rate, 'halfUp') : reward.amount
  return Math.min(amount, left, most)
}

function uncapped(
  { rule, times }: Candidate,
  state: BasketState,
  lines: readonly number[],
): Taking {
  const { reward } = rule.promotion
  switch (reward.kind) {
    case 'percent':
      return takePercent(reward, state, lines)
    case 'fixed':
      return takeFixed(reward, state, lines)
    case 'cheapest':
      return takeCheapest(reward, times, state, lines)
    case 'bundle':
      return takeBundles(reward, rule.sets, times, state, lines)
    case 'free-product':
      return takeFreeProduct(reward, times, state, lines)
    case 'next-order-coupon':
    case 'gift-line':
      return takesNothing
  }
}
