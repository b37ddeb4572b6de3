import type { SqlValue } from './hot.ts'

/** An INSERT of any number of rows. */
export interface RowsInsert {
  sqlOf(rows: number): string
  /** The keys of a row, in the order of its marks. */
  readonly keys: readonly string[]
  /** Tables that it refers to have a smaller one. */
  readonly depth: number
}

/** Rows that wait to be written together: one statement of many rows costs half of many of one. */
export interface Gathered {
  /** A row, in one part or two. */
  add(insert: RowsInsert, part: object, rest?: object): void
  /** Table by table: what refers to rows comes after them. */
  flush(): void
  drop(): void
}

/** Few lengths, so that few statements are compiled. */
const ROWS_A_STATEMENT = [64, 8, 1]
const [ROWS_MAX = 1] = ROWS_A_STATEMENT
const WAITING_MAX = 10_000

export function createGathered(run: (sql: string, values: SqlValue[]) => void): Gathered {
  /** The values of the rows one after the other, in lists that fill the longest statement. */
  const listsByInsert = new Map<RowsInsert, SqlValue[][]>()
  let waiting = 0

  const drop = () => {
    listsByInsert.clear()
    waiting = 0
  }
  const flush = () => {
    if (waiting === 0) return
    const all = [...listsByInsert].sort(([a], [b]) => a.depth - b.depth)
    drop()
    for (const [insert, lists] of all) for (const values of lists) write(insert, values)
  }
  const write = (insert: RowsInsert, values: SqlValue[]) => {
    let from = 0
    for (const rows of ROWS_A_STATEMENT) {
      const length = rows * insert.keys.length
      for (; from + length <= values.length; from += length) {
        const isAll = length === values.length
        run(insert.sqlOf(rows), isAll ? values : values.slice(from, from + length))
      }
    }
  }
  const listFor = (insert: RowsInsert): SqlValue[] => {
    const lists = listsByInsert.get(insert)
    const last = lists?.at(-1)
    if (last !== undefined && last.length < ROWS_MAX * insert.keys.length) return last
    const list: SqlValue[] = []
    if (lists === undefined) listsByInsert.set(insert, [list])
    else lists.push(list)
    return list
  }
  return {
    add(insert, part, rest) {
      addValues(listFor(insert), insert, part, rest)
      waiting += 1
      if (waiting >= WAITING_MAX) flush()
    },
    flush,
    drop,
  }
}

/** A row's values, in the order of its marks. */
export function valuesOf(insert: Pick<RowsInsert, 'keys'>, part: object, rest?: object) {
  const values: SqlValue[] = []
  addValues(values, insert, part, rest)
  return values
}

type Columns = Readonly<Record<string, SqlValue | undefined>>

function addValues(
  to: SqlValue[],
  { keys }: Pick<RowsInsert, 'keys'>,
  part: object,
  rest: object = part,
): void {
  const [values, others] = [part as Columns, rest as Columns]
  for (const key of keys) to.push(values[key] ?? others[key] ?? null)
}
