import { dayOf } from './format.ts'

const dayMs = 86_400_000
const quarterMs = 15 * 60_000

export function toDay(at: number, zone: string): string {
  return dayOf(at, zone)
}

/** When a day, or the day so many after it, begins on the clocks of a time zone. */
export function startOfDay(day: string, zone: string, plusDays = 0): number {
  const wanted = new Date(Date.parse(`${day}T00:00:00Z`) + plusDays * dayMs)
  const iso = wanted.toISOString().slice(0, 10)
  // Zones lie within 14 hours of UTC, and their days begin on quarters of an hour.
  let at = wanted.getTime() - 15 * 3_600_000
  while (dayOf(at, zone) < iso) at += quarterMs
  return at
}
