import type { PointsPair } from '../../contracts/points-programme.ts'

/**
 * The search counts in steps of the prices' greatest common divisor. With more steps than this up
 * to what may be paid, only one payment is allowed: prices are multiples of 50 or 100 in earnest.
 */
export const MOST_STEPS = 20_000

export function paymentsAllowed(
  pairs: readonly PointsPair[],
  wanted: number,
  most: number,
): number {
  return stepsOf(pairs, wanted, most) > MOST_STEPS ? 1 : wanted
}

/**
 * The pairs that together pay the most without exceeding `most`, of equal sums the one with the
 * fewest points, then the fewest payments; a pair may be taken again. Exact: for every number of
 * payments and every sum the fewest points are known. Pairs come sorted, so the answer is one.
 */
export function bestPairs(
  pairs: readonly PointsPair[],
  limits: { readonly most: number; readonly balance: number; readonly mostPayments: number },
): PointsPair[] {
  const { most, balance, mostPayments } = limits
  if (mostPayments === 1) return bestPair(pairs, most, balance)
  const step = commonStep(pairs)
  const sums = stepsOf(pairs, mostPayments, most)
  let fewest = new Float64Array(sums + 1).fill(Number.POSITIVE_INFINITY)
  fewest[0] = 0
  let best = { sum: 0, points: 0, payments: 0 }
  const taken: Int8Array[] = []
  for (let payments = 1; payments <= mostPayments; payments++) {
    const next = new Float64Array(sums + 1).fill(Number.POSITIVE_INFINITY)
    const last = new Int8Array(sums + 1)
    for (const [i, pair] of pairs.entries()) {
      const width = pair.price / step
      for (let sum = width; sum <= sums; sum++) {
        const points = (fewest[sum - width] ?? Number.POSITIVE_INFINITY) + pair.points
        if (points > balance || points >= (next[sum] ?? 0)) continue
        next[sum] = points
        last[sum] = i
      }
    }
    taken.push(last)
    fewest = next
    const sum = next.findLastIndex((points) => points < Number.POSITIVE_INFINITY)
    if (sum === -1) break
    const points = next[sum] ?? 0
    if (sum > best.sum || (sum === best.sum && points < best.points)) {
      best = { sum, points, payments }
    }
  }
  return traceBack(pairs, taken, best, step)
}

function bestPair(pairs: readonly PointsPair[], most: number, balance: number): PointsPair[] {
  const within = pairs.filter((pair) => pair.price <= most && pair.points <= balance)
  return within.toSorted((a, b) => b.price - a.price || a.points - b.points).slice(0, 1)
}

function traceBack(
  pairs: readonly PointsPair[],
  taken: readonly Int8Array[],
  best: { readonly sum: number; readonly payments: number },
  step: number,
): PointsPair[] {
  const chosen: PointsPair[] = []
  let { sum } = best
  for (let payment = best.payments - 1; payment >= 0; payment--) {
    const pair = pairs[taken[payment]?.[sum] ?? 0]
    if (pair === undefined) break
    chosen.push(pair)
    sum -= pair.price / step
  }
  return chosen.sort((a, b) => a.price - b.price || a.points - b.points)
}

function stepsOf(pairs: readonly PointsPair[], payments: number, most: number): number {
  const largest = Math.max(0, ...pairs.map((pair) => pair.price))
  return Math.floor(Math.min(most, largest * payments) / commonStep(pairs))
}

function commonStep(pairs: readonly PointsPair[]): number {
  let step = 0
  for (const { price } of pairs) step = greatestCommonDivisor(step, price)
  return step === 0 ? 1 : step
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
