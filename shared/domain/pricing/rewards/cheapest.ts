import type { Reward } from '../../../contracts/promotion.ts'
import { shareOf } from '../../money.ts'
import { at, type BasketState, type Taking, takesNothing } from '../basket-state.ts'
import { costOf, dearestFirst } from './pieces.ts'

/**
 * Of every `of` pieces the cheapest. Pieces are put together dearest first (of 10, 9, 8, 3, 2, 1
 * every third is free: 8 and 1), so that nobody gains by paying in two receipts.
 */
export function takeCheapest(
  reward: Extract<Reward, { kind: 'cheapest' }>,
  times: number,
  state: BasketState,
  candidates: readonly number[],
): Taking {
  const lines = dearestFirst(state, candidates)
  const all = lines.reduce((count, line) => count + at(state.pieces, line), 0)
  const of = reward.of ?? all
  const groups = Math.min(of === 0 ? 0 : Math.floor(all / of), times)
  if (groups === 0) return takesNothing
  const free = Math.min(reward.pieces, of)
  const freeUntil = (place: number) =>
    Math.floor(place / of) * free + Math.max(0, (place % of) - (of - free))
  const pieces: number[] = []
  const amounts: number[] = []
  let place = 0
  for (const line of lines) {
    const end = Math.min(place + at(state.pieces, line), groups * of)
    const cost = costOf(state, line, freeUntil(end) - freeUntil(place))
    pieces.push(end - place)
    amounts.push(shareOf(cost, reward.rate, 'halfUp'))
    place = end
  }
  return { lines, amounts, pieces }
}
