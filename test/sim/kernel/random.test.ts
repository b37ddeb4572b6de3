import { expect, test } from 'vitest'
import { createDigest, hashText } from '../hash.ts'
import { createRandom } from '../random.ts'

const draws = (seed: number, count = 8): number[] => {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => random.next())
}

test('the same seed draws the same, another seed something else', () => {
  expect(draws(7)).toEqual(draws(7))
  expect(draws(7)).not.toEqual(draws(8))
  expect(draws(2 ** 40 + 7)).not.toEqual(draws(7))
})

test('a fork depends on seed and label, not on what was drawn before', () => {
  const fresh = createRandom(1)
  const used = createRandom(1)
  for (let i = 0; i < 100; i += 1) used.next()
  expect(used.fork('lines').next()).toBe(fresh.fork('lines').next())
  expect(used.fork(3).next()).toBe(fresh.fork(3).next())
})

test('forks of neighbouring labels have nothing in common', () => {
  const random = createRandom(1)
  const firsts = Array.from({ length: 10_000 }, (_, label) => random.fork(label).next())
  // 10,000 draws out of 2³² meet 0.01 times on average.
  expect(new Set(firsts).size).toBeGreaterThan(9_997)
  const bits = firsts.reduce((sum, draw) => sum + (draw & 1), 0)
  expect(Math.abs(bits - 5_000)).toBeLessThan(300)
})

test('whole numbers fall evenly, and only where they may', () => {
  const random = createRandom(5)
  const seen = new Set(Array.from({ length: 1_000 }, () => random.between(-3, 3)))
  expect([...seen].toSorted((a, b) => a - b)).toEqual([-3, -2, -1, 0, 1, 2, 3])
  const even = Array.from({ length: 60_000 }, () => random.int(6))
  for (let face = 0; face < 6; face += 1) {
    const share = even.filter((drawn) => drawn === face).length
    expect(Math.abs(share - 10_000)).toBeLessThan(500)
  }
})

test('chance keeps its probability, and a certain one draws nothing', () => {
  const random = createRandom(9)
  let hits = 0
  for (let i = 0; i < 100_000; i += 1) if (random.chance(0.03)) hits += 1
  expect(Math.abs(hits - 3_000)).toBeLessThan(300)
  const other = createRandom(9)
  const same = createRandom(9)
  other.chance(0)
  other.chance(1)
  expect(other.next()).toBe(same.next())
})

test('nothing can be picked from an empty list', () => {
  expect(() => createRandom(1).pick([])).toThrow(RangeError)
})

test('a digest tells two runs apart by any one value and by their order', () => {
  const digest = (...values: readonly (number | string)[]): string => {
    const made = createDigest()
    for (const value of values) made.add(value)
    return made.value()
  }
  expect(digest(1, 'a', 2)).toBe(digest(1, 'a', 2))
  expect(digest(1, 'a', 2)).not.toBe(digest(1, 'a', 3))
  expect(digest(1, 2)).not.toBe(digest(2, 1))
  expect(digest('1')).not.toBe(digest(1))
  const texts = Array.from({ length: 50_000 }, (_, i) => hashText(`record ${i}`))
  expect(new Set(texts).size).toBe(texts.length)
})
