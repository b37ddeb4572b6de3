import { checkInteger } from './money.ts'

/**
 * Splits `total` by weights so that the parts always add up (largest remainder): every part is its
 * exact share rounded down or up. Equal remainders are served in list order, so a caller whose
 * result must not depend on order sorts first. A negative total is split as its mirror image.
 */
export function allocate(total: number, weights: readonly number[]): number[] {
  checkInteger(total, 'total')
  if (total === 0) return weights.map(() => 0)
  let whole = 0n
  for (const weight of weights) {
    if (checkInteger(weight, 'weight') < 0) {
      throw new RangeError(`weight is ${weight}; weights must not be negative.`)
    }
    whole += BigInt(weight)
  }
  if (whole === 0n) {
    throw new RangeError(`${total} cannot be split over ${weights.length} weights that are all 0.`)
  }
  const size = Math.abs(total)
  const small =
    whole <= BigInt(Number.MAX_SAFE_INTEGER) && size * Number(whole) <= Number.MAX_SAFE_INTEGER
  const parts = small
    ? spread(
        size,
        weights.map((weight) => split(size * weight, Number(whole))),
      )
    : spread(
        size,
        weights.map((weight) => splitBig(BigInt(size) * BigInt(weight), whole)),
      )
  return total < 0 ? parts.map((part) => (part === 0 ? 0 : -part)) : parts
}

/**
 * Rounds the sum of exact amounts `numerators[i] ÷ divisor` to the given `total` and each of them
 * down or up, so that they add up to it. The amounts may have either sign (tax on a difference line).
 */
export function roundTogether(
  total: number,
  numerators: readonly number[],
  divisor: number,
): number[] {
  return spread(
    checkInteger(total, 'total'),
    numerators.map((numerator) => split(numerator, divisor)),
  )
}

interface Part {
  readonly floor: number
  /** Compared only with its neighbours: the rest of the division. */
  readonly rest: number | bigint
}

function split(numerator: number, divisor: number): Part {
  const rest = ((checkInteger(numerator, 'numerator') % divisor) + divisor) % divisor
  return { floor: (numerator - rest) / divisor, rest }
}

function splitBig(numerator: bigint, divisor: bigint): Part {
  return { floor: Number(numerator / divisor), rest: numerator % divisor }
}

/** Gives what the floors left over to the largest rests, one unit each. */
function spread(total: number, parts: readonly Part[]): number[] {
  const shares = parts.map((part) => part.floor)
  const left = total - shares.reduce((a, b) => a + b, 0)
  if (left < 0 || left > parts.length) {
    throw new RangeError(`total ${total} is not the rounded sum of its ${parts.length} parts.`)
  }
  const byRest = parts.map((_, i) => i)
  byRest.sort((a, b) => compareRests(parts[b], parts[a]) || a - b)
  for (const i of byRest.slice(0, left)) shares[i] = (shares[i] ?? 0) + 1
  return shares.map((share) => (share === 0 ? 0 : share))
}

function compareRests(a: Part | undefined, b: Part | undefined): number {
  const [x, y] = [a?.rest ?? 0, b?.rest ?? 0]
  return x < y ? -1 : x > y ? 1 : 0
}
