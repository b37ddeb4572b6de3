import type { ReportRow, SalesReport } from './sales-report.ts'

/** A cell of an export: text, a count, or an amount with its decimals. */
export type Cell =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number; readonly decimals: number }
  | { readonly kind: 'empty' }

export interface Table {
  readonly title: string
  readonly header: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

type Column = {
  readonly name: Exclude<keyof ReportRow, 'key' | 'code' | 'name'>
  readonly title: string
  readonly decimals: number
}

const columns: readonly Column[] = [
  { name: 'receipts', title: 'Receipts', decimals: 0 },
  { name: 'refunds', title: 'Refunds', decimals: 0 },
  { name: 'quantity', title: 'Quantity', decimals: 3 },
  { name: 'listAmount', title: 'At list price', decimals: 2 },
  { name: 'priceDifference', title: 'Price differences', decimals: 2 },
  { name: 'lineDiscount', title: 'Line discounts', decimals: 2 },
  { name: 'orderDiscount', title: 'Order discounts', decimals: 2 },
  { name: 'typedDiscount', title: 'Typed discounts', decimals: 2 },
  { name: 'promotion', title: 'Promotions', decimals: 2 },
  { name: 'coupon', title: 'Coupon discounts', decimals: 2 },
  { name: 'pointsDiscount', title: 'Points as discount', decimals: 2 },
  { name: 'discount', title: 'Taken off', decimals: 2 },
  { name: 'gross', title: 'Gross', decimals: 2 },
  { name: 'net', title: 'Net', decimals: 2 },
  { name: 'vat', title: 'VAT', decimals: 2 },
  { name: 'cityTax', title: 'City tax', decimals: 2 },
  { name: 'giftCoupon', title: 'Paid with gift coupons', decimals: 2 },
  { name: 'giftCard', title: 'Paid with gift cards', decimals: 2 },
  { name: 'pointsTender', title: 'Points as tender', decimals: 2 },
  { name: 'pointsAmount', title: 'Paid with points', decimals: 2 },
  { name: 'pointsSpent', title: 'Points spent', decimals: 0 },
  { name: 'pointsCollected', title: 'Points collected', decimals: 0 },
  { name: 'loaded', title: 'Gift cards and coupons sold', decimals: 2 },
]

const titleByGrouping = {
  day: 'Day',
  store: 'Store',
  category: 'Category',
  product: 'Product',
  cashier: 'Cashier',
  till: 'Till',
  partner: 'Affiliate partner',
  receipt: 'Receipt',
} as const

/** The report as a sheet: one line a group, the total last. */
export function salesTable(report: SalesReport): Table {
  const { by, from, to, currency, total } = report
  const isDay = by === 'day'
  const first = isDay ? [titleByGrouping[by]] : ['Code', titleByGrouping[by]]
  const label = ({ code, name, key }: ReportRow) =>
    isDay ? [words(key)] : [words(code ?? key), words(name ?? '')]
  const numbers = (row: Readonly<Record<Column['name'], number | null>>) =>
    columns.map(({ name, decimals }) => numberCell(row[name], decimals))
  return {
    title: `Sales ${from} – ${to}`,
    header: [...first, ...columns.map(({ title, decimals }) => headed(title, decimals, currency))],
    rows: [
      ...report.rows.map((row) => [...label(row), ...numbers(row)]),
      [words('Total'), ...(isDay ? [] : [words('')]), ...numbers(total)],
    ],
  }
}

function headed(title: string, decimals: number, currency: string): string {
  return decimals === 2 ? `${title}, ${currency}` : title
}

function words(text: string): Cell {
  return { kind: 'text', text }
}

function numberCell(value: number | null, decimals: number): Cell {
  return value === null ? { kind: 'empty' } : { kind: 'number', value, decimals }
}
