import fc from 'fast-check'
import { expect, test } from 'vitest'
import { businessDay } from '#shared/domain/business-day.ts'
import { addMonths, dayStart, lotEnd } from '#shared/value/calendar-months.ts'

const timeZone = 'Asia/Ulaanbaatar'

test('31 January and one month is the last day of February', () => {
  expect(addMonths('2023-01-31', 1)).toBe('2023-02-28')
  expect(addMonths('2024-01-31', 1)).toBe('2024-02-29')
})

test('months are counted from the first day, so the end of the month is not lost on the way', () => {
  expect(addMonths('2023-01-31', 2)).toBe('2023-03-31')
  expect(addMonths(addMonths('2023-01-31', 1), 1)).toBe('2023-03-28')
  expect(addMonths('2024-02-29', 12)).toBe('2025-02-28')
  expect(addMonths('2023-11-30', 3)).toBe('2024-02-29')
  expect(addMonths('2024-05-05', 0)).toBe('2024-05-05')
})

test('points earned on 31 January for one month are valid through the last of February', () => {
  const end = lotEnd({ earnedAt: Date.UTC(2023, 0, 31, 4), months: 1, timeZone })
  expect(end).toBe(dayStart('2023-03-01', timeZone))
  expect(new Date(end).toISOString()).toBe('2023-02-28T16:00:00.000Z')
})

test('points earned on 31 January 2024 for twelve months are valid through 31 January 2025', () => {
  const end = lotEnd({ earnedAt: Date.UTC(2024, 0, 31, 4), months: 12, timeZone })
  expect(businessDay(end - 1, timeZone)).toBe('2025-01-31')
  expect(businessDay(end, timeZone)).toBe('2025-02-01')
})

test('the day of earning is the one of the programme, not the one of UTC', () => {
  // 17:30 UTC on the 30th is half past one on the 31st in Ulaanbaatar.
  const earnedAt = Date.UTC(2024, 0, 30, 17, 30)
  expect(lotEnd({ earnedAt, months: 1, timeZone })).toBe(dayStart('2024-03-01', timeZone))
  expect(lotEnd({ earnedAt, months: 1, timeZone: 'UTC' })).toBe(dayStart('2024-03-01', 'UTC'))
})

test('a day whose midnight is skipped by the clock begins an hour later', () => {
  const start = dayStart('2018-11-04', 'America/Sao_Paulo')
  expect(new Date(start).toISOString()).toBe('2018-11-04T03:00:00.000Z')
})

test('whatever the zone and the day, a lot ends with a day and never before its months', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2035, 0) }),
      fc.integer({ min: 1, max: 36 }),
      fc.constantFrom('UTC', timeZone, 'Europe/Prague', 'America/Sao_Paulo', 'Asia/Kathmandu'),
      (earnedAt, months, zone) => {
        const end = lotEnd({ earnedAt, months, timeZone: zone })
        const lastDay = addMonths(businessDay(earnedAt, zone), months)
        expect(businessDay(end - 1, zone)).toBe(lastDay)
        expect(businessDay(end, zone) > lastDay).toBe(true)
      },
    ),
  )
})
