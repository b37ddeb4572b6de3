import { is } from 'drizzle-orm'
import { getTableConfig, type SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type Database from 'libsql'
import * as feed from '#shared/feed/schema.ts'
import { bytesOf, textOf } from '../db/damaged-text.ts'

/**
 * A box may start a newer program over a copy from before the feed's newest migration, and the line
 * may be cut (spine C, upgrade). What such a copy lacks is put before its tables for this connection
 * alone: a column with its default, an empty table. True: something was lacking.
 */
export function completeOlderCopy(db: Database.Database): boolean {
  const lacking = Object.values(feed).flatMap((table) =>
    is(table, SQLiteTable) ? inPlaceOf(db, table) : [],
  )
  for (const sql of lacking) db.exec(sql)
  return lacking.length > 0
}

function inPlaceOf(db: Database.Database, table: SQLiteTable): readonly string[] {
  const { name, columns } = getTableConfig(table)
  const rows = db.prepare(columnNames).raw(true).all([name]) as Uint8Array[][]
  const present = new Set(rows.map(([column]) => textOf(column)))
  if (present.size === 0) {
    const all = columns.map((column) => `"${column.name}" ${column.getSQLType()}`)
    return [`CREATE TEMP TABLE "${name}" (${all.join(', ')})`]
  }
  const added = columns.filter((column) => !present.has(column.name))
  if (added.length === 0) return []
  const values = added.map((column) => `${literal(column)} AS "${column.name}"`)
  return [`CREATE TEMP VIEW "${name}" AS SELECT *, ${values.join(', ')} FROM main."${name}"`]
}

const columnNames = `SELECT ${bytesOf('name')} FROM pragma_table_info(?, 'main')`

/** What `ALTER TABLE … ADD` of the migration gives the rows that are there. */
function literal({ default: value }: SQLiteColumn): string {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : 'NULL'
}
