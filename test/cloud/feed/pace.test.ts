import { expect, test } from 'vitest'
import { fittingLimit, nextLimit, nextWindow } from '#cloud/feed/pace.ts'

test('a transaction takes more changes while they share pages, fewer when they do not', () => {
  expect(nextLimit(500, 500, 20)).toBe(2000)
  expect(nextLimit(4000, 4000, 20)).toBe(4000)
  expect(nextLimit(4000, 4000, 12_000)).toBe(500)
  expect(nextLimit(500, 500, 100_000)).toBe(25)
  expect(nextLimit(500, 0, 0)).toBe(500)
})

test("the window of the balances keeps a hub within its company's bytes a day", () => {
  const bytesPerHubAndDay = 100_000_000
  const windowMinMs = 15_000
  expect(nextWindow({ frames: 1, bytesPerHubAndDay, windowMinMs })).toBe(15_000)
  const windowMs = nextWindow({ frames: 1000, bytesPerHubAndDay, windowMinMs })
  expect((86_400_000 / windowMs) * 1000 * 4120).toBeCloseTo(bytesPerHubAndDay)
  expect(nextWindow({ frames: 1e9, bytesPerHubAndDay, windowMinMs })).toBe(86_400_000)
})

test('what took too many frames is tried again with fewer changes, at last with one [A3.8]', () => {
  expect(fittingLimit(4000, 8000)).toBe(600)
  expect(fittingLimit(4000, 2001)).toBe(2000)
  expect(fittingLimit(2, 1e6)).toBe(1)
})
