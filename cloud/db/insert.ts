import { getTableColumns, getTableName } from 'drizzle-orm'
import { getTableConfig, type SQLiteColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import { type RowsInsert, valuesOf } from './gather.ts'
import type { HotDatabase } from './hot.ts'

/** SQL for a hot insert, its columns taken from the schema. */
export interface Insert<Row> {
  readonly sql: string
  /** Compiled once per connection; the row's keys are the schema's. */
  into(hot: HotDatabase): (row: Row) => void
  /** Written together with others, before the connection's next other statement. */
  gatheredInto(hot: HotDatabase): (row: Row) => void
  /** The same of a row in two parts: put into one object V8 makes a dictionary, 20 times as slow. */
  gatheredPartsInto(
    hot: HotDatabase,
  ): <Part extends Partial<Row>>(part: Part, rest: Omit<Row, keyof Part>) => void
}

type InsertRow<T extends SQLiteTable> = {
  readonly [K in keyof T['$inferInsert']]: T['$inferInsert'][K]
}

export function insertInto<T extends SQLiteTable>(table: T, onConflict = ''): Insert<InsertRow<T>> {
  const columns: [string, SQLiteColumn][] = Object.entries(getTableColumns(table))
  const names = columns.map(([, column]) => `"${column.name}"`)
  const marks = columns.map(() => '?').join(', ')
  const head = `INSERT INTO "${getTableName(table)}" (${names.join(', ')})`
  const sqlOf = (rows: number) =>
    `${head} VALUES ${Array.from({ length: rows }, () => `(${marks})`).join(', ')} ${onConflict}`
  const sql = sqlOf(1)
  const keys = columns.map(([key]) => key)
  let many: RowsInsert | undefined
  const gathered = (): RowsInsert => {
    many ??= { sqlOf: remembered(sqlOf), keys, depth: depthOf(table) }
    return many
  }
  return {
    sql,
    into(hot) {
      const statement = hot.prepare(sql)
      return (row) => statement.runRow(valuesOf({ keys }, row))
    },
    gatheredInto(hot) {
      const insert = gathered()
      return (row) => hot.gather(insert, row)
    },
    gatheredPartsInto(hot) {
      const insert = gathered()
      return (part, rest) => hot.gather(insert, part, rest)
    },
  }
}

/** How many tables the longest chain of references goes up; one to the table itself does not count. */
function depthOf(table: SQLiteTable): number {
  const parents = getTableConfig(table).foreignKeys.map((key) => key.reference().foreignTable)
  const others = parents.filter((parent) => parent !== table)
  return others.reduce((depth, parent) => Math.max(depth, depthOf(parent) + 1), 0)
}

function remembered(sqlOf: (rows: number) => string): (rows: number) => string {
  const known = new Map<number, string>()
  return (rows) => {
    const sql = known.get(rows) ?? sqlOf(rows)
    known.set(rows, sql)
    return sql
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
