import Database from 'libsql'

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
  exec(sql: string): void
  close(): void
}

export function openHot(path: string): HotDatabase {
  const database = new Database(path, { timeout: 0 })
  const prepared = new Map<string, HotStatement>()
  return {
    prepare(sql) {
      const known = prepared.get(sql)
      if (known !== undefined) return known
      const statement = database.prepare(sql)
      // `raw` fails on statements that return nothing, so it is switched on at the first read.
      let reader: ReturnType<typeof statement.raw> | undefined
      const rows = () => (reader ??= statement.raw(true))
      const hot: HotStatement = {
        // An array: `libsql` would take a single blob for named parameters, and flattens the rest.
        run: (...values) => void statement.run(values),
        runRow: (values) => void statement.run(values),
        get: (...values) => rows().get(values) as HotRow | undefined,
        all: (...values) => rows().all(values) as HotRow[],
      }
      prepared.set(sql, hot)
      return hot
    },
    exec: (sql) => void database.exec(sql),
    close: () => {
      database.close()
    },
  }
}
