import fc from 'fast-check'
import { readSheet } from 'read-excel-file/node'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { decimalText, formulaSafe, tableToCsv } from '#cloud/reports/csv.ts'
import { openTestCloud, type TestCloud } from '../test-cloud.ts'

const Report = z.object({
  currency: z.string(),
  rows: z.array(z.looseObject({ key: z.string(), name: z.string().nullable(), gross: z.int() })),
  rowsTotal: z.int(),
  total: z.looseObject({ gross: z.int() }),
})
const november = 'companyId=1&from=2026-11-01&to=2026-11-30'

test('sales by product and category have their names, the largest first', async () => {
  await using cloud = await openShopWithSales()
  const byProduct = await report(cloud, 'by=product')
  expect(byProduct.rows.map((row) => [row['code'], row.name])).toEqual([
    ['P1', 'Өдөр тутам'],
    ['P2', '=Бэлэг, "шүр"'],
  ])
  const byCategory = await report(cloud, 'by=category')
  expect(byCategory.rows).toMatchObject([
    { code: 'BOOK', name: 'Ном', receipts: null },
    { code: 'GIFT', name: 'Бэлэг', receipts: null },
  ])
})

test('a page of the report says how many rows there are, a file holds them all', async () => {
  await using cloud = await openShopWithSales()
  const page = await report(cloud, 'by=product&limit=1')
  expect(page.rows.map((row) => row['code'])).toEqual(['P1'])
  expect(page.rowsTotal).toBe(2)
  expect(page.total).toEqual((await report(cloud, 'by=product')).total)
  const csv = await cloud.request(`/v1/reports/sales?${november}&by=product&format=csv&limit=1`)
  expect((await csv.text()).trim().split('\r\n')).toHaveLength(4)
})

test('sales are told by the partner who sent the customer, less what came back, beside those that nobody sent', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  await put(cloud, '/v1/members/M1', { name: 'Ана', affiliateCode: 'ana7' })
  const partner = { id: 1, name: 'Ана' }
  const sent = hub.sell({ lines: [{ productId: 1, quantity: 2e3 }], partner })
  hub.refund(sent, { lines: [{ lineId: 'l0', quantity: 1e3 }] })
  hub.sell({ lines: [{ productId: 2, quantity: 1e3 }] })
  await hub.push()
  const { rows, total } = await report(cloud, 'by=partner')
  const gross = rows.map((row) => [
    row['code'],
    row.name,
    row.gross,
    row['receipts'],
    row['refunds'],
  ])
  expect(gross).toEqual([
    ['ANA7', 'Ана', 2_599_000, 1, 1],
    [null, null, total.gross - 2_599_000, 1, 0],
  ])
  const Ids = z.object({ items: z.array(z.looseObject({ partnerId: z.int() })) })
  const { items } = await cloud.get('/v1/receipts?partnerId=1', Ids)
  expect(items.map((item) => [item['kind'], item.partnerId])).toEqual([
    ['refund', 1],
    ['sale', 1],
  ])
})

test('the kinds of discounts have a column each and add up', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const { priced } = hub.sell({
    lines: [
      {
        productId: 1,
        quantity: 2e3,
        discounts: [
          {
            kind: 'fixed',
            amount: 1e5,
            reason: '',
          },
        ],
      },
    ],
    prices: { 1: 2_500_000 },
    discounts: [{ kind: 'percent', rate: 1000, reason: '' }],
  })
  await hub.push()
  const { total } = await report(cloud, 'by=day')
  expect(total).toMatchObject({
    listAmount: 5198e3,
    priceDifference: 198e3,
    lineDiscount: 1e5,
    orderDiscount: 49e4,
    discount: 788e3,
    gross: 441e4,
    quantity: 2e3,
  })
  expect(total['discount']).toBe(priced.discountTotal)
  expect(total['listAmount']).toBe(priced.listTotal)
})

