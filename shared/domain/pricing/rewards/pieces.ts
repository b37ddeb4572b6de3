import { multiplyDivide } from '../../money.ts'
import { at, type BasketState } from '../basket-state.ts'

/** The lines that still have whole pieces, dearest piece first, then by line id. */
export function dearestFirst(state: BasketState, lines: readonly number[]): number[] {
  const price = (line: number) => state.items[line]?.piecePrice ?? 0
  return lines
    .filter((line) => at(state.pieces, line) > 0)
    .sort((a, b) => price(b) - price(a) || a - b)
}

/** What so many pieces of the line cost, of what the line costs now. */
export function costOf(state: BasketState, line: number, pieces: number): number {
  const left = at(state.left, line)
  const quantity = state.items[line]?.line.quantity ?? 1
  const whole = left + at(state.offPieces, line)
  return Math.min(left, multiplyDivide(whole, pieces * 1000, quantity, 'halfUp'))
}
