import { Temporal } from 'temporal-polyfill'

/** Both ends included: `YYYY-MM-DD`, or `YYYY-MM` for months. */
export interface Span {
  readonly from: string
  readonly to: string
}

export interface SplitSpan {
  /** The months that lie wholly in the span; null = none. */
  readonly months: Span | null
  /** The days before and after them. */
  readonly days: readonly Span[]
}

/** A year by product is twelve rows a product, not 365: whole months are summed up once. */
export function splitMonths({ from, to }: Span): SplitSpan {
  const first = Temporal.PlainDate.from(from)
  const last = Temporal.PlainDate.from(to)
  const begin = first.toPlainYearMonth().add({ months: first.day === 1 ? 0 : 1 })
  const end = last.toPlainYearMonth().subtract({ months: last.day === last.daysInMonth ? 0 : 1 })
  if (Temporal.PlainYearMonth.compare(begin, end) > 0) return { months: null, days: [{ from, to }] }
  const before = begin.toPlainDate({ day: 1 }).subtract({ days: 1 }).toString()
  const after = end.toPlainDate({ day: 1 }).add({ months: 1 }).toString()
  const days = [
    { from, to: before },
    { from: after, to },
  ]
  return {
    months: { from: begin.toString(), to: end.toString() },
    days: days.filter((span) => span.from <= span.to),
  }
}
