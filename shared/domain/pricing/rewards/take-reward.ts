import type { Reward } from '../../../contracts/promotion.ts'
import { allocate } from '../../allocate.ts'
import { sum } from '../../money.ts'
import { type BasketState, openLines, type Taking, takesNothing } from '../basket-state.ts'
import type { Candidate } from '../candidate.ts'
import type { Rule } from '../compile-rules.ts'
import { takeBundles } from './bundle.ts'
import { takeCheapest } from './cheapest.ts'
import { takeFixed } from './fixed.ts'
import { takeFreeProduct } from './free-product.ts'
import { takePercent } from './percent.ts'

/** What the candidate takes now off the lines that no other rule has for itself. */
export function takingOf(candidate: Candidate, state: BasketState): Taking {
  const taking = uncapped(candidate, state, openLines(state, candidate.lines))
  const { maxAmount } = candidate.rule.promotion.limits
  if (maxAmount === undefined || sum(taking.amounts) <= maxAmount) return taking
  return { ...taking, amounts: allocate(maxAmount, taking.amounts) }
}

/** Off the whole order, so after what is off single lines. */
export function isOnOrder(reward: Reward): boolean {
  return (reward.kind === 'percent' || reward.kind === 'fixed') && reward.on === 'order'
}

/** Takes whole pieces, each of which only one such reward may use. */
export function isOfPieces(reward: Reward): boolean {
  return reward.kind === 'bundle' || reward.kind === 'cheapest' || reward.kind === 'free-product'
}

/** The order of application: pieces, percents, fixed amounts. */
export function compareRewards(a: Rule, b: Rule): number {
  return (
    rankOf(a.promotion.reward) - rankOf(b.promotion.reward) ||
    b.promotion.priority - a.promotion.priority ||
    sizeOf(b.promotion.reward) - sizeOf(a.promotion.reward) ||
    a.promotion.id - b.promotion.id
  )
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

const ranks: Record<Reward['kind'], number> = {
  bundle: 0,
  cheapest: 1,
  'free-product': 2,
  percent: 3,
  fixed: 4,
  'next-order-coupon': 6,
  'gift-line': 6,
}

function rankOf(reward: Reward): number {
  return reward.kind === 'fixed' && reward.on !== 'piece' ? 5 : ranks[reward.kind]
}

function sizeOf(reward: Reward): number {
  if (reward.kind === 'percent') return reward.rate
  return reward.kind === 'fixed' ? reward.amount : 0
}
