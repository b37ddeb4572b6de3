import { type Column, is, type Query } from 'drizzle-orm'
import { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import Database from 'libsql'
import { type Compiled, compile } from './compile.ts'

/**
 * A second, read-only connection to `journal.db`. It sees a transaction only after its fsync, and
 * can neither checkpoint nor lock anything.
 */
export interface JournalReader {
  readonly prepare: <R>(query: Select<R>) => Finder<R>
  readonly close: () => void
}

/** A select of drizzle's, by named fields. */
type Select<R> = PromiseLike<R[]> & {
  toSQL(): Query
  getSelectedFields(): Record<string, unknown>
}

/** A query prepared once; the values are those of its placeholders. */
export interface Finder<R> {
  readonly all: (values?: Values) => R[]
  readonly one: (values?: Values) => R | null
}
type Values = Parameters<Compiled['args']>[0]

export function openJournalReader(path: string): JournalReader {
  const database = new Database(`file:${path}?mode=ro`)
  return {
    prepare(query) {
      const { sql, args } = compile(query)
      const prepared = database.prepare(sql).raw(true)
      const columns = columnsOf(query.getSelectedFields())
      const toRow = (row: unknown) => rowOf(columns, row as unknown[])
      return {
        all: (values = {}) => prepared.all(args(values)).map(toRow) as never[],
        one(values = {}) {
          const row = prepared.get(args(values))
          return row === undefined ? null : (toRow(row) as never)
        },
      }
    },
    close: () => database.close(),
  }
}

function columnsOf(fields: Record<string, unknown>): readonly (readonly [string, Column])[] {
  return Object.entries(fields).map(([name, field]) => {
    if (!is(field, SQLiteColumn)) throw new TypeError(`"${name}" is not a column of the journal`)
    return [name, field]
  })
}

function rowOf(columns: ReturnType<typeof columnsOf>, cells: readonly unknown[]): object {
  const row: Record<string, unknown> = {}
  for (const [i, [name, column]] of columns.entries())
    row[name] = cells[i] === null ? null : column.mapFromDriverValue(cells[i])
  return row
}
