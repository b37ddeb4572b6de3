import { checkInteger, sum } from './money.ts'

/**
 * Splits `total` by weights so that the parts always add up (largest remainder): every part is its
 * exact share rounded down or up. Equal remainders are served in list order, so a caller whose
 * result must not depend on order sorts first. A negative total is split as its mirror image.
 */
export function allocate(total: number, weights: readonly number[]): number[] {
  checkInteger(total, 'total')
  const negative = weights.find((weight) => weight < 0)
  if (negative !== undefined) {
    throw new RangeError(`weight is ${negative}; weights must not be negative.`)
  }
  const whole = sum(weights)
  if (total === 0) return weights.map(() => 0)
  if (whole === 0) {
    throw new RangeError(`${total} cannot be split over ${weights.length} weights that are all 0.`)
  }
  const size = Math.abs(total)
  const parts = roundTogether(size, weights, size, whole)
  return total < 0 ? parts.map((part) => 0 - part) : parts
}

/**
 * Rounds each exact `amount × factor ÷ divisor` down or up so that together they are `total`, which
 * must be their exact sum, rounded. Amounts may have either sign (the tax of a difference line).
 */
export function roundTogether(
  total: number,
  amounts: readonly number[],
  factor: number,
  divisor: number,
): number[] {
  const shares: number[] = []
  const rests: number[] = []
  let left = total
  for (const amount of amounts) {
    const product = checkInteger(amount, 'amount') * factor
    let floor: number
    let rest: number
    if (Number.isSafeInteger(product)) {
      // Plus 0, since −1 × 0 is −0.
      rest = ((product % divisor) + divisor) % divisor
      floor = (product - rest) / divisor + 0
    } else {
      ;({ floor, rest } = divideDownBig(amount, factor, divisor))
    }
    shares.push(floor)
    rests.push(rest)
    left -= floor
  }
  if (left < 0 || left > shares.length) {
    throw new RangeError(`total ${total} is not the rounded sum of its ${shares.length} parts.`)
  }
  if (left > 0) addToLargest(shares, rests, left)
  return shares
}

function divideDownBig(amount: number, factor: number, divisor: number) {
  const product = BigInt(amount) * BigInt(factor)
  const by = BigInt(divisor)
  const rest = ((product % by) + by) % by
  return { floor: checkInteger(Number((product - rest) / by), 'share'), rest: Number(rest) }
}

/** One more for each of the `count` largest rests of the division, of equals the earlier. */
function addToLargest(shares: number[], rests: readonly number[], count: number): void {
  // Sorting numbers alone is several times as fast as sorting places by them.
  const sorted = Float64Array.from(rests).sort()
  const least = sorted[sorted.length - count] ?? 0
  let equals = count
  for (const rest of rests) if (rest > least) equals -= 1
  for (const [i, rest] of rests.entries()) {
    if (rest < least || (rest === least && equals === 0)) continue
    if (rest === least) equals -= 1
    shares[i] = (shares[i] ?? 0) + 1
  }
}
