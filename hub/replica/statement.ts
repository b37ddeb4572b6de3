import { Column, is, Placeholder } from 'drizzle-orm'
import type Database from 'libsql'
import { textOf } from '../journal/stored-text.ts'

type Value = string | number | null
/** What a drizzle select is, as far as compiling it needs. */
export interface SelectQuery {
  toSQL(): { sql: string; params: unknown[] }
  readonly _: { readonly selectedFields: object; readonly result: readonly unknown[] }
}

/**
 * Compiles a drizzle select once for a libsql connection (spine A4): schema and column names stay
 * in one place, and a call costs only the statement. Always reads to the end, so that no read
 * transaction stays open behind it.
 */
export function prepareSelect<Query extends SelectQuery>(
  db: Database.Database,
  query: Query,
): (args?: Readonly<Record<string, Value>>) => Query['_']['result'][number][] {
  const { sql, params } = query.toSQL()
  const statement = db.prepare(sql).raw(true)
  const fields = Object.entries(query._.selectedFields).map(([name, field]) => ({
    name,
    column: is(field, Column) ? field : undefined,
  }))
  return (args = {}) => {
    const values = params.map((param) => (is(param, Placeholder) ? args[param.name] : param))
    const rows = statement.all(values) as (Value | Uint8Array)[][]
    return rows.map((row) => {
      const record: Record<string, unknown> = {}
      fields.forEach(({ name, column }, index) => {
        const value = textOf(row[index] ?? null)
        record[name] = value === null || !column ? value : column.mapFromDriverValue(value)
      })
      return record as Query['_']['result'][number]
    })
  }
}
