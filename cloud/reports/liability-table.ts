import { allFlows, type LiabilityReport, type RollForward } from './liability-report.ts'
import type { Cell, Table } from './table.ts'

const titles = {
  opening: 'Opening',
  issued: 'Issued and earned',
  loaded: 'Loaded',
  redeemed: 'Redeemed',
  expired: 'Ended unused',
  corrected: 'Corrected',
  risk: 'Risk',
  revalued: 'Revalued',
  closing: 'Closing',
} as const

const columns = ['opening', ...allFlows, 'closing'] as const

/** One line a programme and period: units, then money. */
export function liabilityTable({ rows, from, to, currency }: LiabilityReport): Table {
  const number = (value: number, decimals: number): Cell => ({ kind: 'number', value, decimals })
  const words = (text: string): Cell => ({ kind: 'text', text })
  const line = (row: RollForward): Cell[] => [
    words(row.programme),
    words(row.name),
    words(row.period),
    ...columns.map((name) => number(row[name].units, 0)),
    ...columns.map((name) => number(row[name].money, 2)),
  ]
  return {
    title: `Stored value ${from} – ${to}`,
    header: [
      'Programme',
      'Name',
      'Period',
      ...columns.map((name) => `${titles[name]}, units`),
      ...columns.map((name) => `${titles[name]}, ${currency}`),
    ],
    rows: rows.map(line),
  }
}
