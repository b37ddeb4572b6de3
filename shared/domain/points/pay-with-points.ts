import type { PointsPayment } from '../../contracts/points.ts'
import type { PointsProgramme } from '../../contracts/points-programme.ts'
import { allocate } from '../allocate.ts'
import { multiplyDivide, sumOf } from '../money.ts'
import type { PointsLine } from './points-line.ts'
import type { PaidAmount } from './points-offers.ts'

/**
 * A payment with points over the lines that the programme admits: over their tax groups by amount,
 * rounded down, and the last group takes the remainder (requirements 004-d2); within a group over
 * the lines by largest remainder. No line and no group is paid more than it costs.
 */
export function payWithPoints(
  { code: programme, paying }: Pick<PointsProgramme, 'code' | 'paying'>,
  { points, amount }: PaidAmount,
  admitted: readonly PointsLine[],
): PointsPayment {
  if (paying === null) throw new RangeError(`programme ${programme} has no rule of paying`)
  const sorted = admitted.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const groups = overGroups(amount, sorted)
  const paid = groups.flatMap((group) => overLines(group, sorted))
  paid.sort((a, b) => (a.lineId < b.lineId ? -1 : 1))
  const pointParts = allocate(
    points,
    paid.map((line) => line.amount),
  )
  const { as, code, ruleId } = paying
  const lines = paid.map((line, i) => ({ ...line, points: pointParts[i] ?? 0 }))
  return { programme, ruleId, as, code, points, amount, groups, lines }
}

type GroupShare = PointsPayment['groups'][number]

function overGroups(amount: number, lines: readonly PointsLine[]): GroupShare[] {
  const ids = [...new Set(lines.map((line) => line.vatGroupId))].sort((a, b) => a - b)
  const dues = ids.map((id) => sumOf(lines, (line) => (line.vatGroupId === id ? line.amount : 0)))
  const due = sumOf(dues, (one) => one)
  if (amount > due) throw new RangeError(`points pay ${amount} of lines that cost ${due}`)
  const parts = dues.map((one) => multiplyDivide(amount, one, due, 'down'))
  let rest = amount - sumOf(parts, (part) => part)
  // Where the last group has no room for all of the remainder, the one before it takes the rest.
  for (let i = parts.length - 1; rest > 0; i--) {
    const part = parts[i] ?? 0
    const more = Math.min(rest, (dues[i] ?? 0) - part)
    parts[i] = part + more
    rest -= more
  }
  return ids
    .map((vatGroupId, i) => ({ vatGroupId, amount: parts[i] ?? 0 }))
    .filter((group) => group.amount > 0)
}

function overLines({ vatGroupId, amount }: GroupShare, lines: readonly PointsLine[]) {
  const own = lines.filter((line) => line.vatGroupId === vatGroupId)
  const parts = allocate(
    amount,
    own.map((line) => line.amount),
  )
  return own
    .map((line, i) => ({ lineId: line.id, amount: parts[i] ?? 0 }))
    .filter((part) => part.amount > 0)
}
