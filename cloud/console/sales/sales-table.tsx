import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { amount, count, decimalsFor, quantity, sign } from '../format.ts'
import { hrefOf } from '../route.ts'
import { t } from '../texts.ts'
import { type Column, type Sorting, Table } from '../ui/table.tsx'
import { labelOf } from './labels.ts'
import type { Grouping, SalesReport, SalesRow } from './report.ts'

const moneyColumns = [
  'listAmount',
  'priceDifference',
  'typedDiscount',
  'promotion',
  'coupon',
  'gross',
  'net',
  'vat',
  'cityTax',
  'giftCard',
  'pointsAmount',
] as const
const countColumns = ['receipts', 'refunds'] as const
const pointColumns = ['pointsSpent', 'pointsCollected'] as const
type Sum =
  | (typeof moneyColumns)[number]
  | (typeof countColumns)[number]
  | (typeof pointColumns)[number]
  | 'quantity'

export function SalesTable({ report }: { readonly report: SalesReport | null }): JSX.Element {
  const [sorting, setSorting] = useState<Sorting | undefined>(undefined)
  const by = report?.by ?? 'day'
  const rows = report === null ? null : sorted(report.rows, by, sorting)
  const isCut = report !== null && report.rowsTotal > report.rows.length
  return (
    <>
      <Table
        caption={t('console.sales.caption', { sign: sign() })}
        name="sales"
        columns={columnsOf(report)}
        rows={rows}
        rowKey={(row) => row.key}
        empty={t('console.sales.none')}
        sorting={sorting}
        onSort={(key) => setSorting((before) => nextSorting(before, key))}
      />
      {isCut && (
        <p class="hint">
          {t('console.sales.cut', {
            shown: count(report.rows.length),
            all: count(report.rowsTotal),
          })}
        </p>
      )}
    </>
  )
}

function columnsOf(report: SalesReport | null): Column<SalesRow>[] {
  const by = report?.by ?? 'day'
  const total = report?.total
  const first: Column<SalesRow>[] = [
    {
      key: 'name',
      title: t(`console.sales.by.${by}`),
      look: by === 'day' ? 'nowrap' : 'wide',
      cell: (row) => <Name row={row} by={by} />,
      foot: t('console.total'),
    },
  ]
  const counted = (key: 'quantity' | (typeof countColumns | typeof pointColumns)[number]) => ({
    key,
    title: t(`console.sales.${key}`),
    look: 'number' as const,
    cell: (row: SalesRow) => numberOf(row[key], key),
    foot: total === undefined ? '' : numberOf(total[key], key),
  })
  const sums = [...countColumns, 'quantity' as const].map(counted)
  const amounts = moneyColumns.map((key): Column<SalesRow> => {
    const values = [...(report?.rows ?? []), ...(total === undefined ? [] : [total])]
    const decimals = decimalsFor(values.map((row) => row[key]))
    return {
      key,
      title: t(`console.sales.${key}`),
      look: 'number' as const,
      cell: (row) => amount(row[key], decimals),
      foot: total === undefined ? '' : amount(total[key], decimals),
    }
  })
  return [...first, ...sums, ...amounts, ...pointColumns.map(counted)]
}

function Name({ row, by }: { readonly row: SalesRow; readonly by: Grouping }): JSX.Element {
  const label = labelOf(row, by)
  if (by === 'day') {
    const query = { from: row.key, to: row.key }
    return <a href={hrefOf({ page: 'receipts', query })}>{label}</a>
  }
  if (by === 'receipt') {
    return (
      <a class="figure" href={hrefOf({ page: 'receipts', path: [row.key] })}>
        {row.code ?? label}
      </a>
    )
  }
  if (by === 'product' && row.code !== null) {
    return (
      <>
        <a href={hrefOf({ page: 'products', path: [row.code] })}>{label}</a>{' '}
        <span class="code-note">{row.code}</span>
      </>
    )
  }
  if (by === 'till' || row.code === null) return <>{label}</>
  return (
    <>
      {label} <span class="code-note">{row.code}</span>
    </>
  )
}

/** By category a receipt may count in several rows, so the cloud does not count them. */
function numberOf(value: number | null, key: Sum): string {
  if (value === null) return '–'
  return key === 'quantity' ? quantity(value) : count(value)
}

/** Largest first, then smallest first, then as the cloud orders. */
function nextSorting(before: Sorting | undefined, key: string): Sorting | undefined {
  if (before?.key !== key) return { key, descending: key !== 'name' }
  return before.descending === (key !== 'name') ? { key, descending: key === 'name' } : undefined
}

function sorted(
  rows: readonly SalesRow[],
  by: Grouping,
  sorting: Sorting | undefined,
): readonly SalesRow[] {
  if (sorting === undefined) return rows
  const { key, descending } = sorting
  const direction = descending ? -1 : 1
  return rows.toSorted((a, b) => {
    if (key === 'name') return direction * labelOf(a, by).localeCompare(labelOf(b, by))
    return direction * (numberIn(a, key) - numberIn(b, key))
  })
}

function numberIn(row: SalesRow, key: string): number {
  const value = Object.entries(row).find(([name]) => name === key)?.[1]
  return typeof value === 'number' ? value : 0
}
