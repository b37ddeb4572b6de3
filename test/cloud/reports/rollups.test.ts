import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { readStoredBody } from '#cloud/journal/stored-body.ts'
import { type SalesSums, sumNames } from '#cloud/reports/sales-sums.ts'
import { salesGroups } from '#cloud/reports/store.ts'
import type { PricedBasket, PricedLine } from '#shared/contracts/basket.ts'
import type { SaleScript, ScriptedSale } from '../scripted-hub.ts'
import { openTestCloud, type TestCloud } from '../test-cloud.ts'

/** Around a whole month, which has sums of its own. */
const days = ['2026-10-31', '2026-11-01', '2026-11-20', '2026-12-01'] as const

const saleScript = (products: readonly number[]): fc.Arbitrary<SaleScript> =>
  fc.record({
    lines: fc.array(
      fc.record({
        productId: fc.constantFrom(...products),
        quantity: fc.oneof(
          fc.integer({ min: 1, max: 9 }).map((n) => n * 1000),
          fc.integer({ min: 1, max: 4999 }),
        ),
        discounts: fc.array(
          fc.oneof(
            fc.record({
              kind: fc.constant('percent' as const),
              rate: fc.integer({ min: 1, max: 9999 }),
              reason: fc.constant(''),
            }),
            fc.record({
              kind: fc.constant('fixed' as const),
              amount: fc.integer({ min: 1, max: 99_999 }),
              reason: fc.constant(''),
            }),
          ),
          { maxLength: 2 },
        ),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    discounts: fc.array(
      fc.record({
        kind: fc.constant('percent' as const),
        rate: fc.integer({ min: 1, max: 5000 }),
        reason: fc.constant(''),
      }),
      { maxLength: 1 },
    ),
    businessOn: fc.constantFrom(...days),
    till: fc.constantFrom('T1', 'T2'),
    cashierId: fc.constantFrom(1, 2, null),
    cardShare: fc.constantFrom(0, 0.3, 1),
    prices: fc.dictionary(
      fc.constantFrom(...products.map(String)),
      fc.integer({ min: 1, max: 3_000_000 }),
    ),
  })

const history = fc.record({
  ub1: fc.array(saleScript([1, 2, 3]), { minLength: 1, maxLength: 8 }),
  ub2: fc.array(saleScript([1, 2, 3]), { maxLength: 5 }),
  cafe: fc.array(saleScript([4]), { maxLength: 5 }),
  /** Which sales are refunded, and how much of their first line; 0 = all that is left. */
  refunds: fc.array(
    fc.record({
      sale: fc.nat(),
      quantity: fc.integer({ min: 0, max: 500 }),
      on: fc.constantFrom(...days),
    }),
    { maxLength: 6 },
  ),
  perBatch: fc.integer({ min: 1, max: 7 }),
})

test('after any sales and refunds the rollups equal a scan of the lines, and debits equal credits', async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ ub1, ub2, cafe, refunds, perBatch }) => {
      await using cloud = await openTestCloud()
      const hubs = await Promise.all([cloud.claimHub(1), cloud.claimHub(2), cloud.claimHub(3)])
      const [first, second, third] = hubs
      const sales = ub1.map((script) => ({ hub: first, sale: first.sell(script) }))
      sales.push(...ub2.map((script) => ({ hub: second, sale: second.sell(script) })))
      sales.push(...cafe.map((script) => ({ hub: third, sale: third.sell(script) })))
      for (const { sale: index, quantity, on } of refunds) {
        const picked = sales[index % sales.length]
        if (picked === undefined) continue
        const { hub, sale } = picked
        const wanted = refundable(sale, quantity)
        if (wanted !== undefined) hub.refund(sale, { ...wanted, businessOn: on })
      }
      for (const hub of hubs) {
        for (let from = 1; from <= hub.events.length; from += perBatch) {
          const answer = await hub.push({ from, to: from + perBatch - 1 })
          expect(await answer.json()).toMatchObject({ quarantined: 0 })
        }
      }
      for (const companyId of [1, 2]) await checkCompany(cloud, companyId)
      checkBooks(cloud)
    }),
    { numRuns: 8, interruptAfterTimeLimit: 40_000 },
  )
}, 120_000)

/** A part of the first line, or all that is left; undefined if nothing with a price is left. */
function refundable(sale: ScriptedSale, quantity: number) {
  if (sale.priced.total === 0 || sale.refunds.length > 0) return undefined
  const line = sale.priced.lines.find((candidate) => candidate.kind === 'product')
  if (quantity === 0 || line === undefined || quantity >= line.quantity) return {}
  // The smallest part may round to nothing, and nothing is no refund.
  const related = sale.priced.lines.filter((l) => l.id === line.id || l.ofLine === line.id)
  const gross = related.reduce((total, l) => total + l.gross, 0)
  if (Math.round((gross * quantity) / line.quantity) < 2) return {}
  return { lines: [{ lineId: line.id, quantity }] }
}

interface Scanned {
  readonly day: string
  readonly store: string
  readonly till: string
  readonly cashier: string
  readonly kind: 'sale' | 'refund'
  readonly includesTax: boolean
  readonly lines: readonly PricedLine[]
}

