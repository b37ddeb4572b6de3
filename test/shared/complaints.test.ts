import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createComplaints } from '#shared/domain/complaints.ts'

const minute = 60_000
let told: [fields: object, message: string][] = []
beforeEach(() => {
  told = []
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

function open(options?: { maxSenders: number }) {
  return createComplaints((fields, message) => told.push([fields, message]), setTimeout, options)
}

test("a sender's first fault is told at once, and the next ones as a count a minute", () => {
  const complain = open()
  for (let n = 1; n <= 1000; n++) complain('hub 1', { n }, 'no message')
  expect(told).toEqual([[{ n: 1 }, 'no message']])
  vi.advanceTimersByTime(minute)
  expect(told.slice(1)).toEqual([[{ n: 1000, more: 999 }, 'no message']])
  complain('hub 1', { n: 1001 }, 'no message')
  expect(told).toHaveLength(2)
  vi.advanceTimersByTime(minute)
  expect(told.slice(2)).toEqual([[{ n: 1001, more: 1 }, 'no message']])
})

test('after a minute without a fault the next one is told at once again', () => {
  const complain = open()
  complain('hub 1', { n: 1 }, 'no message')
  vi.advanceTimersByTime(minute)
  complain('hub 1', { n: 2 }, 'no message')
  expect(told).toEqual([
    [{ n: 1 }, 'no message'],
    [{ n: 2 }, 'no message'],
  ])
})

test('another sender, and another fault of the same one, is told at once', () => {
  const complain = open()
  complain('hub 1', { hub: 1 }, 'no message')
  complain('hub 2', { hub: 2 }, 'no message')
  complain('hub 1', { hub: 1 }, 'too large')
  expect(told).toHaveLength(3)
})

test('a sender under ever new names gets no more lines than those of a few names', () => {
  const complain = open({ maxSenders: 5 })
  for (let n = 1; n <= 1000; n++) complain(`device ${n}`, { n }, 'refused')
  expect(told).toHaveLength(6)
  vi.advanceTimersByTime(minute)
  expect(told.slice(6)).toEqual([[{ n: 1000, more: 994 }, 'refused']])
})
