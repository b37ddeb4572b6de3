import type { PricedLine } from '../../contracts/basket.ts'
import type { PointsPayment } from '../../contracts/points.ts'

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

type AnyLine = Pick<PricedLine, 'id' | 'kind' | 'ofLine' | 'productId' | 'vatGroupId' | 'quantity'>

/** By line id, so that nothing depends on the order of typing. Reward lines are none of them. */
export function pointsLines<Line extends AnyLine>(
  lines: readonly Line[],
  amountOf: (line: Line) => number,
): PointsLine[] {
  const differences = new Map<string, number>()
  for (const line of lines) {
    if (line.kind === 'difference' && line.ofLine !== null) {
      differences.set(line.ofLine, amountOf(line))
    }
  }
  return lines
    .filter((line) => line.kind === 'product')
    .map((line) => {
      const { id, productId, vatGroupId, quantity } = line
      const amount = amountOf(line) + (differences.get(id) ?? 0)
      return { id, productId, vatGroupId, quantity, amount }
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** What points and what money paid of a line of a priced basket. */
export interface PaidLine extends PointsLine {
  readonly byPoints: number
}

/** `amount` is what money paid, tax included. */
export function paidLines(
  lines: readonly PricedLine[],
  payment: Pick<PointsPayment, 'as' | 'lines'> | null,
): PaidLine[] {
  const shares = new Map(payment?.lines.map((line) => [line.lineId, line.amount]))
  return pointsLines(lines, (line) => line.gross).map((line) => {
    const byPoints = shares.get(line.id) ?? 0
    const amount = payment?.as === 'tender' ? line.amount - byPoints : line.amount
    return { ...line, amount, byPoints }
  })
}