test('refunds count negative, on the day they were made', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  const sale = hub.sell({ lines: [{ productId: 1, quantity: 2000 }], businessOn: '2026-11-18' })
  hub.refund(sale, { lines: [{ lineId: 'l0', quantity: 1000 }], businessOn: '2026-11-20' })
  await hub.push()
  expect((await report(cloud, 'by=day')).rows).toMatchObject([
    { key: '2026-11-18', receipts: 1, refunds: 0, quantity: 2000, gross: 5_198_000 },
    { key: '2026-11-20', receipts: 0, refunds: 1, quantity: -1000, gross: -2_599_000 },
  ])
})

test('a store, a day and a limit narrow the report; the total stays that of all rows', async () => {
  await using cloud = await openShopWithSales()
  expect((await report(cloud, 'by=store&storeId=2')).rows).toMatchObject([{ code: 'UB2' }])
  const limited = await report(cloud, 'by=product&limit=1')
  expect(limited).toMatchObject({ rowsTotal: 2, rows: [{ key: '1' }] })
  expect(limited.total.gross).toBe((await report(cloud, 'by=day')).total.gross)
  const path = '/v1/reports/sales?companyId=1&from=2026-11-30&to=2026-11-01'
  expect((await cloud.request(path)).status).toBe(422)
})

test('the CSV opens in a spreadsheet: byte order mark, quotes, no formula, a total', async () => {
  await using cloud = await openShopWithSales()
  const answer = await cloud.request(`/v1/reports/sales?${november}&by=product&format=csv`)
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(answer.headers.get('content-disposition')).toMatch(/filename="sales-by-product-.*\.csv"/)
  const bytes = new Uint8Array(await answer.arrayBuffer())
  expect(bytes.slice(0, 3)).toEqual(new Uint8Array([0xef, 0xbb, 0xbf]))
  const lines = new TextDecoder().decode(bytes).split('\r\n')
  expect(lines).toHaveLength(5)
  expect(lines[0]).toContain('Code,Product,Receipts,Refunds,Quantity,"At list price, MNT"')
  expect(lines[1]).toMatch(/^P1,Өдөр тутам,2,0,2\.000,51980\.00,0\.00,/)
  expect(lines[2]).toMatch(/^P2,"'=Бэлэг, ""шүр""",/)
  expect(lines[3]).toMatch(/^Total,,/)
})

test('the XLSX holds the same rows as numbers', async () => {
  await using cloud = await openShopWithSales()
  const answer = await cloud.request(`/v1/reports/sales?${november}&by=product&format=xlsx`)
  const rows = await readSheet(Buffer.from(await answer.arrayBuffer()))
  expect(rows[0]?.slice(0, 3)).toEqual(['Code', 'Product', 'Receipts'])
  expect(rows[1]?.slice(0, 6)).toEqual(['P1', 'Өдөр тутам', 2, 0, 2, 51_980])
  expect(rows[3]?.[0]).toBe('Total')
})

test('no text cell can begin like a formula', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(formulaSafe(text)).not.toMatch(/^[=+\-@\t\r\n]/)
      const csv = tableToCsv({ title: '', header: [text], rows: [] })
      expect(csv.slice(1).replace(/^"/, '')).not.toMatch(/^[=+\-@\t]/)
    }),
  )
})

test('amounts become decimals without a float between', () => {
  expect([-5, 0, 7, -1234, 90_071_992_547_409_91].map((n) => decimalText(n, 2))).toEqual([
    '-0.05',
    '0.00',
    '0.07',
    '-12.34',
    '90071992547409.91',
  ])
  expect(decimalText(-548, 3)).toBe('-0.548')
})

async function openShopWithSales(): Promise<TestCloud> {
  const cloud = await openTestCloud()
  for (const storeId of [1, 2]) {
    const hub = await cloud.claimHub(storeId)
    hub.sell({
      lines: [
        { productId: 1, quantity: 1000 },
        { productId: 2, quantity: 1000 },
      ],
    })
    await hub.push()
  }
  return cloud
}

async function report(cloud: TestCloud, query: string) {
  return await cloud.get(`/v1/reports/sales?${november}&${query}`, Report)
}

async function put(cloud: TestCloud, path: string, json: object) {
  const answer = await cloud.request(path, { method: 'PUT', json })
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
}
