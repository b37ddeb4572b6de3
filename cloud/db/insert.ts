import { getTableColumns, getTableName } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { HotDatabase, SqlValue } from './hot.ts'

/** SQL for a hot insert, its columns taken from the schema. */
export interface Insert<Row> {
  readonly sql: string
  /** Compiled once per connection; the row's keys are the schema's. */
  into(hot: HotDatabase): (row: Row) => void
}

type InsertRow<T extends SQLiteTable> = {
  readonly [K in keyof T['$inferInsert']]: T['$inferInsert'][K]
}

export function insertInto<T extends SQLiteTable>(table: T, onConflict = ''): Insert<InsertRow<T>> {
  const columns: [string, SQLiteColumn][] = Object.entries(getTableColumns(table))
  const names = columns.map(([, column]) => `"${column.name}"`)
  const marks = columns.map(() => '?').join(', ')
  const sql = `INSERT INTO "${getTableName(table)}" (${names.join(', ')}) VALUES (${marks}) ${onConflict}`
  const keys = columns.map(([key]) => key)
  return {
    sql,
    into(hot) {
      const statement = hot.prepare(sql)
      return (row) => {
        const values = row as Readonly<Record<string, SqlValue | undefined>>
        statement.runRow(keys.map((key) => values[key] ?? null))
      }
    },
  }
}

/** Adds the row's sums to those that stand under its key: every column outside the key is a sum. */
export function addInto<T extends SQLiteTable>(
  table: T,
  key: readonly (keyof T['$inferInsert'] & string)[],
): Insert<InsertRow<T>> {
  const columns: [string, SQLiteColumn][] = Object.entries(getTableColumns(table))
  const isKey = (name: string) => key.some((part) => part === name)
  const keyNames = columns.filter(([name]) => isKey(name)).map(([, column]) => column.name)
  const sums = columns
    .filter(([name]) => !isKey(name))
    .map(([, { name }]) => `"${name}" = "${name}" + excluded."${name}"`)
  return insertInto(table, `ON CONFLICT (${keyNames.join(', ')}) DO UPDATE SET ${sums.join(', ')}`)
}
