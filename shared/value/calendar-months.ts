import { Temporal } from 'temporal-polyfill'
import { businessDay } from '../domain/business-day.ts'

/**
 * When a lot ends: the first millisecond of the day after its last valid day, in the time zone of
 * the programme. Earned on 31 January 2024 for 12 months it is valid through 31 January 2025, for
 * one month through 29 February 2024.
 */
export function lotEnd({
  earnedAt,
  months,
  timeZone,
}: {
  readonly earnedAt: number
  readonly months: number
  readonly timeZone: string
}): number {
  const lastDay = addMonths(businessDay(earnedAt, timeZone), months)
  return dayStart(Temporal.PlainDate.from(lastDay).add({ days: 1 }).toString(), timeZone)
}

/**
 * The same day so many months on, or the month's last day where it has no such day: 31 January and
 * one month is the end of February. Steps do not add up, so count from the first day always.
 */
export function addMonths(day: string, months: number): string {
  return Temporal.PlainDate.from(day).add({ months }, { overflow: 'constrain' }).toString()
}

/** The first millisecond of a calendar day there; where midnight is skipped, the hour after it. */
export function dayStart(day: string, timeZone: string): number {
  return Temporal.PlainDate.from(day).toZonedDateTime({ timeZone }).epochMilliseconds
}
