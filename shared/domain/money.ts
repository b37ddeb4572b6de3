/**
 * Money is whole minor units, quantities are thousandths, rates are basis points: plain safe
 * integers (`shared/contracts/units.ts`). Whatever is not one is a bug and throws.
 *
 * `halfUp` rounds a half away from zero, so that a refund mirrors its sale.
 */
export type Rounding = 'halfUp' | 'down' | 'up'

export function checkInteger(value: number, what: string): number {
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`${what} is ${value}; it must be a whole number of at most 2^53.`)
  }
  return value
}

/** `a × b ÷ divisor`, exact before the one rounding, also beyond 2^53 in between. */
export function multiplyDivide(a: number, b: number, divisor: number, rounding: Rounding): number {
  if (!(Number.isSafeInteger(divisor) && divisor > 0)) {
    throw new RangeError(`divisor is ${divisor}; it must be a whole number above 0.`)
  }
  const product = checkInteger(a, 'factor') * checkInteger(b, 'factor')
  if (!Number.isSafeInteger(product)) return multiplyDivideBig(a, b, divisor, rounding)
  const rest = product % divisor
  const whole = (product - rest) / divisor
  return normalZero(whole + Math.sign(product) * step(Math.abs(rest), divisor, rounding))
}

/** `amount ÷ divisor` with a named rounding. */
export function divide(amount: number, divisor: number, rounding: Rounding): number {
  return multiplyDivide(amount, 1, divisor, rounding)
}

/** The nearest multiple of `unit`, e.g. of the smallest coin. */
export function roundToMultiple(amount: number, unit: number, rounding: Rounding): number {
  return checkInteger(divide(amount, unit, rounding) * unit, 'rounded amount')
}

/** `rate` of `amount`, the rate in basis points. */
export function shareOf(amount: number, rate: number, rounding: Rounding): number {
  return multiplyDivide(amount, rate, 10_000, rounding)
}

export function sum(amounts: Iterable<number>): number {
  let total = 0
  for (const amount of amounts) total = checkInteger(total + checkInteger(amount, 'amount'), 'sum')
  return total
}

export function sumOf<T>(items: Iterable<T>, amount: (item: T) => number): number {
  let total = 0
  for (const item of items) total = checkInteger(total + amount(item), 'sum')
  return total
}

function step(rest: number, divisor: number, rounding: Rounding): 0 | 1 {
  switch (rounding) {
    case 'halfUp':
      return rest >= divisor - rest ? 1 : 0
    case 'up':
      return rest > 0 ? 1 : 0
    case 'down':
      return 0
  }
}

function multiplyDivideBig(a: number, b: number, divisor: number, rounding: Rounding): number {
  const product = BigInt(a) * BigInt(b)
  const by = BigInt(divisor)
  const rest = Number(product % by)
  const sign = product < 0n ? -1 : 1
  const rounded = Number(product / by) + sign * step(Math.abs(rest), divisor, rounding)
  return normalZero(checkInteger(rounded, 'result'))
}

function normalZero(value: number): number {
  return value === 0 ? 0 : value
}
