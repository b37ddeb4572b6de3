import { and, asc, eq, gte, inArray, lte, type SQL, sql } from 'drizzle-orm'
import { QueryBuilder, type SQLiteColumn, unionAll } from 'drizzle-orm/sqlite-core'
import type { HotDatabase, HotRow } from '../db/hot.ts'
import type { Db } from '../db/open.ts'
import { category, employee, member, product, store } from '../masterdata/schema.ts'
import { receipt } from '../receipts/schema.ts'
import {
  type Derived,
  derivedFrom,
  noSales,
  type SalesSums,
  type SumName,
  sumNames,
} from './sales-sums.ts'
import {
  companySalesByProductMonth,
  salesByProduct,
  salesByProductMonth,
  salesByTill,
} from './schema.ts'
import { splitMonths } from './whole-months.ts'

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

export interface SalesQuery {
  readonly companyId: number
  readonly storeId: number | undefined
  readonly from: string
  readonly to: string
}

/** One line of the report; `code` and `name` are null where the master data has no such thing. */
export interface SalesGroup extends SalesSums, Derived {
  key: string
  code: string | null
  name: string | null
}

export interface SalesGroups {
  readonly groups: readonly Readonly<SalesGroup>[]
  /** How many there are; `groups` stops at the limit. */
  readonly groupsTotal: number
}

/**
 * Reads only rollups, except by receipt and by partner: the cost follows the groups and days. By the hot connection:
 * of a thousand rows the official client makes objects for ten times as long as SQLite reads.
 */
export function salesGroups(
  hot: HotDatabase,
  by: Grouping,
  query: SalesQuery,
  limit = Number.MAX_SAFE_INTEGER,
): SalesGroups {
  const { sql: text, params } = groupsQuery(by, query).toSQL()
  const values = params.map((value) => (typeof value === 'number' ? value : String(value)))
  // As one text: rows cost more on their way out of the database than in it.
  const [rows] = hot.prepare(asJson(`${text} LIMIT ?`)).get(...values, limit) ?? []
  const groups = (JSON.parse(String(rows)) as HotRow[]).map(toGroup)
  if (groups.length < limit) return { groups, groupsTotal: groups.length }
  const [count] = hot.prepare(`SELECT count(*) FROM (${text})`).get(...values) ?? []
  return { groups, groupsTotal: Number(count) }
}

function asJson(select: string): string {
  const columns = Array.from({ length: 3 + sumNames.length }, (_, i) => `c${i}`).join(', ')
  return `WITH page(${columns}) AS (${select}) SELECT json_group_array(json_array(${columns})) FROM page`
}

/** Copied for each row: objects put together from parts become dictionaries, 20 times as slow. */
const noGroup: SalesGroup = {
  key: '',
  code: null,
  name: null,
  ...noSales(),
  ...derivedFrom(noSales()),
}

function toGroup([key, code, name, ...values]: HotRow): SalesGroup {
  const group = { ...noGroup }
  group.key = String(key)
  group.code = textOrNull(code)
  group.name = textOrNull(name)
  sumNames.forEach((sum, i) => {
    group[sum] = Number(values[i])
  })
  const { typedDiscount, discount, pointsAmount } = derivedFrom(group)
  group.typedDiscount = typedDiscount
  group.discount = discount
  group.pointsAmount = pointsAmount
  return group
}

function textOrNull(value: HotRow[number] | undefined): string | null {
  return typeof value === 'string' ? value : null
}

const db = new QueryBuilder()

