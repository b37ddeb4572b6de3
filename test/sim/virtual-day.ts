/** The simulated stores' zone: no summer time, so that a day is a sum and not a table. */
export const zone = 'Asia/Ulaanbaatar'
const ZONE_MS = 8 * 3_600_000

export const SECOND_MS = 1_000
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/** The instant at which this day (YYYY-MM-DD) begins in the stores. */
export function midnight(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) - ZONE_MS
}

/** YYYY-MM-DD in the stores. */
export function dayAt(at: number): string {
  return new Date(at + ZONE_MS).toISOString().slice(0, 10)
}

/** Which day of a run an instant lies in; the first is 1. */
export function dayOf(startsAt: number, at: number): number {
  return Math.floor((at - startsAt) / DAY_MS) + 1
}

/** HH:MM in the stores; with seconds and milliseconds where they are not 0. */
export function timeOfDay(at: number): string {
  const time = new Date(at + ZONE_MS).toISOString().slice(11, 23)
  return time.endsWith(':00.000') ? time.slice(0, 5) : time.slice(0, 8)
}
