/**
 * The calendar day (YYYY-MM-DD) and wall time in a store's time zone. Uses the runtime's own zone
 * tables: the hub writes its answer into the event, and nobody computes it again.
 */
export function businessDay(at: number, timeZone: string): string {
  return localTime(at, timeZone).day
}

export interface LocalTime {
  /** YYYY-MM-DD */
  readonly day: string
  /** HH:MM:SS, 00 to 23 h */
  readonly time: string
}

export function localTime(at: number, timeZone: string): LocalTime {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {}
  for (const part of formatFor(timeZone).formatToParts(at)) parts[part.type] = part.value
  const { year, month, day, hour, minute, second } = parts
  return { day: `${year}-${month}-${day}`, time: `${hour}:${minute}:${second}` }
}

/** True for a zone this runtime knows, e.g. `Asia/Ulaanbaatar`. */
export function isTimeZone(timeZone: string): boolean {
  try {
    Intl.DateTimeFormat('en-GB', { timeZone })
    return true
  } catch {
    // RangeError is how Intl says that it does not know the zone.
    return false
  }
}

/** Building a format costs 100 times its use; a program meets few zones, all of them valid. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  formats.set(timeZone, format)
  return format
}
