import type { Oracle } from './oracle.ts'
import type { Rules } from './rules.ts'
import { DAY_MS, dayAt, midnight, zone } from './virtual-day.ts'

export interface Calendar {
  readonly dayOf: (at: number) => string
  readonly lotEnd: (earnedAt: number, months: number) => number
}

/** Days by the product's rule, asked once a day and held against a calendar of our own. */
export function createCalendar(rules: Rules, oracle: Oracle): Calendar {
  const days = new Map<number, string>()
  const ends = new Map<string, number>()

  function dayOf(at: number): string {
    const number = Math.floor((at - midnight('2020-01-01')) / DAY_MS)
    let known = days.get(number)
    if (known === undefined) days.set(number, (known = dayAt(at)))
    return known
  }

  return {
    dayOf,
    lotEnd(earnedAt, months) {
      const day = dayOf(earnedAt)
      const key = `${day}+${months}`
      const known = ends.get(key)
      if (known !== undefined) return known
      const end = rules.lotEnd({ earnedAt, months, timeZone: zone })
      ends.set(key, end)
      const right = midnight(lastValidDay(day, months)) + DAY_MS
      if (end !== right) {
        oracle.fail(
          'lots end on their calendar day',
          `points of ${day} with ${months} months end ${dayAt(end - 1)}, not ${dayAt(right - 1)}`,
        )
      }
      return end
    },
  }
}

/** The same day so many months on, or that month's last. */
function lastValidDay(day: string, months: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const index = year * 12 + (month - 1) + months
  const inYear = Math.floor(index / 12)
  const inMonth = (index % 12) + 1
  const last = daysIn(inYear, inMonth)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${inYear}-${two(inMonth)}-${two(Math.min(date, last))}`
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}
