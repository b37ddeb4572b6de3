import { createHash } from 'node:crypto'
import type Database from 'libsql'
import type { DerivedTable } from './tables.ts'

export interface Compared {
  readonly table: string
  readonly rows: number
  /** Of all rows, as they stand in the books. */
  readonly sha256: string
  /** The first row that is not the same, in words; null = all are. */
  readonly difference: string | null
}

type Row = readonly (string | number | bigint | null | Uint8Array)[]

/** Row by row in the order of the key, so that memory does not grow with the books. */
export function compareTable(
  { books, again }: { readonly books: Database.Database; readonly again: Database.Database },
  derived: DerivedTable,
): Compared {
  const { table } = derived
  const columns = derived.columns ?? columnsOf(books, table)
  const ours = rowsOf(books, derived, columns)
  const theirs = rowsOf(again, derived, columns)
  const hash = createHash('sha256')
  let rows = 0
  for (;;) {
    const [a, b] = [ours.next(), theirs.next()]
    if (a.done === true && b.done === true) {
      return { table, rows, sha256: hash.digest('hex'), difference: null }
    }
    const [left, right] = [a, b].map(({ value, done }) => (done === true ? null : textOf(value)))
    if (left !== right) {
      const pair = {
        ours: a.done === true ? null : a.value,
        theirs: b.done === true ? null : b.value,
      }
      return { table, rows, sha256: '', difference: inWords(columns, derived.key, pair) }
    }
    rows += 1
    hash.update(`${left}\n`)
  }
}

function columnsOf(books: Database.Database, table: string): string[] {
  const rows = books.prepare(`PRAGMA table_info(${table})`).raw(true).all() as Row[]
  return rows.map((row) => String(row[1]))
}

function rowsOf(
  database: Database.Database,
  { table, key, where }: DerivedTable,
  columns: readonly string[],
): Iterator<Row> {
  const names = columns.map((column) => `"${column}"`).join(', ')
  const filter = where === undefined ? '' : `WHERE ${where}`
  const statement = database.prepare(
    `SELECT ${names} FROM ${table} ${filter} ORDER BY ${key.join(', ')}`,
  )
  return statement.raw(true).iterate() as Iterator<Row>
}

/** Tells 1 from '1' and from a blob. */
function textOf(row: Row): string {
  return JSON.stringify(row.map(shown))
}

function shown(value: Row[number]): unknown {
  return value instanceof Uint8Array ? { hex: Buffer.from(value).toString('hex') } : value
}

function inWords(
  columns: readonly string[],
  key: readonly string[],
  { ours, theirs }: { readonly ours: Row | null; readonly theirs: Row | null },
): string {
  const at = (row: Row, column: string) =>
    JSON.stringify(shown(row[columns.indexOf(column)] ?? null))
  const keyOf = (row: Row) => key.map((column) => `${column} ${at(row, column)}`).join(', ')
  if (ours === null) return theirs === null ? '' : `${keyOf(theirs)}: only in the rebuilt books`
  if (theirs === null) return `${keyOf(ours)}: not in the rebuilt books`
  if (keyOf(ours) !== keyOf(theirs)) {
    return `${keyOf(ours)}: in the rebuilt books ${keyOf(theirs)} comes in its place`
  }
  const wrong = columns.filter((column) => at(ours, column) !== at(theirs, column))
  const words = wrong.map(
    (column) => `${column} is ${at(ours, column)}, rebuilt ${at(theirs, column)}`,
  )
  return `${keyOf(ours)}: ${words.join('; ')}`
}
