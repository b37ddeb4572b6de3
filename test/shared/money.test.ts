import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allocate, roundTogether } from '#shared/domain/allocate.ts'
import {
  checkInteger,
  divide,
  multiplyDivide,
  roundToMultiple,
  shareOf,
  sum,
  sumOf,
} from '#shared/domain/money.ts'

const MAX = Number.MAX_SAFE_INTEGER
const total = (parts: readonly number[]) => parts.reduce((a, b) => a + b, 0)

test('half up goes away from zero, so that a refund mirrors its sale', () => {
  expect([25, -25, 24, -24].map((n) => divide(n, 10, 'halfUp'))).toEqual([3, -3, 2, -2])
})

test('down goes to zero and up away from it', () => {
  expect([29, -29].map((n) => divide(n, 10, 'down'))).toEqual([2, -2])
  expect([21, -21, 20].map((n) => divide(n, 10, 'up'))).toEqual([3, -3, 2])
})

test('nothing is never minus nothing', () => {
  expect(Object.is(divide(-4, 10, 'halfUp'), 0)).toBe(true)
  expect(Object.is(multiplyDivide(-1, MAX, MAX - 1, 'down'), -1)).toBe(true)
  expect(Object.is(allocate(-1, [0, 1])[0], 0)).toBe(true)
})

test('multiplication is exact beyond 2^53', () => {
  expect(multiplyDivide(MAX, 999, 1000, 'halfUp')).toBe(8_998_192_055_486_250)
  expect(multiplyDivide(-MAX, 999, 1000, 'halfUp')).toBe(-8_998_192_055_486_250)
  expect(multiplyDivide(3, MAX, 2 * 3, 'up')).toBe((MAX + 1) / 2)
})

test('dividing agrees with exact arithmetic for any numbers', () => {
  const any = fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.maxSafeInteger())
  fc.assert(
    fc.property(any, any, fc.integer({ min: 1, max: 20_000 }), (a, b, divisor) => {
      const twice = 2n * BigInt(a) * BigInt(b)
      const size = ((twice < 0n ? -twice : twice) + BigInt(divisor)) / (2n * BigInt(divisor))
      const exact = Number(twice < 0n ? -size : size)
      fc.pre(Number.isSafeInteger(exact))
      expect(multiplyDivide(a, b, divisor, 'halfUp')).toBe(exact === 0 ? 0 : exact)
    }),
  )
})

test('what is no whole number, or too large, is a bug', () => {
  expect(() => checkInteger(0.5, 'price')).toThrow('price is 0.5; it must be a whole number')
  expect(() => divide(1, 0, 'halfUp')).toThrow('divisor is 0')
  expect(() => divide(Number.NaN, 1, 'halfUp')).toThrow('factor is NaN')
  expect(() => multiplyDivide(MAX, 2, 1, 'down')).toThrow('result is')
  expect(() => sum([MAX, 1])).toThrow('sum is')
  expect(() => sum([1.5])).toThrow('amount is 1.5')
  expect(() => sumOf([MAX, MAX], (n) => n)).toThrow('sum is')
  expect(() => roundToMultiple(MAX, 1000, 'up')).toThrow('rounded amount is')
})

test('a rate is a share in basis points; a coin is a multiple', () => {
  expect(shareOf(200_05, 1250, 'halfUp')).toBe(25_01)
  expect([12_49, 12_50, -12_50].map((n) => roundToMultiple(n, 100, 'halfUp'))).toEqual([
    12_00, 13_00, -13_00,
  ])
})

test('one hundred over three equal parts is 34, 33, 33, and turned round for minus one hundred', () => {
  expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33])
  expect(allocate(-100, [1, 1, 1])).toEqual([-34, -33, -33])
})

test('a weight of 0 gets nothing', () => {
  expect(allocate(5, [0, 1, 0])).toEqual([0, 5, 0])
  expect(allocate(0, [0, 0])).toEqual([0, 0])
  expect(allocate(0, [])).toEqual([])
})

test('something cannot be split over nothing', () => {
  expect(() => allocate(5, [0, 0])).toThrow('5 cannot be split over 2 weights that are all 0')
  expect(() => allocate(5, [])).toThrow('cannot be split')
  expect(() => allocate(5, [2, -1])).toThrow('weight is -1')
})

test('parts always add up to the total, each its exact share rounded down or up', () => {
  const weights = fc.array(fc.oneof(fc.nat({ max: 9 }), fc.integer({ min: 0, max: 2 ** 45 })), {
    minLength: 1,
    maxLength: 30,
  })
  const totals = fc.oneof(fc.integer({ min: -99, max: 99 }), fc.maxSafeInteger())
  fc.assert(
    fc.property(totals, weights, (amount, list) => {
      const whole = sum(list)
      fc.pre(whole > 0)
      const parts = allocate(amount, list)
      expect(total(parts)).toBe(amount)
      for (const [i, part] of parts.entries()) {
        const product = BigInt(amount) * BigInt(list[i] ?? 0)
        const distance = BigInt(part) * BigInt(whole) - product
        expect(distance < BigInt(whole) && -distance < BigInt(whole)).toBe(true)
      }
    }),
  )
})

test('amounts of either sign are rounded together', () => {
  expect(roundTogether(1, [10_000, -9_994], 1000, 11_000)).toEqual([909, -908])
  expect(roundTogether(-1, [-5, -5], 1, 10)).toEqual([0, -1])
})

test('a total that is not the rounded sum of its parts is a bug', () => {
  expect(() => roundTogether(5, [10, 10], 1, 10)).toThrow('total 5 is not the rounded sum')
  expect(() => roundTogether(1, [10, 10], 1, 10)).toThrow('total 1 is not')
})