/** Every receipt as its store sent it, unpacked from the batches. */
function scan(cloud: TestCloud, companyId: number): Scanned[] {
  const hot = cloud.group.readHot()
  const receipts = hot
    .prepare('SELECT applied_seq, store_id FROM receipt WHERE company_id = ?')
    .all(companyId)
  return receipts.map(([appliedSeq, storeId]) => {
    const body = JSON.parse(readStoredBody(hot, Number(appliedSeq)).toString('utf8'))
    const { envelope, payload } = body
    return {
      day: envelope.businessOn,
      store: String(storeId),
      till: `${String(storeId)}/${envelope.till}`,
      cashier: String(envelope.cashierId ?? 0),
      kind: envelope.type === 'sale.closed' ? 'sale' : 'refund',
      includesTax: includesTax(envelope.type === 'sale.closed', companyId, payload.priced),
      lines: payload.priced.lines,
    }
  })
}

/** Company 2 sells at net prices; refunds are rounded by line, so there the nearer sums count. */
function includesTax(isSale: boolean, companyId: number, priced: PricedBasket): boolean {
  if (isSale) return companyId === 1
  const products = priced.lines.filter((line) => line.kind === 'product')
  const off = (name: 'gross' | 'net') => {
    const atList = products.reduce((sum, line) => sum + line[name] + offOf(line), 0)
    const sold = name === 'gross' ? priced.total : priced.net
    const left = priced.listTotal - priced.discountTotal
    return Math.abs(atList - priced.listTotal) + Math.abs(sold - left)
  }
  return off('gross') <= off('net')
}

function offOf(line: PricedLine): number {
  return line.discounts.reduce((sum, { amount }) => sum + amount, line.orderDiscount)
}

const categoryOfProduct: Readonly<Record<number, string>> = { 1: '1', 2: '2', 3: '1', 4: '3' }

async function checkCompany(cloud: TestCloud, companyId: number): Promise<void> {
  const receipts = scan(cloud, companyId)
  const query = { companyId, storeId: undefined, from: '2026-10-31', to: '2026-12-01' }
  for (const by of ['day', 'store', 'till', 'cashier', 'product', 'category'] as const) {
    const expected = new Map<string, Sums>()
    for (const receipt of receipts) {
      const counted = new Set<string>()
      for (const line of receipt.lines) {
        const key =
          by === 'product'
            ? String(line.productId)
            : by === 'category'
              ? (categoryOfProduct[line.productId] ?? '0')
              : receipt[by]
        const sums = expected.get(key) ?? emptySums()
        expected.set(key, sums)
        addLine(sums, line, receipt.includesTax)
        if (!counted.has(key)) sums[receipt.kind === 'sale' ? 'receipts' : 'refunds'] += 1
        counted.add(key)
      }
    }
    const { groups } = salesGroups(cloud.group.readHot(), by, query)
    const got = groups.map((group) => [group.key, onlySums(group)] as const)
    // By category a receipt counts once for each product: the report leaves these columns out.
    const rows =
      by === 'category'
        ? got.map(([key, sums]) => [key, { ...sums, receipts: 0, refunds: 0 }] as const)
        : got
    const wanted = [...expected].map(
      ([key, sums]) =>
        [key, by === 'category' ? { ...sums, receipts: 0, refunds: 0 } : sums] as const,
    )
    expect(Object.fromEntries(rows), by).toEqual(Object.fromEntries(wanted))
  }
  const reports = ['day', 'product'].map((by) =>
    cloud.get(
      `/v1/reports/sales?companyId=${companyId}&by=${by}&from=2026-11-01&to=2026-11-30`,
      z.looseObject({ total: z.any() }),
    ),
  )
  const [byDay, byProduct] = await Promise.all(reports)
  expect(byDay?.total).toEqual(byProduct?.total)
}

type Sums = SalesSums

function onlySums(group: Readonly<Sums>): Sums {
  return Object.fromEntries(sumNames.map((name) => [name, group[name]])) as Sums
}

function emptySums(): Sums {
  return Object.fromEntries(sumNames.map((name) => [name, 0])) as Sums
}

function addLine(sums: Sums, line: PricedLine, includesTax: boolean): void {
  const lineDiscount = line.discounts.reduce((total, discount) => total + discount.amount, 0)
  const atList = (includesTax ? line.gross : line.net) + lineDiscount + line.orderDiscount
  if (line.kind === 'product') {
    sums.quantity += line.quantity
    sums.listAmount += atList
  } else sums.priceDifference -= atList
  sums.lineDiscount += lineDiscount
  sums.orderDiscount += line.orderDiscount
  sums.gross += line.gross
  sums.net += line.net
  sums.vat += line.vat
  sums.cityTax += line.cityTax
}

function checkBooks(cloud: TestCloud): void {
  const all = (sql: string) => cloud.group.readHot().prepare(sql).all()
  expect(all('SELECT transaction_id FROM posting GROUP BY 1 HAVING sum(amount) <> 0')).toEqual([])
  const scanned = all(
    `SELECT p.account_id, t.business_on, sum(max(p.amount, 0)), sum(max(-p.amount, 0))
     FROM posting p JOIN ledger_transaction t ON t.id = p.transaction_id GROUP BY 1, 2 ORDER BY 1, 2`,
  )
  expect(all('SELECT * FROM account_day ORDER BY account_id, business_on')).toEqual(scanned)
  // The books and the report speak of the same money.
  const [ledgerNet] = all(
    `SELECT coalesce(-sum(p.amount), 0) FROM posting p JOIN ledger_account a ON a.id = p.account_id WHERE a.role = 'sales'`,
  )
  expect(ledgerNet).toEqual(all('SELECT coalesce(sum(net), 0) FROM sales_by_till')[0])
}
