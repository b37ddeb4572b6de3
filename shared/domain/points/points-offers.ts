import type { PointsPair, PointsPaying, PointsWorth } from '../../contracts/points-programme.ts'
import { multiplyDivide, shareOf } from '../money.ts'
import { bestPairs, paymentsAllowed } from './best-pairs.ts'

export interface PointsOffersInput {
  readonly paying: PointsPaying
  /** What may be spent; below 0 counts as nothing. */
  readonly balance: number
  readonly due: PointsDue
  /** Pairs that the card's authority sent with it; null = the programme's hold. */
  readonly cardPairs: readonly PointsPair[] | null
}

export interface PointsDue {
  /** Of the whole receipt. */
  readonly total: number
  /** Of the lines that the programme admits. */
  readonly admitted: number
}

/** What may be paid with this balance; `best` pays the most with the fewest points. */
export type PointsOffers =
  | { readonly kind: 'rate'; readonly worth: PointsWorth; readonly best: PaidAmount }
  | {
      readonly kind: 'pairs'
      /** Affordable and not above what may be paid, the lowest price first. */
      readonly pairs: readonly PointsPair[]
      readonly mostPayments: number
      readonly best: PaidAmount & { readonly pairs: readonly PointsPair[] }
    }

export interface PaidAmount {
  readonly points: number
  readonly amount: number
}

export function pointsOffers(input: PointsOffersInput): PointsOffers {
  const { paying, cardPairs } = input
  const balance = Math.max(0, input.balance)
  const most = mostPayable(paying, input.due)
  if (paying.by.kind === 'rate' && cardPairs === null) {
    const { worth } = paying.by
    return { kind: 'rate', worth, best: byRate(Math.min(balance, pointsIn(most, worth)), worth) }
  }
  const all = cardPairs ?? (paying.by.kind === 'pairs' ? paying.by.pairs : [])
  const pairs = sortedPairs(all).filter((pair) => pair.price <= most && pair.points <= balance)
  const wanted = paying.by.kind === 'pairs' ? paying.by.mostPayments : 1
  const mostPayments = paymentsAllowed(pairs, wanted, most)
  const best = bestPairs(pairs, { most, balance, mostPayments })
  return { kind: 'pairs', pairs, mostPayments, best: { pairs: best, ...totalOf(best) } }
}

/** The most of the receipt that points may pay: of admitted lines, within the maximum share. */
export function mostPayable({ maxShare }: PointsPaying, { total, admitted }: PointsDue): number {
  const share = maxShare === null ? total : shareOf(total, maxShare, 'down')
  return Math.max(0, Math.min(admitted, share))
}

/** What so many points pay, and the fewest points that pay it: no part of a point is lost. */
export function byRate(points: number, worth: PointsWorth): PaidAmount {
  const amount = multiplyDivide(points, worth.amount, worth.points, 'down')
  return { points: multiplyDivide(amount, worth.points, worth.amount, 'up'), amount }
}

export function totalOf(pairs: readonly PointsPair[]): PaidAmount {
  let points = 0
  let amount = 0
  for (const pair of pairs) {
    points += pair.points
    amount += pair.price
  }
  return { points, amount }
}

function pointsIn(amount: number, worth: PointsWorth): number {
  return multiplyDivide(amount, worth.points, worth.amount, 'down')
}

/** Each pair once, in one order, however the card or the programme lists them. */
function sortedPairs(pairs: readonly PointsPair[]): PointsPair[] {
  return pairs
    .toSorted((a, b) => a.price - b.price || a.points - b.points)
    .filter((pair, i, all) => {
      const before = all[i - 1]
      return before?.price !== pair.price || before.points !== pair.points
    })
}
