import type { PricedItem } from './basket-item.ts'
import type { Rule } from './compile-rules.ts'
import type { TakenDiscount } from './discounts.ts'

/** Where the basket stands while rewards take theirs; lines go by their place in `items`. */
export interface BasketState {
  /** By line id, so that nothing depends on typing order. */
  readonly items: readonly PricedItem[]
  readonly left: number[]
  readonly discounts: TakenDiscount[][]
  /** Whole pieces that no reward of pieces has used: a piece is in one bundle only. */
  readonly pieces: number[]
  /** What such rewards took, which is of other pieces than the ones that are still there. */
  readonly offPieces: number[]
  /** The rule that stands alone on the line. */
  readonly closedBy: (Rule | null)[]
}

export function createBasketState(items: readonly PricedItem[]): BasketState {
  return {
    items,
    left: items.map((item) => item.amount),
    discounts: items.map(() => []),
    pieces: items.map((item) => Math.floor(item.line.quantity / 1000)),
    offPieces: items.map(() => 0),
    closedBy: items.map(() => null),
  }
}

/** What a reward takes: amounts and used pieces by the lines that it was given. */
export interface Taking {
  readonly lines: readonly number[]
  readonly amounts: readonly number[]
  readonly pieces: readonly number[] | null
}

export const takesNothing: Taking = { lines: [], amounts: [], pieces: null }

export function take(
  state: BasketState,
  taking: Taking,
  { ruleId, reason, couponId }: Omit<TakenDiscount, 'amount'>,
): void {
  const { left, discounts, pieces, offPieces } = state
  for (const [i, line] of taking.lines.entries()) {
    const amount = taking.amounts[i] ?? 0
    if (taking.pieces !== null) {
      pieces[line] = at(pieces, line) - at(taking.pieces, i)
      offPieces[line] = at(offPieces, line) + amount
    }
    if (amount === 0) continue
    left[line] = at(left, line) - amount
    discounts[line]?.push(
      couponId === undefined ? { ruleId, reason, amount } : { ruleId, reason, amount, couponId },
    )
  }
}

/** Lines that no rule has for itself. */
export function openLines(state: BasketState, lines: readonly number[]): readonly number[] {
  const isOpen = (line: number) => state.closedBy[line] === null
  return lines.every(isOpen) ? lines : lines.filter(isOpen)
}

export function at(values: readonly number[], i: number): number {
  return values[i] ?? 0
}
