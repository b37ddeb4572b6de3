import { z } from 'zod'
import { createRowSum, EMPTY_SUM, type FeedValue } from './row-sum.ts'

const RowSumText = z.string().regex(/^[0-9a-f]{16}$/)
/** Row sums of a feed's tables at one commit (spine A3 rule 10). */
export const TableSums = z.record(z.string(), RowSumText)
export type TableSums = z.infer<typeof TableSums>

/** `GET /v1/feeds/{feedId}/digest/{generation}/{frame}` */
export const FeedDigest = z
  .object({ generation: z.int().min(1), frame: z.int().min(0), tables: TableSums })
  .meta({ id: 'FeedDigest' })
export type FeedDigest = z.infer<typeof FeedDigest>

/** `POST` to the same address: a replica that was here had other rows in these tables. */
export const ReplicaDiffers = z
  .object({ tables: z.array(z.string().max(100)).min(1).max(200) })
  .meta({ id: 'ReplicaDiffers' })
export type ReplicaDiffers = z.infer<typeof ReplicaDiffers>

/** All rows of a statement, as arrays; blobs as bytes. */
export type ReadRows = (sql: string, ...values: readonly (string | number)[]) => unknown[][]

const ROWS_AT_ONCE = 2000

/**
 * Computes the sums from a file as it is, in steps of a few milliseconds: it yields between them.
 * The caller keeps one read transaction around it. Tables and columns are those of the file, so a
 * hub also checks what only a newer one reads. Not in it: indexes and search words, which SQLite
 * makes from the rows.
 */
export function* scanSums(read: ReadRows): Generator<undefined, TableSums> {
  const sums: TableSums = {}
  for (const [bytes] of read(plainTables)) {
    const name = textOf(bytes)
    sums[name] = yield* scanTable(read, name)
  }
  return sums
}

/** Which tables differ; a table that only one side has differs. */
export function differingTables(one: TableSums, other: TableSums): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].filter((name) => one[name] !== other[name]).toSorted()
}

const plainTables = `SELECT cast(name AS blob) FROM pragma_table_list
  WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`

function* scanTable(read: ReadRows, table: string): Generator<undefined, string> {
  const columns = read(
    'SELECT cast(name AS blob), pk FROM pragma_table_info(?) ORDER BY cid',
    table,
  )
  const names = columns.map(([name]) => `"${textOf(name)}"`)
  const keys = names.filter((_, index) => columns[index]?.[1] !== 0)
  const [key] = keys
  if (key === undefined || keys.length > 1) throw new Error(`${table} has no key of one column`)
  // One text a step: handing over each value by itself takes three times as long.
  const page = (where: string) =>
    `SELECT cast(json_array(max(${key}), json_group_array(json_array(${names.join(', ')}))) AS blob) FROM
      (SELECT * FROM "${table}" ${where} ORDER BY ${key} LIMIT ${ROWS_AT_ONCE})`
  const sum = createRowSum(EMPTY_SUM)
  let [found] = read(page(''))
  for (;;) {
    const [last, rows] = JSON.parse(textOf(found?.[0])) as [string | number | null, FeedValue[][]]
    if (last === null) return sum.text()
    for (const row of rows) sum.add(row)
    yield
    found = read(page(`WHERE ${key} > ?`), last)[0]
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Throws where damage hit a text: a driver that is handed such a one may end its process. */
function textOf(cell: unknown): string {
  if (!(cell instanceof Uint8Array)) throw new TypeError('a text came in another form than bytes')
  return utf8.decode(cell)
}
