import type { Reward } from '../../../contracts/promotion.ts'
import { at, type BasketState, type Taking, takesNothing } from '../basket-state.ts'
import type { Rule } from '../compile-rules.ts'
import { admitsProduct } from '../conditions.ts'
import { costOf, dearestFirst } from './pieces.ts'

type FreeProduct = Extract<Reward, { kind: 'free-product' }>

/** Of the lines of the free product, whatever the conditions name. */
export function takeFreeProduct(
  reward: FreeProduct,
  times: number,
  state: BasketState,
  candidates: readonly number[],
): Taking {
  const lines = dearestFirst(state, candidates)
  let wanted = times * reward.pieces
  if (wanted === 0) return takesNothing
  const pieces: number[] = []
  const amounts: number[] = []
  for (const line of lines) {
    const free = Math.min(wanted, at(state.pieces, line))
    wanted -= free
    pieces.push(free)
    amounts.push(costOf(state, line, free))
  }
  return { lines, amounts, pieces }
}

export interface FreePieces {
  /** How often the conditions are met and the free pieces are there. */
  readonly times: number
  /** Pieces that would be free, but are not in the basket. */
  readonly missing: number
}

/**
 * Two bought, one free: of three pieces in the basket one is free, of two none, and one may be
 * added. Without a minimum quantity the conditions are met once.
 */
export function freePieces(
  rule: Rule,
  reward: FreeProduct,
  items: BasketState['items'],
  matching: readonly number[],
): FreePieces {
  const own = items.filter((item) => item.product.id === reward.productId)
  const there = own.reduce((pieces, item) => pieces + Math.floor(item.line.quantity / 1000), 0)
  const minimum = rule.conditions.source.minimumQuantity
  if (minimum === undefined) {
    const times = there >= reward.pieces ? 1 : 0
    return { times, missing: Math.max(0, reward.pieces - there) }
  }
  const limit = rule.promotion.limits.timesPerOrder ?? MAX_TIMES
  const quantity = matching.reduce((sum, line) => sum + (items[line]?.line.quantity ?? 0), 0)
  const product = own[0]?.product ?? { id: reward.productId }
  // Where the free product counts too, its free pieces do not pay for themselves.
  const counted = admitsProduct(rule.conditions, product) ? reward.pieces * 1000 : 0
  const times = Math.min(
    Math.floor(quantity / (minimum + counted)),
    Math.floor(there / reward.pieces),
    limit,
  )
  const earned = Math.min(Math.floor((quantity - times * counted) / minimum), limit)
  const given = counted === 0 ? there : times * reward.pieces
  return { times, missing: Math.max(0, earned * reward.pieces - given) }
}

/** How often a reward repeats on one order where nobody set a limit. */
export const MAX_TIMES = 1000
