import { Temporal } from 'temporal-polyfill'

/** A day begins at its midnight in the zone; as an end it is meant whole, so the next one's begin. */
export function isoTime(
  text: string,
  { zone, isEnd }: { readonly zone: string; readonly isEnd: boolean },
): number | undefined {
  try {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return Temporal.Instant.from(text).epochMilliseconds
    const day = Temporal.PlainDate.from(text).add({ days: isEnd ? 1 : 0 })
    return day.toZonedDateTime(zone).epochMilliseconds
  } catch {
    // Temporal throws a RangeError for what is not a date or time.
    return undefined
  }
}
