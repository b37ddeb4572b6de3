import { createRandom } from './random.ts'

/** How big a simulated chain is and how much goes wrong in it. */
export interface Shape {
  readonly hubs: number
  /** In each store. */
  readonly tills: number
  readonly days: number
  readonly members: number
  readonly coupons: number
  readonly cards: number
  /** Customers at one till on one day. */
  readonly customers: number
  /** 0: nothing goes wrong · 1: about thirty faults a store and day. */
  readonly faultiness: number
}

/** Coupons that lie in each store to be sold. */
export const STOCK_EACH = 2

/**
 * The shape of a seed: small chains with few members, so that stores meet in the same accounts.
 * One in four seeds is calm, one in four stormy. What is named in `fixed` is taken as it is.
 */
export function shapeOf(seed: number, fixed: Partial<Shape> = {}): Shape {
  const random = createRandom(seed).fork('shape')
  const weather = random.int(4)
  const drawn: Shape = {
    hubs: random.between(1, 4),
    tills: random.between(1, 3),
    days: random.between(1, 4),
    members: random.between(2, 6),
    coupons: random.between(2, 8),
    cards: random.between(1, 4),
    customers: random.between(10, 40),
    faultiness:
      weather === 0 ? 0 : weather === 3 ? 0.3 + 0.7 * random.float() : 0.03 + 0.12 * random.float(),
  }
  return { ...drawn, ...fixed }
}
