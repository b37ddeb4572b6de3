import type { PointsEarned } from '../../contracts/points.ts'
import {
  MAX_POINTS,
  type PointsItem,
  type PointsProgramme,
} from '../../contracts/points-programme.ts'
import { lotEnd } from '../../value/calendar-months.ts'
import { allocate } from '../allocate.ts'
import { multiplyDivide, sumOf } from '../money.ts'
import type { PaidLine } from './points-line.ts'

export interface EarnPointsInput {
  readonly programme: PointsProgramme
  /** The list of items that earn, by product. */
  readonly items: ReadonlyMap<number, PointsItem>
  readonly member: EarningMember
  /** The lines that may earn, with what money paid of each. */
  readonly lines: readonly PaidLine[]
  readonly at: number
}

export interface EarningMember {
  readonly levels: readonly string[]
  /** A rate of the member's or card's own, in basis points. */
  readonly ownRate: number | null
}

type Earned = Pick<PointsEarned, 'ruleId' | 'by' | 'points' | 'amount' | 'lines'>

/**
 * What the money paid earns: one movement for each rule of the receipt, one for each line of an
 * item. Whole steps count: of the whole receipt by total, of the line by price (requirements
 * 004-d1), whole pieces by item. Nothing is earned on what points paid, so of three pieces a third
 * of which points paid, two earn; nor on a piece that a promotion gave for nothing. A rule gives at
 * most `MAX_POINTS`.
 */
export function earnPoints(input: EarnPointsInput): PointsEarned[] {
  const { earning, code } = input.programme
  if (earning === null) return []
  const lines = input.lines.filter((line) => line.amount > 0)
  const earned = [
    ...(earning.method === 'items' ? [] : byReceipt(input, lines)),
    ...(earning.method === 'total' ? [] : lines.flatMap((line) => byItem(line, input.items))),
  ].filter(({ points }) => points > 0)
  if (earned.length === 0) return []
  const endsAt = earning.expiry === null ? null : lotEnd({ earnedAt: input.at, ...earning.expiry })
  return earned.map((one) => ({ programme: code, ...one, endsAt }))
}

/** The member's own rate, else the best of their levels, else everybody's. */
export function percentOf(
  percent: NonNullable<NonNullable<PointsProgramme['earning']>['percent']>,
  member: EarningMember,
): number {
  if (percent.ownRate && member.ownRate !== null) return member.ownRate
  const levels = percent.levels.filter(({ level }) => member.levels.includes(level))
  return levels.length === 0 ? percent.rate : Math.max(...levels.map(({ rate }) => rate))
}

function byReceipt({ programme, member }: EarnPointsInput, lines: readonly PaidLine[]): Earned[] {
  const { total = null, percent = null } = programme.earning ?? {}
  const amount = sumOf(lines, (line) => line.amount)
  const earned: Earned[] = []
  if (total !== null) {
    const points = limited(Math.floor(amount / total.perAmount) * total.points)
    const { ruleId } = total
    earned.push({ ruleId, by: 'total', points, amount, lines: shares(points, lines) })
  }
  if (percent !== null) {
    const { worth, ruleId } = percent
    const rate = percentOf(percent, member) * worth.points
    const divisor = 10_000 * worth.amount
    // Far beyond the limit the exact product is no number that can be held.
    const isBeyond = (amount / divisor) * rate > MAX_POINTS
    const points = isBeyond ? MAX_POINTS : limited(multiplyDivide(amount, rate, divisor, 'halfUp'))
    earned.push({ ruleId, by: 'percent', points, amount, lines: shares(points, lines) })
  }
  return earned
}

function limited(points: number): number {
  return Math.min(points, MAX_POINTS)
}

/** By largest remainder of what was paid, equal remainders by line id. */
function shares(points: number, lines: readonly PaidLine[]): Earned['lines'] {
  const sorted = lines.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const parts = allocate(
    points,
    sorted.map((line) => line.amount),
  )
  return sorted.flatMap((line, i) => {
    const part = parts[i] ?? 0
    return part === 0 ? [] : { lineId: line.id, points: part }
  })
}

function byItem(line: PaidLine, items: ReadonlyMap<number, PointsItem>): Earned[] {
  const item = items.get(line.productId)
  if (item === undefined) return []
  const { per, ruleId } = item
  const steps = per.kind === 'piece' ? paidPieces(line) : Math.floor(line.amount / per.price)
  const points = limited(steps * item.points)
  const { amount } = line
  return [{ ruleId, by: per.kind, points, amount, lines: [{ lineId: line.id, points }] }]
}

function paidPieces({ quantity, freePieces, amount, byPoints }: PaidLine): number {
  return multiplyDivide(quantity - 1000 * freePieces, amount, 1000 * (amount + byPoints), 'down')
}
