import { getTableColumns, getTableName } from 'drizzle-orm'
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
  account: feed.account,
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

export function createFeedWriter(db: WriterDatabase): FeedWriter {
  type Statement = ReturnType<WriterDatabase['prepare']>
  const prepared = new Map<string, Statement>()
  const statement = (sql: string, isRead = false): Statement => {
    const known = prepared.get(sql)
    if (known) return known
    const made = isRead ? db.prepare(sql).raw(true) : db.prepare(sql)
    prepared.set(sql, made)
    return made
  }
  const run = (sql: string, values: FeedRow) => statement(sql).run([...values])

  const applyText = (table: FeedTableName, before: FeedRow | undefined, after?: FeedRow) => {
    const text = textTables[table]
    if (!text) return
    const old = before && text.row(before)
    const now = after && text.row(after)
    if (!now) {
      if (old) run(text.remove, old.slice(0, 1))
    } else if (!old || !isSame(old, now)) run(text.put, now)
  }

  return {
    apply({ table, scope, values, rows }) {
      const sql = sqlOf(table)
      const read = statement(
        `${sql.select} WHERE "${scope}" IN (SELECT value FROM json_each(?))`,
        true,
      )
      const found = read.all(JSON.stringify(values)) as SqlValue[][]
      const before = new Map(found.map((row) => [row[0], row]))
      const kept = new Set(rows.map((row) => row[0]))
      for (const row of found) {
        if (kept.has(row[0])) continue
        run(sql.remove, row.slice(0, 1))
        applyText(table, row)
      }
      for (const row of rows) {
        const old = before.get(row[0])
        if (old && isSame(old, row)) continue
        run(sql.upsert, row)
        applyText(table, old, row)
      }
    },
  }
}

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
  const set = rest.map((column) => `${column} = excluded.${column}`).join(', ')
  const marks = columns.map(() => '?').join(', ')
  return {
    select: `SELECT ${columns.join(', ')} FROM "${name}"`,
    upsert: `INSERT INTO "${name}" (${columns.join(', ')}) VALUES (${marks}) ON CONFLICT (${key}) DO UPDATE SET ${set}`,
    remove: `DELETE FROM "${name}" WHERE ${key} = ?`,
  }
}

/** Search texts have no content of their own, so what they hold follows from the row before. */
interface TextTable {
  readonly put: string
  readonly remove: string
  readonly row: (row: FeedRow) => FeedRow | undefined
}
const textTables: Partial<Record<FeedTableName, TextTable>> = {
  product: {
    put: 'INSERT OR REPLACE INTO product_text (rowid, name, code) VALUES (?, ?, ?)',
    remove: 'DELETE FROM product_text WHERE rowid = ?',
    row: ([id = null, , code = null, name, variant, , , , , , , , active]) =>
      active === 1 ? [id, `${String(name)} ${String(variant)}`, code] : undefined,
  },
  customer: {
    put: 'INSERT OR REPLACE INTO customer_text (rowid, name, tax_number) VALUES (?, ?, ?)',
    remove: 'DELETE FROM customer_text WHERE rowid = ?',
    row: ([id = null, name = null, taxNumber = null]) => [id, name, taxNumber],
  },
}

function isSame(a: FeedRow, b: FeedRow): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index])
}
