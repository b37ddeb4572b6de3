import type { PricedBasket } from '#shared/contracts/basket.ts'
import type { PointsChoice, PointsOffer } from '#shared/contracts/points.ts'
import type { PointsPair, PointsWorth } from '#shared/contracts/points-programme.ts'
import { multiplyDivide } from '#shared/domain/money.ts'
import { byRate, type PaidAmount, totalOf } from '#shared/domain/points/points-offers.ts'

/** The most points whose worth is not above a typed amount, and what they pay. */
export function pointsForAmount(minor: number, worth: PointsWorth): PaidAmount {
  return byRate(multiplyDivide(minor, worth.points, worth.amount, 'down'), worth)
}

/** How many of each offered pair; what one Enter takes where only one may be. */
export type Counts = readonly number[]

export function chosenPairs(pairs: readonly PointsPair[], counts: Counts): readonly PointsPair[] {
  return pairs.flatMap((pair, at) => Array.from({ length: counts[at] ?? 0 }, () => pair))
}

/** Whether one more of this pair may be added: of how many, of the points, of what is due. */
export function mayAdd(
  offer: PointsOffer & { pay: { kind: 'pairs' } },
  counts: Counts,
  at: number,
  due: number,
): boolean {
  const pair = offer.pay.pairs[at]
  if (pair === undefined) return false
  const chosen = [...chosenPairs(offer.pay.pairs, counts), pair]
  const { points, amount } = totalOf(chosen)
  return chosen.length <= offer.pay.mostPayments && points <= offer.spendable && amount <= due
}

export function countsOf(pairs: readonly PointsPair[], chosen: readonly PointsPair[]): Counts {
  return pairs.map(
    ({ price, points }) =>
      chosen.filter((one) => one.price === price && one.points === points).length,
  )
}

export function pointsIn(pay: PointsChoice['pay']): number {
  return pay.kind === 'points' ? pay.points : totalOf(pay.pairs).points
}

/** What points pay as a tender; as a discount line the total is lower already. */
export function pointsTender(priced: PricedBasket | null): number {
  return priced?.points?.as === 'tender' ? priced.points.amount : 0
}
