import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitMonths } from '#cloud/reports/whole-months.ts'

test('a span is its whole months and the days before and after them', () => {
  expect(splitMonths({ from: '2026-01-31', to: '2026-04-01' })).toEqual({
    months: { from: '2026-02', to: '2026-03' },
    days: [
      { from: '2026-01-31', to: '2026-01-31' },
      { from: '2026-04-01', to: '2026-04-01' },
    ],
  })
  expect(splitMonths({ from: '2028-02-01', to: '2028-02-29' })).toEqual({
    months: { from: '2028-02', to: '2028-02' },
    days: [],
  })
  const inside = { from: '2026-02-02', to: '2026-03-30' }
  expect(splitMonths(inside)).toEqual({ months: null, days: [inside] })
})

const day = fc
  .integer({ min: 0, max: 1500 })
  .map((n) => new Date(Date.UTC(2025, 0, 1 + n)).toISOString().slice(0, 10))

test('every day of a span is in one part of it, and no other day is', () => {
  fc.assert(
    fc.property(day, day, day, (a, b, asked) => {
      const [from = '', to = ''] = [a, b].toSorted()
      const { months, days } = splitMonths({ from, to })
      const month = asked.slice(0, 7)
      const inMonths = months !== null && months.from <= month && month <= months.to ? 1 : 0
      const inDays = days.filter((span) => span.from <= asked && asked <= span.to).length
      expect(inMonths + inDays).toBe(from <= asked && asked <= to ? 1 : 0)
    }),
  )
})
