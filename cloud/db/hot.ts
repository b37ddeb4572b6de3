import Database from 'libsql'
import { createGathered, type RowsInsert } from './gather.ts'

export type SqlValue = string | number | bigint | null | Uint8Array
export type HotRow = readonly SqlValue[]

/** A statement compiled once; rows come as arrays. */
export interface HotStatement {
  run(...values: SqlValue[]): void
  /** `run` for the hottest inserts: the values as they are, not copied. */
  runRow(values: SqlValue[]): void
  get(...values: SqlValue[]): HotRow | undefined
  all(...values: SqlValue[]): HotRow[]
}

/** A direct connection for what must be fast (spine A4); everything else goes through drizzle. */
export interface HotDatabase {
  prepare(sql: string): HotStatement
  /**
   * A row for later, in one part or two: it is written with others before the connection's next
   * other statement, which also meets its error.
   */
  gather(insert: RowsInsert, part: object, rest?: object): void
  exec(sql: string): void
  close(): void
}

export function openHot(path: string): HotDatabase {
  const database = new Database(path, { timeout: 0 })
  const prepared = new Map<string, HotStatement>()
  const gathered = createGathered((sql, values) => prepare(sql).runRow(values))

  const prepare = (sql: string): HotStatement => {
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const statement = database.prepare(sql)
    // `raw` fails on statements that return nothing, so it is switched on at the first read.
    let reader: ReturnType<typeof statement.raw> | undefined
    const rows = () => (reader ??= statement.raw(true))
    const after = <T>(act: () => T): T => {
      gathered.flush()
      return act()
    }
    const hot: HotStatement = {
      // An array: `libsql` would take a single blob for named parameters, and flattens the rest.
      run: (...values) => after(() => void statement.run(values)),
      runRow: (values) => after(() => void statement.run(values)),
      get: (...values) => after(() => rows().get(values) as HotRow | undefined),
      all: (...values) => after(() => rows().all(values) as HotRow[]),
    }
    prepared.set(sql, hot)
    return hot
  }
  return {
    prepare,
    gather: (insert, part, rest) => gathered.add(insert, part, rest),
    exec(sql) {
      // What a SAVEPOINT did not find is of after it, so a ROLLBACK TO takes all that waits.
      if (/^\s*ROLLBACK\b/i.test(sql)) gathered.drop()
      else gathered.flush()
      database.exec(sql)
    },
    close: () => {
      database.close()
    },
  }
}
