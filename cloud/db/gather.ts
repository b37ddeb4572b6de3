import type { SqlValue } from './hot.ts'

/** An INSERT of any number of rows. */
export interface RowsInsert {
  sqlOf(rows: number): string
  /** Tables that it refers to have a smaller one. */
  readonly depth: number
}

/** Rows that wait to be written together: one statement of many rows costs half of many of one. */
export interface Gathered {
  add(insert: RowsInsert, row: readonly SqlValue[]): void
  /** Table by table: what refers to rows comes after them. */
  flush(): void
  drop(): void
}

/** Few lengths, so that few statements are compiled. */
const ROWS_A_STATEMENT = [64, 8, 1]
const WAITING_MAX = 10_000

export function createGathered(run: (sql: string, values: SqlValue[]) => void): Gathered {
  const rowsByInsert = new Map<RowsInsert, (readonly SqlValue[])[]>()
  let waiting = 0

  const drop = () => {
    rowsByInsert.clear()
    waiting = 0
  }
  const flush = () => {
    if (waiting === 0) return
    const all = [...rowsByInsert].sort(([a], [b]) => a.depth - b.depth)
    drop()
    for (const [insert, rows] of all) {
      let from = 0
      for (const size of ROWS_A_STATEMENT) {
        for (; from + size <= rows.length; from += size) {
          run(insert.sqlOf(size), rows.slice(from, from + size).flat())
        }
      }
    }
  }
  return {
    add(insert, row) {
      const rows = rowsByInsert.get(insert)
      if (rows === undefined) rowsByInsert.set(insert, [row])
      else rows.push(row)
      waiting += 1
      if (waiting >= WAITING_MAX) flush()
    },
    flush,
    drop,
  }
}
