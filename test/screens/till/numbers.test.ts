import { expect, test } from 'vitest'
import { createBurst } from '#hub/till/burst.ts'
import { parseMinor, parsePercent, parseQuantity } from '#hub/till/numbers.ts'
import { dueAfter, quickAmounts, whyNot } from '#hub/till/pay/tenders.ts'

test('amounts are read as people type them', () => {
  expect(parseMinor('12500')).toBe(12_500_00)
  expect(parseMinor('12 500')).toBe(12_500_00)
  expect(parseMinor('12,500')).toBe(12_500_00)
  expect(parseMinor('1,234.50')).toBe(1_234_50)
  expect(parseMinor('12.5')).toBe(12_50)
  expect(parseMinor('12,05')).toBe(12_05)
  expect(parseMinor('0')).toBe(0)
  for (const wrong of ['', '-5', 'abc', '1.2.3', '12345678901'])
    expect(parseMinor(wrong)).toBeNull()
})

test('quantities are read in thousandths, percentages in basis points', () => {
  expect(parseQuantity('3')).toBe(3000)
  expect(parseQuantity('0,548')).toBe(548)
  expect(parseQuantity('0')).toBeNull()
  expect(parsePercent('12.5')).toBe(1250)
  expect(parsePercent('100')).toBe(10_000)
  expect(parsePercent('101')).toBeNull()
})

test('a burst of fast keys ended by Enter is a scan; typing is not', () => {
  const scan = createBurst()
  for (const [at, char] of Array.from('4865').entries()) scan.key(char, at * 15)
  expect(scan.enter(4 * 15)).toBe('4865')
  const typed = createBurst()
  for (const [at, char] of Array.from('4865').entries()) typed.key(char, at * 110)
  expect(typed.enter(4 * 110)).toBeNull()
  const short = createBurst()
  for (const [at, char] of Array.from('12').entries()) short.key(char, at * 10)
  expect(short.enter(30)).toBeNull()
})

test('what a person typed before a scan is no part of the code', () => {
  const burst = createBurst()
  burst.key('9', 0)
  for (const [at, char] of Array.from('12345').entries()) burst.key(char, 500 + at * 12)
  expect(burst.enter(570)).toBe('12345')
})

const czech = { cashRounding: 100, restIsCash: true }

test('cash is rounded to the coin only where cash takes part', () => {
  expect(dueAfter(10_49, [], czech)).toEqual({ left: 10_00, change: 0, rounding: -49 })
  expect(dueAfter(10_49, [], { ...czech, restIsCash: false }).left).toBe(10_49)
  const card = { kind: 'card', given: 5_00 } as const
  expect(dueAfter(10_50, [card, { kind: 'cash', given: 10_00 }], czech)).toEqual({
    left: 0,
    change: 4_00,
    rounding: 50,
  })
})

test('quick amounts are what a customer hands over, each more than what is due', () => {
  expect(quickAmounts(75_650_00, 'MNT')).toEqual([76_000_00, 80_000_00, 100_000_00])
  expect(quickAmounts(3_20, 'RON')).toEqual([4_00, 5_00, 10_00, 20_00, 50_00])
  for (const sum of quickAmounts(5_000_00, 'MNT')) expect(sum).toBeGreaterThan(5_000_00)
})

test('only cash may be more than what is left', () => {
  expect(whyNot('card', 10_01, 10_00)).toBe('too-much')
  expect(whyNot('cash', 10_01, 10_00)).toBeNull()
  expect(whyNot('cash', 0, 10_00)).toBe('nothing')
})
