import { getTableColumns, getTableName } from 'drizzle-orm'
import type { RowSum } from '#shared/feed/row-sum.ts'
import * as feed from '#shared/feed/schema.ts'
import type { SqlValue } from '../db/hot.ts'
import type { WriterDatabase } from './connection.ts'
import type { FeedRow } from './hq-query.ts'
import type { TableState } from './projection.ts'

const tables = {
  setting: feed.setting,
  vat_group: feed.vatGroup,
  category: feed.category,
  product: feed.product,
  barcode: feed.barcode,
  price: feed.price,
  member: feed.member,
  member_key: feed.memberKey,
  programme: feed.programme,
  points_item: feed.pointsItem,
  promotion: feed.promotion,
  coupon: feed.coupon,
  gift_card: feed.giftCard,
  voucher_key: feed.voucherKey,
  account: feed.account,
  frozen_account: feed.frozenAccount,
  customer: feed.customer,
  employee: feed.employee,
  hub_mark: feed.hubMark,
} as const
export type FeedTableName = keyof typeof tables

/** Statements of a writer's connection, each prepared once. */
export interface FeedWriter {
  /** Writes only what differs, so that repeating a projection costs no frame. */
  apply(state: TableState): void
}

/** `sumOf` keeps the sum of a table's rows: each row that goes is taken out, each that comes put in. */
export function createFeedWriter(
  db: WriterDatabase,
  sumOf: (table: FeedTableName) => RowSum,
): FeedWriter {
  type Statement = ReturnType<WriterDatabase['prepare']>
  const prepared = new Map<string, Statement>()
  const statement = (sql: string, isRead = false): Statement => {
    const known = prepared.get(sql)
    if (known) return known
    const made = isRead ? db.prepare(sql).raw(true) : db.prepare(sql)
    prepared.set(sql, made)
    return made
  }
  // All rows in one statement: a call into the driver costs more than a row.
  const runAll = (sql: string, rows: readonly unknown[]) => {
    if (rows.length > 0) statement(sql).run([JSON.stringify(rows)])
  }

  /** Of a table that a newer cloud gave more columns: its digest is over all of them. */
  const wholeRows = (table: FeedTableName, keys: readonly unknown[]) => {
    const { name, key, columns } = sqlOf(table)
    const [found] = statement(countColumns, true).all([name]) as number[][]
    if (found?.[0] === columns) return undefined
    const read = statement(`SELECT * FROM "${name}" WHERE "${key}" ${inList}`, true)
    return () => read.all([JSON.stringify(keys)]) as SqlValue[][]
  }

  return {
    apply({ table, scope, values, rows, kept = [] }) {
      const sql = sqlOf(table)
      const read = (column: string, among: readonly unknown[]) =>
        statement(`${sql.select} WHERE "${column}" ${inList}`, true).all([
          JSON.stringify(among),
        ]) as SqlValue[][]
      const found = read(scope, values)
      const before = new Map(found.map((row) => [row[0], row]))
      const after = new Map(
        rows.map((row) => [row[0], withKept(row, before.get(row[0]), kept)] as const),
      )
      const removed = found.filter((row) => !after.has(row[0]))
      // A row that had another scope until now, as a barcode that moves to another product.
      const strangers = [...after.keys()].filter((key) => scope !== sql.key && !before.has(key))
      for (const row of strangers.length > 0 ? read(sql.key, strangers) : []) {
        before.set(row[0], row)
      }
      const changed = [...after.values()].filter((row) => {
        const old = before.get(row[0])
        return !old || !isSame(old, row)
      })
      const sum = sumOf(table)
      const touched = [...new Set([...removed, ...changed].map((row) => row[0]))]
      const whole = wholeRows(table, touched)
      const gone = touched.flatMap((key) => {
        const old = before.get(key)
        return old ? [old] : []
      })
      for (const row of whole?.() ?? gone) sum.remove(row)
      runAll(
        sql.remove,
        removed.map((row) => row[0]),
      )
      const updated = changed.filter((row) => before.has(row[0]))
      runAll(
        sql.upsert(),
        changed.filter((row) => !before.has(row[0])),
      )
      runAll(sql.upsert(differing(updated, before)), updated)
      for (const row of whole?.() ?? changed) sum.add(row)

      const text = textTables[table]
      if (!text) return
      const pairs = changed.map((row) => ({ old: before.get(row[0]), now: text.row(row) }))
      const silenced = [
        ...removed,
        ...pairs.flatMap(({ old, now }) => (old && !now ? [old] : [])),
      ].filter((row) => text.row(row))
      const put = pairs.flatMap(({ old, now }) => {
        const oldText = old && text.row(old)
        return now && !(oldText && isSame(oldText, now)) ? [now] : []
      })
      runAll(
        text.remove,
        silenced.map((row) => row[0]),
      )
      runAll(text.put, put)
    },
  }
}

