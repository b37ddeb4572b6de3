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
  const parts = amounts.map((amount) => divideDown(amount, factor, divisor))
  const left = total - sum(parts.map((part) => part.floor))
  if (left < 0 || left > parts.length) {
    throw new RangeError(`total ${total} is not the rounded sum of its ${parts.length} parts.`)
  }
  const shares = parts.map((part) => part.floor)
  for (const part of largestRests(parts, left)) shares[part] = (shares[part] ?? 0) + 1
  return shares
}

interface Part {
  readonly floor: number
  /** What the division left over, 0 … divisor − 1. */
  readonly rest: number
}

function divideDown(amount: number, factor: number, divisor: number): Part {
  // Plus 0, since −1 × 0 is −0.
  const product = checkInteger(amount, 'amount') * factor + 0
  if (!Number.isSafeInteger(product)) return divideDownBig(amount, factor, divisor)
  const rest = ((product % divisor) + divisor) % divisor
  return { floor: (product - rest) / divisor, rest }
}

function divideDownBig(amount: number, factor: number, divisor: number): Part {
  const product = BigInt(amount) * BigInt(factor)
  const by = BigInt(divisor)
  const rest = ((product % by) + by) % by
  return { floor: checkInteger(Number((product - rest) / by), 'share'), rest: Number(rest) }
}

function largestRests(parts: readonly Part[], count: number): number[] {
  if (count === 0) return []
  const rests = parts.map((part, i) => ({ rest: part.rest, i }))
  rests.sort((a, b) => b.rest - a.rest || a.i - b.i)
  return rests.slice(0, count).map(({ i }) => i)
}
