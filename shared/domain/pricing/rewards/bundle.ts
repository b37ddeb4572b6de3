import type { Reward } from '../../../contracts/promotion.ts'
import { allocate } from '../../allocate.ts'
import { sum } from '../../money.ts'
import { at, type BasketState, type Taking, takesNothing } from '../basket-state.ts'
import { admitsProduct, type CompiledConditions } from '../conditions.ts'
import { costOf, dearestFirst } from './pieces.ts'

/**
 * The dearest pieces make a bundle first; what they cost above its price comes off, spread by what
 * each costs. A bundle that saves nothing is not made.
 */
export function takeBundles(
  { sets, price }: Extract<Reward, { kind: 'bundle' }>,
  conditions: readonly CompiledConditions[],
  times: number,
  state: BasketState,
  candidates: readonly number[],
): Taking {
  const lines = dearestFirst(state, candidates)
  const fits = lines.map((line) => setsOf(state, line, conditions))
  const wanted = sets.map((set) => set.pieces)
  const free = lines.map((line) => at(state.pieces, line))
  const used = lines.map(() => 0)
  let made = 0
  while (made < times) {
    const one = fillBundle(fits, wanted, free)
    if (one === null) break
    // The same lines make the next bundles too, while they last.
    const repeats = Math.min(
      times - made,
      ...one.flatMap((pieces, i) => (pieces === 0 ? [] : [Math.floor(at(free, i) / pieces)])),
    )
    const cost = sum(lines.map((line, i) => costOf(state, line, at(one, i) * repeats)))
    if (cost <= price * repeats) break
    for (const [i, pieces] of one.entries()) {
      used[i] = at(used, i) + pieces * repeats
      free[i] = at(free, i) - pieces * repeats
    }
    made += repeats
  }
  if (made === 0) return takesNothing
  const costs = lines.map((line, i) => costOf(state, line, at(used, i)))
  const saving = Math.max(0, sum(costs) - price * made)
  return { lines, amounts: allocate(saving, costs), pieces: used }
}

/**
 * How many pieces of each line one bundle takes, or null where there are too few. A piece that fits
 * several sets moves on to another one when that lets a dearer piece in: the dearest pieces that
 * can make a bundle together do (greedy on a transversal matroid).
 */
function fillBundle(
  fits: readonly (readonly number[])[],
  wanted: readonly number[],
  free: readonly number[],
): number[] | null {
  const room = [...wanted]
  let missing = sum(wanted)
  // inSet[s][i]: pieces of line i that stand in set s.
  const inSet = wanted.map(() => fits.map(() => 0))
  const used = fits.map(() => 0)
  const seat = (line: number, seen: Set<number>): boolean => {
    for (const set of fits[line] ?? []) {
      if (seen.has(set)) continue
      seen.add(set)
      const there = inSet[set] ?? []
      if (at(room, set) > 0) {
        room[set] = at(room, set) - 1
      } else {
        const moved = there.findIndex((pieces, other) => pieces > 0 && seat(other, seen))
        if (moved < 0) continue
        there[moved] = at(there, moved) - 1
      }
      there[line] = at(there, line) + 1
      return true
    }
    return false
  }
  for (let line = 0; line < fits.length && missing > 0; line++) {
    while (missing > 0 && at(used, line) < at(free, line) && seat(line, new Set())) {
      used[line] = at(used, line) + 1
      missing--
    }
  }
  return missing === 0 ? used : null
}

function setsOf(
  state: BasketState,
  line: number,
  conditions: readonly CompiledConditions[],
): number[] {
  const product = state.items[line]?.product
  if (product === undefined) return []
  return conditions.flatMap((set, i) => (admitsProduct(set, product) ? [i] : []))
}
