import { Temporal } from 'temporal-polyfill'
import { localTime } from '../business-day.ts'

/** What the clock on the shop's wall shows. */
export interface StoreTime {
  /** 1 = Monday … 7 = Sunday. */
  readonly weekday: number
  /** 0 … 1439 */
  readonly minute: number
}

export interface Hours {
  readonly from: number
  readonly until: number
}

export function storeTime(at: number, timeZone: string): StoreTime {
  const { day, time } = localTime(at, timeZone)
  const weekday = Temporal.PlainDate.from(day).dayOfWeek
  return { weekday, minute: Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5)) }
}

/** What goes on after midnight belongs to the weekday on which it began. */
export function isWithin(
  time: StoreTime,
  weekdays: ReadonlySet<number> | null,
  hours: readonly Hours[] | null,
): boolean {
  const isDay = (weekday: number) => weekdays === null || weekdays.has(weekday)
  if (hours === null) return isDay(time.weekday)
  const dayBefore = time.weekday === 1 ? 7 : time.weekday - 1
  return hours.some(({ from, until }) => {
    if (from < until) return isDay(time.weekday) && from <= time.minute && time.minute < until
    return (isDay(time.weekday) && from <= time.minute) || (isDay(dayBefore) && time.minute < until)
  })
}
