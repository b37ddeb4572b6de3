import type { Promotion, Reward } from '../../../contracts/promotion.ts'

/** Off the whole order, so after what is off single lines. */
export function isOnOrder(reward: Reward): boolean {
  return (reward.kind === 'percent' || reward.kind === 'fixed') && reward.on === 'order'
}

/** One amount off several lines, which then is spread over them. */
export function isTakenOnce(
  reward: Reward,
): reward is Extract<Reward, { kind: 'percent' | 'fixed' }> {
  return isOnOrder(reward) || (reward.kind === 'fixed' && reward.on === 'lines')
}

/** Takes whole pieces, each of which only one such reward may use. */
export function isOfPieces(reward: Reward): boolean {
  return reward.kind === 'bundle' || reward.kind === 'cheapest' || reward.kind === 'free-product'
}

/** The order of application: pieces, percents, fixed amounts. */
export function compareRewards(a: Promotion, b: Promotion): number {
  return (
    rankOf(a.reward) - rankOf(b.reward) ||
    b.priority - a.priority ||
    sizeOf(b.reward) - sizeOf(a.reward) ||
    a.id - b.id
  )
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
