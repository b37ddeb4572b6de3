import { z } from 'zod'
import { call } from '../api.ts'

export const groupings = [
  'day',
  'store',
  'category',
  'product',
  'cashier',
  'till',
  'partner',
  'receipt',
] as const
export type Grouping = (typeof groupings)[number]

const Sums = z.object({
  quantity: z.int(),
  listAmount: z.int(),
  priceDifference: z.int(),
  typedDiscount: z.int(),
  promotion: z.int(),
  coupon: z.int(),
  discount: z.int(),
  gross: z.int(),
  net: z.int(),
  vat: z.int(),
  cityTax: z.int(),
  giftCard: z.int(),
  pointsAmount: z.int(),
  pointsSpent: z.int(),
  pointsCollected: z.int(),
})

const SalesRow = Sums.extend({
  key: z.string(),
  code: z.string().nullable(),
  name: z.string().nullable(),
  receipts: z.int().nullable(),
  refunds: z.int().nullable(),
})
export type SalesRow = z.infer<typeof SalesRow>

const SalesReport = z.object({
  by: z.enum(groupings),
  from: z.string(),
  to: z.string(),
  rows: z.array(SalesRow),
  rowsTotal: z.int(),
  total: Sums.extend({ receipts: z.int(), refunds: z.int() }),
})
export type SalesReport = z.infer<typeof SalesReport>

export type SalesQuery = {
  readonly companyId: number
  readonly by: Grouping
  readonly from: string
  readonly to: string
  readonly storeId: number | undefined
}

export const salesPath = '/reports/sales'

export async function loadSales(query: SalesQuery, signal: AbortSignal): Promise<SalesReport> {
  return await call({ path: salesPath, query, answer: SalesReport, signal })
}