/** Its columns are key, code, name and the sums. */
function groupsQuery(by: Grouping, query: SalesQuery) {
  switch (by) {
    case 'day': {
      const key = text(salesByTill.businessOn)
      const columns = { key, code: key, name: key, ...sumsOf(salesByTill) }
      const groups = db.select(columns).from(salesByTill).where(within(salesByTill, query))
      return groups.groupBy(salesByTill.businessOn).orderBy(asc(salesByTill.businessOn))
    }
    case 'store': {
      const key = text(salesByTill.storeId)
      const columns = { key, code: store.code, name: store.name, ...sumsOf(salesByTill) }
      const groups = db.select(columns).from(salesByTill)
      return groups
        .leftJoin(store, eq(store.id, salesByTill.storeId))
        .where(within(salesByTill, query))
        .groupBy(salesByTill.storeId)
        .orderBy(largestFirst(salesByTill), asc(salesByTill.storeId))
    }
    case 'till': {
      const key = sql<string>`${salesByTill.storeId} || '/' || ${salesByTill.till}`
      const code = sql<string | null>`${store.code} || '-' || ${salesByTill.till}`
      const columns = { key, code, name: store.name, ...sumsOf(salesByTill) }
      const groups = db.select(columns).from(salesByTill)
      return groups
        .leftJoin(store, eq(store.id, salesByTill.storeId))
        .where(within(salesByTill, query))
        .groupBy(salesByTill.storeId, salesByTill.till)
        .orderBy(largestFirst(salesByTill), asc(salesByTill.storeId), asc(salesByTill.till))
    }
    case 'cashier': {
      const key = text(salesByTill.cashierId)
      const columns = { key, code: employee.code, name: employee.name, ...sumsOf(salesByTill) }
      const groups = db.select(columns).from(salesByTill)
      return groups
        .leftJoin(employee, eq(employee.id, salesByTill.cashierId))
        .where(within(salesByTill, query))
        .groupBy(salesByTill.cashierId)
        .orderBy(largestFirst(salesByTill), asc(salesByTill.cashierId))
    }
    case 'product': {
      const sales = productSales(query)
      const key = text(sales.productId)
      const name = sql<string | null>`trim(${product.name} || ' ' || ${product.variant})`
      const columns = { key, code: product.code, name, ...sumsOf(sales) }
      const groups = db.select(columns).from(sales)
      return groups
        .leftJoin(product, eq(product.id, sales.productId))
        .groupBy(sales.productId)
        .orderBy(largestFirst(sales), asc(sales.productId))
    }
    case 'category': {
      const sales = productSales(query)
      // By the category that the product has today; journals do not know categories.
      const key = sql<string>`cast(coalesce(${product.categoryId}, 0) as text)`
      const columns = { key, code: category.code, name: category.name, ...sumsOf(sales) }
      const groups = db.select(columns).from(sales)
      return groups
        .leftJoin(product, eq(product.id, sales.productId))
        .leftJoin(category, eq(category.id, product.categoryId))
        .groupBy(product.categoryId)
        .orderBy(largestFirst(sales), asc(product.categoryId))
    }
    case 'partner': {
      // Few receipts name one; 0 = nobody sent the customer.
      const key = sql<string>`cast(coalesce(${receipt.partnerId}, 0) as text)`
      const columns = { key, code: member.affiliateCode, name: member.name, ...sumsOf(receipt) }
      return db
        .select(columns)
        .from(receipt)
        .leftJoin(member, eq(member.id, receipt.partnerId))
        .where(ofReceipts(query))
        .groupBy(receipt.partnerId)
        .orderBy(largestFirst(receipt), asc(receipt.partnerId))
    }
    case 'receipt': {
      const name = sql<string>`${receipt.businessOn} || ' ' || ${store.code} || '-' || ${receipt.till}`
      const columns = { key: receipt.receiptId, code: receipt.number, name, ...columnsOf(receipt) }
      return db
        .select(columns)
        .from(receipt)
        .innerJoin(store, eq(store.id, receipt.storeId))
        .where(ofReceipts(query))
        .orderBy(asc(receipt.businessOn), asc(receipt.appliedSeq))
    }
  }
}

function ofReceipts({ companyId, storeId, from, to }: SalesQuery): SQL | undefined {
  const ofCompany = db.select({ id: store.id }).from(store)
  return and(
    // By the index of each store.
    storeId === undefined
      ? inArray(receipt.storeId, ofCompany.where(eq(store.companyId, companyId)))
      : eq(receipt.storeId, storeId),
    eq(receipt.companyId, companyId),
    gte(receipt.businessOn, from),
    lte(receipt.businessOn, to),
    // Not those in quarantine.
    sql`${receipt.receipts} + ${receipt.refunds} > 0`,
  )
}

/** Whole months from their own rollup, the days around them from the days. */
function productSales(query: SalesQuery) {
  const { months, days } = splitMonths(query)
  const day = salesByProduct
  const ofDays = (span: { readonly from: string; readonly to: string }) =>
    db
      .select({ productId: day.productId, ...columnsOf(day) })
      .from(day)
      .where(within(day, { ...query, ...span }))
  if (months === null) return ofDays(query).as('sales')
  const month = query.storeId === undefined ? companySalesByProductMonth : salesByProductMonth
  const ofMonths = db
    .select({ productId: month.productId, ...columnsOf(month) })
    .from(month)
    .where(within(month, { ...query, ...months }))
  const [first, second] = days.map(ofDays)
  if (first === undefined) return ofMonths.as('sales')
  if (second === undefined) return unionAll(ofMonths, first).as('sales')
  return unionAll(ofMonths, first, second).as('sales')
}

/** Of all receipts: the same whatever the grouping. */
export async function salesTotal(db: Db, query: SalesQuery): Promise<SalesSums> {
  const total = db.select(sumsOf(salesByTill)).from(salesByTill).where(within(salesByTill, query))
  const row = await total.get()
  if (row === undefined) throw new Error('an aggregate without a row')
  return row
}

type Rollup =
  | typeof salesByTill
  | typeof salesByProduct
  | typeof salesByProductMonth
  | typeof companySalesByProductMonth
type Sums<Column> = Readonly<Record<SumName, Column>>

function within(table: Rollup, { companyId, storeId, from, to }: SalesQuery): SQL | undefined {
  const day = 'month' in table ? table.month : table.businessOn
  return and(
    eq(table.companyId, companyId),
    // One of them alone leaves the rows in the order of the rest of their key.
    from === to ? eq(day, from) : and(gte(day, from), lte(day, to)),
    storeId !== undefined && 'storeId' in table ? eq(table.storeId, storeId) : undefined,
  )
}

function columnsOf<Table extends Rollup | typeof receipt>(table: Table): Pick<Table, SumName> {
  const entries = sumNames.map((name) => [name, table[name]] as const)
  return Object.fromEntries(entries) as Pick<Table, SumName>
}

function sumsOf(table: Sums<SQLiteColumn>): Sums<SQL<number>> {
  const entries = sumNames.map((name) => {
    const column: SQLiteColumn = table[name]
    return [name, sql<number>`coalesce(sum(${column}), 0)`] as const
  })
  return Object.fromEntries(entries) as Sums<SQL<number>>
}

function largestFirst(table: Sums<SQLiteColumn>): SQL {
  return sql`sum(${table.gross}) desc`
}

function text(column: SQLiteColumn): SQL<string> {
  return sql<string>`cast(${column} as text)`
}
