import { t } from '../texts.ts'
import type { Grouping, SalesRow } from './report.ts'

/** What a row is, in words; the books may name what the master data no longer has. */
export function labelOf(row: SalesRow, by: Grouping): string {
  if (by === 'day') return row.key
  if (row.code === null && row.name === null) return t('console.sales.unknown', { key: row.key })
  if (by === 'receipt') return row.code ?? row.key
  if (by === 'till') return `${row.code ?? row.key} · ${row.name ?? ''}`
  return row.name ?? row.code ?? row.key
}
