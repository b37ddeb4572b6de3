import { labelOf } from './labels.ts'
import { daysOf } from './period.ts'
import type { SalesReport } from './report.ts'

export interface Bar {
  readonly label: string
  readonly gross: number
}

const barsMax = 12
const daysMax = 92

/** Days without sales are bars of no height; of anything else the largest are drawn. */
export function barsOf(report: SalesReport): readonly Bar[] {
  const { by, rows } = report
  if (by !== 'day') {
    return rows.slice(0, barsMax).map((row) => ({ label: labelOf(row, by), gross: row.gross }))
  }
  const days = daysOf(report)
  const grossByDay = new Map(rows.map((row) => [row.key, row.gross]))
  const shown = days.length <= daysMax ? days : rows.map((row) => row.key)
  return shown.map((day) => ({ label: day.slice(5), gross: grossByDay.get(day) ?? 0 }))
}