const countColumns = 'SELECT count(*) FROM pragma_table_info(?)'
const inList = 'IN (SELECT value FROM json_each(?))'

const sqlByTable = new Map<FeedTableName, ReturnType<typeof makeSql>>()
function sqlOf(table: FeedTableName) {
  const sql = sqlByTable.get(table) ?? makeSql(table)
  sqlByTable.set(table, sql)
  return sql
}

/** The first column of each table is its key. */
function makeSql(table: FeedTableName) {
  const name = getTableName(tables[table])
  const columns = Object.values(getTableColumns(tables[table])).map(({ name }) => `"${name}"`)
  const [key = '', ...rest] = columns
  const upsert = (columnsToSet: readonly string[]) => {
    const set = columnsToSet.map((column) => `${column} = excluded.${column}`).join(', ')
    return `INSERT INTO "${name}" (${columns.join(', ')}) ${rowsOf(columns.length)} ON CONFLICT (${key}) DO UPDATE SET ${set}`
  }
  return {
    name,
    columns: columns.length,
    key: key.slice(1, -1),
    select: `SELECT ${columns.join(', ')} FROM "${name}"`,
    /** Sets all columns, or those at these positions. */
    upsert: (positions?: readonly number[]) =>
      upsert(positions?.flatMap((position) => columns[position] ?? []) ?? rest),
    remove: `DELETE FROM "${name}" WHERE ${key} ${inList}`,
  }
}

/** A JSON array of rows, each an array of its columns. */
function rowsOf(columns: number): string {
  const values = Array.from({ length: columns }, (_, index) => `value->>${index}`)
  return `SELECT ${values.join(', ')} FROM json_each(?) WHERE true`
}

/** Search texts have no content of their own, so what they hold follows from the row before. */
interface TextTable {
  readonly put: string
  readonly remove: string
  readonly row: (row: FeedRow) => FeedRow | undefined
}
const textTables: Partial<Record<FeedTableName, TextTable>> = {
  product: {
    put: `INSERT OR REPLACE INTO product_text (rowid, name, code) ${rowsOf(3)}`,
    remove: `DELETE FROM product_text WHERE rowid ${inList}`,
    row: ([id = null, , code = null, name, variant, , , , , , , , active]) =>
      active === 1 ? [id, `${String(name)} ${String(variant)}`, code] : undefined,
  },
  customer: {
    put: `INSERT OR REPLACE INTO customer_text (rowid, name, tax_number) ${rowsOf(3)}`,
    remove: `DELETE FROM customer_text WHERE rowid ${inList}`,
    row: ([id = null, name = null, taxNumber = null]) => [id, name, taxNumber],
  },
}

/** Columns that change in any of the rows: SQLite rewrites the indexes of all that are set. */
function differing(rows: readonly FeedRow[], before: ReadonlyMap<unknown, FeedRow>): number[] {
  const positions = new Set<number>()
  for (const row of rows) {
    const old = before.get(row[0])
    row.forEach((value, position) => {
      if (old?.[position] !== value) positions.add(position)
    })
  }
  return [...positions].toSorted((a, b) => a - b)
}

function isSame(a: FeedRow, b: FeedRow): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index])
}

function withKept(row: FeedRow, old: FeedRow | undefined, kept: readonly number[]): FeedRow {
  if (old === undefined || kept.length === 0) return row
  return row.map((value, position) => (kept.includes(position) ? (old[position] ?? null) : value))
}
