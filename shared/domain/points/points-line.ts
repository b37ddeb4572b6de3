import type { PricedLine } from '../../contracts/basket.ts'
import type { PointsPayment } from '../../contracts/points.ts'
import { allocate } from '../allocate.ts'
import { sum } from '../money.ts'

/** A product line together with its difference line, as points see it. */
export interface PointsLine {
  readonly id: string
  readonly productId: number
  readonly vatGroupId: number
  /** Thousandths. */
  readonly quantity: number
  /** What is to pay for it. */
  readonly amount: number
}

export type AnyLine = Pick<
  PricedLine,
  'id' | 'kind' | 'ofLine' | 'productId' | 'vatGroupId' | 'quantity'
>

/**
 * By line id, so that nothing depends on the order of typing. Reward lines (what a gift coupon
 * pays) are none of them: what they pay is neither due to points nor paid in money.
 */
export function pointsLines<Line extends AnyLine>(
  lines: readonly Line[],
  amountOf: (line: Line) => number,
): PointsLine[] {
  const differences = new Map<string, number>()
  const rewards: { vatGroupId: number; amount: number }[] = []
  for (const line of lines) {
    const amount = amountOf(line)
    if (line.kind === 'difference') differences.set(line.ofLine ?? line.id, amount)
    else if (line.kind === 'gift') rewards.push({ vatGroupId: line.vatGroupId, amount: -amount })
  }
  const own = lines
    .filter((line) => line.kind === 'product')
    .map((line) => {
      const { id, productId, vatGroupId, quantity } = line
      const amount = amountOf(line) + (differences.get(id) ?? 0)
      return { id, productId, vatGroupId, quantity, amount }
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  return rewards.reduce(withoutReward, own)
}

/** A reward pays the lines of its own tax group by what they cost, then the others. */
function withoutReward(
  lines: readonly PointsLine[],
  reward: { readonly vatGroupId: number; readonly amount: number },
): PointsLine[] {
  const amounts = lines.map((line) => line.amount)
  let left = reward.amount
  for (const isPaid of [(id: number) => id === reward.vatGroupId, () => true]) {
    const weights = lines.map((line, i) => (isPaid(line.vatGroupId) ? (amounts[i] ?? 0) : 0))
    const fits = Math.min(left, sum(weights))
    for (const [i, part] of allocate(fits, weights).entries()) {
      amounts[i] = (amounts[i] ?? 0) - part
    }
    left -= fits
  }
  return lines.map((line, i) => ({ ...line, amount: amounts[i] ?? 0 }))
}

/** What points and what money paid of a line of a priced basket. */
export interface PaidLine extends PointsLine {
  readonly byPoints: number
  /** Pieces that a promotion gave for nothing. */
  readonly freePieces: number
}

/** `amount` is what money paid, tax included; `isFree` knows the rules that give whole pieces. */
export function paidLines(
  lines: readonly PricedLine[],
  payment: Pick<PointsPayment, 'as' | 'lines'> | null,
  isFree: (ruleId: string) => boolean = () => false,
): PaidLine[] {
  const shares = new Map(payment?.lines.map((line) => [line.lineId, line.amount]))
  const free = freePieces(lines, isFree)
  return pointsLines(lines, (line) => line.gross).map((line) => {
    const byPoints = shares.get(line.id) ?? 0
    const amount = payment?.as === 'tender' ? line.amount - byPoints : line.amount
    return { ...line, amount, byPoints, freePieces: free.get(line.id) ?? 0 }
  })
}

function freePieces(
  lines: readonly PricedLine[],
  isFree: (ruleId: string) => boolean,
): ReadonlyMap<string, number> {
  const prices = new Map<string, number>()
  const off = new Map<string, number>()
  const add = (map: Map<string, number>, { ofLine, id }: PricedLine, amount: number) =>
    map.set(ofLine ?? id, (map.get(ofLine ?? id) ?? 0) + amount)
  for (const line of lines) {
    add(prices, line, Math.sign(line.quantity) * line.unitPrice)
    for (const discount of line.discounts) {
      if (isFree(discount.ruleId)) add(off, line, discount.amount)
    }
  }
  return new Map([...off].map(([id, amount]) => [id, Math.floor(amount / (prices.get(id) ?? 1))]))
}
