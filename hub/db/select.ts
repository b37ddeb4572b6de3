import { Column, is, type Query } from 'drizzle-orm'
import type Database from 'libsql'
import { type Cell, compile } from './compile.ts'
import { bytesOf, textOf } from './damaged-text.ts'

/** What a drizzle select is, as far as compiling it needs. */
export interface SelectQuery {
  toSQL(): Query
  readonly _: { readonly selectedFields: object; readonly result: readonly unknown[] }
}

/**
 * A drizzle select, compiled and prepared once for a libsql connection (spine A4): schema and column
 * names stay in one place, and a call costs only the statement. Always reads to the end, so that no
 * read transaction stays open behind it.
 */
export function prepareSelect<Select extends SelectQuery>(
  db: Database.Database,
  query: Select,
): (values?: Readonly<Record<string, Cell>>) => Select['_']['result'][number][] {
  const { sql, args } = compile(query)
  const prepared = db.prepare(sql).raw(true)
  const recordOf = recordsOf(query)
  return (values = {}) => (prepared.all(args(values)) as Row[]).map(recordOf)
}

/**
 * The same where a bad sector may have hit any text (`damaged-text.ts`): a row comes as the bytes of
 * one JSON list, which costs less than its cells one by one.
 */
export function prepareGuardedSelect<Select extends SelectQuery>(
  db: Database.Database,
  query: Select,
): (values?: Readonly<Record<string, Cell>>) => Select['_']['result'][number][] {
  const { sql, args } = compile(query)
  const columns = Object.keys(query._.selectedFields).map((_, index) => `"c${index}"`)
  const isOne = columns.length === 1
  const cells = isOne ? bytesOf('c0') : `cast(json_array(${columns.join(', ')}) AS blob)`
  const guarded = `WITH "read" (${columns.join(', ')}) AS (${sql}) SELECT ${cells} FROM "read"`
  const prepared = db.prepare(guarded).raw(true)
  const recordOf = recordsOf(query)
  const rowOf = (row: Row): Row => (isOne ? row : (JSON.parse(String(textOf(row[0]))) as Row))
  return (values = {}) => (prepared.all(args(values)) as Row[]).map((row) => recordOf(rowOf(row)))
}

type Row = readonly (Cell | Uint8Array)[]

/** Cells by the names of the query's fields, as its columns mean them. */
function recordsOf<Select extends SelectQuery>(
  query: Select,
): (row: Row) => Select['_']['result'][number] {
  const fields = Object.entries(query._.selectedFields).map(([name, field]) => ({
    name,
    column: is(field, Column) ? field : undefined,
  }))
  return (row) => {
    const record: Record<string, unknown> = {}
    fields.forEach(({ name, column }, index) => {
      const value = textOf(row[index] ?? null)
      record[name] = value === null || !column ? value : column.mapFromDriverValue(value)
    })
    return record as Select['_']['result'][number]
  }
}
