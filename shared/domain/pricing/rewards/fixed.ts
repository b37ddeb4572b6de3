import type { Reward } from '../../../contracts/promotion.ts'
import { allocate } from '../../allocate.ts'
import { sum } from '../../money.ts'
import { at, type BasketState, type Taking } from '../basket-state.ts'

/** Never more than is left; spread by what each line has left, so also over the tax groups. */
export function takeFixed(
  { amount, on }: Extract<Reward, { kind: 'fixed' }>,
  state: BasketState,
  lines: readonly number[],
): Taking {
  const left = lines.map((line) => at(state.left, line))
  if (on !== 'piece') {
    return { lines, amounts: allocate(Math.min(amount, sum(left)), left), pieces: null }
  }
  const amounts = lines.map((line, i) => {
    const pieces = Math.floor((state.items[line]?.line.quantity ?? 0) / 1000)
    return Math.min(amount * pieces, at(left, i))
  })
  return { lines, amounts, pieces: null }
}
