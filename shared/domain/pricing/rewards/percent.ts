import type { Reward } from '../../../contracts/promotion.ts'
import { allocate } from '../../allocate.ts'
import { shareOf, sum } from '../../money.ts'
import { at, type BasketState, type Taking } from '../basket-state.ts'

/** Of what is left, half up: of each line, or of all together and then spread. */
export function takePercent(
  { rate, on }: Extract<Reward, { kind: 'percent' }>,
  state: BasketState,
  lines: readonly number[],
): Taking {
  const left = lines.map((line) => at(state.left, line))
  const amounts =
    on === 'lines'
      ? left.map((amount) => shareOf(amount, rate, 'halfUp'))
      : allocate(shareOf(sum(left), rate, 'halfUp'), left)
  return { lines, amounts, pieces: null }
}
