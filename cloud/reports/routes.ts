import { createRoute, z } from '@hono/zod-openapi'
import { BusinessDay, Key, Money, Quantity } from '#shared/contracts/units.ts'
import { createRouter, problems, secured } from '../http.ts'
import { tableToCsv } from './csv.ts'
import { file, fileHeaders, formats, xlsxType } from './files.ts'
import { salesReport } from './sales-report.ts'
import { groupings } from './store.ts'
import { salesTable } from './table.ts'
import { tableToXlsx } from './xlsx.ts'

const keyParam = z.coerce.number().pipe(Key)
const count = z.int()

const amounts = {
  quantity: Quantity,
  listAmount: Money.describe('At list price, before anything was taken off.'),
  priceDifference: Money.describe('What the price engine took off the list price.'),
  lineDiscount: Money.describe('Typed on lines.'),
  orderDiscount: Money.describe('Typed on orders.'),
  typedDiscount: Money.describe('The two together.'),
  promotion: Money.describe('What promotions took off without a coupon.'),
  coupon: Money.describe('What coupons took off.'),
  pointsDiscount: Money.describe('What points paid as a discount line.'),
  discount: Money.describe('All that was taken off, price differences too.'),
  gross: Money,
  net: Money,
  vat: Money,
  cityTax: Money,
  giftCoupon: Money.describe('What gift coupons paid; it does not lessen what was sold.'),
  giftCard: Money.describe('Paid with gift cards.'),
  pointsTender: Money.describe('Paid with points that are a tender.'),
  pointsAmount: Money.describe('What points paid, as a discount or as a tender.'),
  pointsSpent: count.describe('Points, less those that refunds gave back.'),
  pointsCollected: count.describe('Points, less those that refunds took back.'),
  loaded: Money.describe('Gift cards and coupons sold or loaded: a debt, not a sale.'),
}

const SalesReport = z
  .object({
    companyId: Key,
    currency: z.string(),
    by: z.enum(groupings),
    from: BusinessDay,
    to: BusinessDay,
    rows: z.array(
      z.object({
        key: z.string(),
        code: z.string().nullable(),
        name: z.string().nullable(),
        receipts: count.nullable().describe('Null by category.'),
        refunds: count.nullable(),
        ...amounts,
      }),
    ),
    rowsTotal: count.describe('How many there are; `rows` stops at `limit`.'),
    total: z.object({ receipts: count, refunds: count, ...amounts }),
  })
  .meta({ id: 'SalesReport' })

const sales = createRoute({
  method: 'get',
  path: '/reports/sales',
  tags: ['Reports'],
  summary: 'Sales of one company, by day, store, category, product, cashier, till or receipt',
  description: 'Refunds count negative. `format=csv` and `format=xlsx` give all rows as a file.',
  ...secured('read'),
  request: {
    query: z.object({
      companyId: keyParam,
      by: z.enum(groupings).default('day'),
      from: BusinessDay,
      to: BusinessDay,
      storeId: keyParam.optional(),
      format: z.enum(formats).default('json'),
      limit: z.coerce.number().int().min(1).max(5000).default(1000),
    }),
  },
  responses: {
    200: {
      description: 'The report.',
      content: {
        'application/json': { schema: SalesReport },
        'text/csv': { schema: file },
        [xlsxType]: { schema: file },
      },
    },
    ...problems(401, 403, 404, 422),
  },
})

export function createReportRoutes() {
  return createRouter().openapi(sales, async (c) => {
    const { by, format, limit, companyId, storeId, from, to } = c.req.valid('query')
    const query = { companyId, storeId, from, to }
    // A file holds all of them.
    const rowsMax = format === 'json' ? limit : undefined
    const report = await salesReport(c.var.caller.group, by, query, rowsMax)
    const name = `sales-by-${by}-${from}-${to}.${format}`
    switch (format) {
      case 'json':
        return c.json({ ...report, rows: [...report.rows] }, 200)
      case 'csv':
        return c.body(tableToCsv(salesTable(report)), 200, fileHeaders('text/csv', name))
      case 'xlsx': {
        const bytes = new Uint8Array(await tableToXlsx(salesTable(report)))
        return c.body(bytes, 200, fileHeaders(xlsxType, name))
      }
    }
  })
}
