import { sum } from '../money.ts'
import { applyRules, byReward, exclusivityOf, groupOf } from './apply-rules.ts'
import type { PricedItem } from './basket-item.ts'
import type { BasketState } from './basket-state.ts'
import type { Candidate, CouponCandidate } from './candidate.ts'
import { basketFailure } from './check-basket.ts'
import { isOfPieces, isOnOrder } from './rewards/reward-order.ts'

export interface ChosenCoupons {
  readonly coupons: readonly CouponCandidate[]
  readonly state: BasketState
}

/**
 * The coupons that together leave least to pay, and of equals the fewest. Most coupons can only
 * help and are simply used. Those that exclude or disturb each other are tried in every
 * combination: so one coupon more never makes the order dearer, and nothing depends on the order
 * in which they were offered.
 */
export function chooseCoupons(
  items: readonly PricedItem[],
  automatic: readonly Candidate[],
  offered: readonly CouponCandidate[],
): ChosenCoupons {
  const sorted = offered.toSorted(byReward)
  const isOpen = opposedTest(sorted)
  const sure = sorted.filter((one) => !isOpen(one))
  const opposed = sorted.filter(isOpen)
  let best: (ChosenCoupons & { readonly left: number }) | undefined
  for (const some of combinations(opposed)) {
    const alone = some.find(isAloneOnOrder)
    const coupons = alone === undefined ? [...sure, ...some] : [alone]
    const state = applyRules(items, alone === undefined ? automatic : [], coupons)
    const left = sum(state.left)
    const isBetter =
      best === undefined ||
      left < best.left ||
      (left === best.left && coupons.length < best.coupons.length)
    if (isBetter) best = { coupons, state, left }
  }
  return best ?? { coupons: [], state: applyRules(items, automatic, []) }
}

/** Enough for nine coupons of nine promotions that exclude each other, or many of one. */
const MAX_COMBINATIONS = 512

/**
 * What a coupon takes may lessen what another takes by more where either stands alone, is one of a
 * group, has a limit of coupons, or where two of them are spread over several lines.
 */
function opposedTest(offered: readonly Candidate[]): (one: Candidate) => boolean {
  const spread = offered.filter(isSpreadOnLines)
  const areSpread = spread.length > 1 && !spread.every((one) => isFixedOn(one, spread[0]))
  return (one) => {
    if (exclusivityOf(one).kind !== 'stack') return true
    if (areSpread && !isOnOrder(one.rule.promotion.reward)) return true
    const { couponsPerOrder } = one.rule.promotion.limits
    if (couponsPerOrder === undefined) return false
    return offered.filter((other) => other.rule === one.rule).length > couponsPerOrder
  }
}

function isSpreadOnLines({ rule }: Candidate): boolean {
  const { reward, limits } = rule.promotion
  if (isOnOrder(reward)) return false
  const isCapped = limits.maxAmount !== undefined
  return isCapped || isOfPieces(reward) || (reward.kind === 'fixed' && reward.on === 'lines')
}

/** Fixed amounts off the very same lines take the same from them in any split. */
function isFixedOn({ rule, lines }: Candidate, other: Candidate | undefined): boolean {
  const { reward, limits } = rule.promotion
  if (reward.kind !== 'fixed' || limits.maxAmount !== undefined) return false
  return lines.length === other?.lines.length && lines.every((line, i) => line === other.lines[i])
}

/** All that may stand together, the smaller first; equal coupons are taken in their order. */
function combinations(
  opposed: readonly CouponCandidate[],
): readonly (readonly CouponCandidate[])[] {
  let found: (readonly CouponCandidate[])[] = [[]]
  for (const [i, one] of opposed.entries()) {
    const twin = opposed[i - 1]
    const isTwin = twin !== undefined && areTwins(twin, one)
    const more = found.filter((some) => (!isTwin || some.includes(twin)) && mayJoin(some, one))
    found = [...found, ...more.map((some) => [...some, one])]
    if (found.length > MAX_COMBINATIONS) {
      const message = `too many of the ${opposed.length} coupons exclude each other; offer fewer of them`
      throw basketFailure('invalid', 'coupons', opposed.length, message)
    }
  }
  return found
}

function mayJoin(some: readonly Candidate[], one: Candidate): boolean {
  if (some.some(isAloneOnOrder) || (some.length > 0 && isAloneOnOrder(one))) return false
  const group = groupOf(one)
  if (group !== null && some.some((other) => groupOf(other) === group)) return false
  const { couponsPerOrder } = one.rule.promotion.limits
  if (couponsPerOrder === undefined) return true
  return some.filter((other) => other.rule === one.rule).length < couponsPerOrder
}

function areTwins(a: CouponCandidate, b: CouponCandidate): boolean {
  return a.rule === b.rule && a.coupon.lines === undefined && b.coupon.lines === undefined
}

function isAloneOnOrder(one: Candidate): boolean {
  return exclusivityOf(one).kind === 'alone-on-order'
}
