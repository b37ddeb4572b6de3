import type { PricedBasket } from '../../contracts/basket.ts'
import type { PointsEarned, PointsPayment } from '../../contracts/points.ts'
import { multiplyDivide, sumOf } from '../money.ts'
import { type CashForPoints, cashForPoints, mostCash } from './cash-for-points.ts'
import { type RefundedShare, refundedShare } from './refunded-share.ts'

export interface RefundPointsInput {
  readonly original: PricedBasket
  /** What the original earned and paid in one programme. */
  readonly earned: readonly PointsEarned[]
  readonly payment: PointsPayment | null
  /** All refunds of the receipt as `refundLines` made them, this one last. */
  readonly refunds: readonly PricedBasket[]
  /** What this function answered for those before this one. */
  readonly earlier: readonly Omit<PointsRefund, 'mostCash'>[]
  /** What the customer has in the programme now, below 0 where they owe. */
  readonly balance: number
  readonly cash: CashForPoints
}

export interface PointsRefund {
  /** By the place of each movement in `earned`. */
  readonly takeBack: readonly number[]
  /** Points that return to their holder. */
  readonly giveBack: number
  /** What points had paid of the goods that come back; no money is given back for it, but for: */
  readonly amount: number
  /** `loyalty_refund_cash`: the part of `amount` that is paid out in money, and its points. */
  readonly cash: number
  readonly cashedPoints: number
  /** The most that could be. */
  readonly mostCash: number
  /** What the holder owes more than before: earned points that were spent already. */
  readonly debt: number
}

/**
 * The pro-rata inverse of a receipt's movements. Each share is of the running total of what came
 * back so far, less what earlier refunds gave, so parts add up to the whole (spine B5). Spent
 * points return first, then earned ones are taken, so that a debt is never larger than it must be.
 */
export function refundPoints(input: RefundPointsInput): PointsRefund {
  const { original, earned, payment, refunds, earlier, balance } = input
  const share = refundedShare(original, refunds)
  const takeBack = earned.map((one, i) =>
    part(
      one.lines,
      share,
      (line) => line.points,
      sumOf(earlier, (past) => past.takeBack[i] ?? 0),
    ),
  )
  const paid = payment?.lines ?? []
  const returned = (past: (typeof earlier)[number]) => past.giveBack + past.cashedPoints
  const points = part(paid, share, (line) => line.points, sumOf(earlier, returned))
  const amount = part(
    paid,
    share,
    (line) => line.amount,
    sumOf(earlier, (past) => past.amount),
  )
  const before = {
    points: sumOf(earlier, (past) => past.cashedPoints),
    amount: sumOf(earlier, (past) => past.cash),
  }
  const whole = payment ?? { points: 0, amount: 0 }
  const onGoods = { points, amount, whole, before }
  const cashed = cashForPoints(onGoods, input.cash)
  const giveBack = points - cashed.points
  const after = balance + giveBack - sumOf(takeBack, (one) => one)
  return {
    takeBack,
    giveBack,
    amount,
    cash: cashed.amount,
    cashedPoints: cashed.points,
    mostCash: mostCash(onGoods, input.cash),
    debt: Math.max(0, owed(after) - owed(balance)),
  }
}

function part<Line extends { readonly lineId: string }>(
  lines: readonly Line[],
  share: RefundedShare,
  of: (line: Line) => number,
  before: number,
): number {
  const until = sumOf(lines, (line) => partOf(of(line), share(line.lineId)))
  return Math.max(0, until - before)
}

/** What of a line's figure is back, once so much of the line is. */
export function partOf(figure: number, { back, whole }: ReturnType<RefundedShare>): number {
  return whole === 0 ? 0 : multiplyDivide(figure, back, whole, 'halfUp')
}

function owed(balance: number): number {
  return Math.max(0, 0 - balance)
}
