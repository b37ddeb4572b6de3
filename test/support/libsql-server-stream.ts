import Database from 'libsql'
import { z } from 'zod'

/** Structures of Hrana 3 (libSQL's docs/HRANA_3_SPEC.md, "Shared structures"), JSON encoding. */
const Value = z.discriminatedUnion('type', [
  z.object({ type: z.literal('null') }),
  z.object({ type: z.literal('integer'), value: z.string() }),
  z.object({ type: z.literal('float'), value: z.number() }),
  z.object({ type: z.literal('text'), value: z.string() }),
  z.object({ type: z.literal('blob'), base64: z.string() }),
])
type Value = z.infer<typeof Value>
const SqlText = z.object({ sql: z.string().nullish(), sql_id: z.int().nullish() })
const Stmt = SqlText.extend({
  args: z.array(Value).default([]),
  named_args: z.array(z.object({ name: z.string(), value: Value })).default([]),
  want_rows: z.boolean().default(true),
})
type Stmt = z.infer<typeof Stmt>
type Cond =
  | { type: 'ok' | 'error'; step: number }
  | { type: 'not'; cond: Cond }
  | { type: 'and' | 'or'; conds: Cond[] }
  | { type: 'is_autocommit' }
const Cond: z.ZodType<Cond> = z.lazy(() =>
  z.union([
    z.object({ type: z.enum(['ok', 'error']), step: z.int() }),
    z.object({ type: z.literal('not'), cond: Cond }),
    z.object({ type: z.enum(['and', 'or']), conds: z.array(Cond) }),
    z.object({ type: z.literal('is_autocommit') }),
  ]),
)
export const Batch = z.object({
  steps: z.array(z.object({ condition: Cond.nullish(), stmt: Stmt })),
})
export type Batch = z.infer<typeof Batch>
export const StreamRequest = z.discriminatedUnion('type', [
  z.object({ type: z.literal('close') }),
  z.object({ type: z.literal('execute'), stmt: Stmt }),
  z.object({ type: z.literal('batch'), batch: Batch }),
  SqlText.extend({ type: z.literal('sequence') }),
  SqlText.extend({ type: z.literal('describe') }),
  z.object({ type: z.literal('store_sql'), sql_id: z.int(), sql: z.string() }),
  z.object({ type: z.literal('close_sql'), sql_id: z.int() }),
  z.object({ type: z.literal('get_autocommit') }),
])
export type StreamRequest = z.infer<typeof StreamRequest>

/** An error of SQL or of the protocol: told in the result, the stream lives on. */
export class HranaError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

export interface StmtResult {
  readonly cols: readonly { name: string; decltype: string | null }[]
  readonly rows: readonly (readonly Value[])[]
  readonly affected_row_count: number
  readonly last_insert_rowid: string | null
}

/** One stream: a connection of its own, with its own transaction and stored texts. */
export interface HranaStream {
  perform(request: StreamRequest): Promise<object>
  batch(batch: Batch): Promise<{ results: (StmtResult | null)[]; errors: (object | null)[] }>
  close(): void
}

const BUSY_MS = 5000

export function openStream(path: string, onStatement: (sql: string) => Promise<void>): HranaStream {
  let database = connect()
  const texts = new Map<number, string>()

  function connect() {
    const opened = new Database(path, { timeout: 0 })
    // As libSQL's server is built; the log is its own affair, so clients may not set it.
    opened.exec('PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON')
    return opened
  }

  function textOf({ sql, sql_id }: z.infer<typeof SqlText>): string {
    const text = sql ?? texts.get(sql_id ?? Number.NaN)
    if (text === undefined)
      throw new HranaError('SQL_NOT_FOUND', `SQL text ${sql_id} is not stored`)
    return text
  }

  async function execute(stmt: Stmt): Promise<StmtResult> {
    const sql = textOf(stmt)
    refuseBlocked(sql)
    await onStatement(sql)
    return await whenFree(() => run(sql, stmt))
  }

  function run(sql: string, { args, named_args, want_rows }: Stmt): StmtResult {
    const statement = database.prepare(sql)
    const values =
      named_args.length > 0
        ? Object.fromEntries(
            named_args.map(({ name, value }) => [name.replace(/^[:@$]/, ''), toSql(value)]),
          )
        : args.map(toSql)
    if (!statement.reader) {
      const { changes, lastInsertRowid } = statement.run(values)
      return {
        cols: [],
        rows: [],
        affected_row_count: changes,
        last_insert_rowid: String(lastInsertRowid),
      }
    }
    const rows = statement.raw(true).safeIntegers(true).all(values) as unknown[][]
    const [count, rowid] = changesOf(sql)
    return {
      cols: statement.columns().map(({ name, type }) => ({ name, decltype: type })),
      rows: want_rows ? rows.map((row) => row.map(fromSql)) : [],
      affected_row_count: count,
      last_insert_rowid: rowid,
    }
  }

  function changesOf(sql: string): [number, string | null] {
    if (/^\s*(select|pragma|explain|with)/i.test(sql)) return [0, null]
    const row = database
      .prepare('SELECT changes(), last_insert_rowid()')
      .raw(true)
      .get([]) as number[]
    return [Number(row[0]), String(row[1])]
  }

  /** Another stream's write is waited for, as libSQL's server does; then it is an error. */
  async function whenFree<T>(work: () => T): Promise<T> {
    const end = Date.now() + BUSY_MS
    for (;;) {
      try {
        return work()
      } catch (error) {
        const isBusy = error instanceof Error && error.message.includes('database is locked')
        if (!isBusy || database.inTransaction) throw toHranaError(error)
        // `libsql` leaves the refused statement open, and nothing could be committed beside it.
        database.close()
        database = connect()
        if (Date.now() > end) throw toHranaError(error)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
  }

  function holds(cond: Cond, results: readonly unknown[], errors: readonly unknown[]): boolean {
    switch (cond.type) {
      case 'ok':
        return Boolean(results[cond.step])
      case 'error':
        return Boolean(errors[cond.step])
      case 'not':
        return !holds(cond.cond, results, errors)
      case 'and':
        return cond.conds.every((one) => holds(one, results, errors))
      case 'or':
        return cond.conds.some((one) => holds(one, results, errors))
      case 'is_autocommit':
        return !database.inTransaction
    }
  }

  async function batch({ steps }: Batch) {
    const results: (StmtResult | null)[] = []
    const errors: (object | null)[] = []
    for (const [i, { condition, stmt }] of steps.entries()) {
      results[i] = null
      errors[i] = null
      if (condition && !holds(condition, results, errors)) continue
      try {
        results[i] = await execute(stmt)
      } catch (error) {
        if (!(error instanceof HranaError)) throw error
        errors[i] = { message: error.message, code: error.code }
      }
    }
    return { results, errors }
  }

  async function perform(request: StreamRequest): Promise<object> {
    switch (request.type) {
      case 'close':
        database.close()
        return { type: 'close' }
      case 'execute':
        return { type: 'execute', result: await execute(request.stmt) }
      case 'batch': {
        const { results, errors } = await batch(request.batch)
        return { type: 'batch', result: { step_results: results, step_errors: errors } }
      }
      case 'sequence': {
        const sql = textOf(request)
        for (const part of sql.split(';')) refuseBlocked(part)
        await onStatement(sql)
        await whenFree(() => database.exec(sql))
        return { type: 'sequence' }
      }
      case 'describe':
        return { type: 'describe', result: describe(textOf(request)) }
      case 'store_sql':
        if (texts.has(request.sql_id))
          throw new HranaError('SQL_ID_USED', `SQL text ${request.sql_id} is stored already`)
        texts.set(request.sql_id, request.sql)
        return { type: 'store_sql' }
      case 'close_sql':
        texts.delete(request.sql_id)
        return { type: 'close_sql' }
      case 'get_autocommit':
        return { type: 'get_autocommit', is_autocommit: !database.inTransaction }
    }
  }

  function describe(sql: string) {
    refuseBlocked(sql)
    try {
      const statement = database.prepare(sql)
      const cols = statement.reader ? statement.columns() : []
      const marks = sql.replaceAll(/'[^']*'|"[^"]*"/g, '').match(/\?\d*|[:@$]\w+/g) ?? []
      return {
        params: marks.map((name) => ({ name: name === '?' ? null : name })),
        cols: cols.map(({ name, type }) => ({ name, decltype: type })),
        is_explain: /^\s*explain/i.test(sql),
        is_readonly: /^\s*(select|explain|values)/i.test(sql),
      }
    } catch (error) {
      throw toHranaError(error)
    }
  }

  // The connection's end is the end of its transaction.
  return { perform, batch, close: () => database.close() }
}

/** What libSQL's server lets nobody do: it changes the connection's or the file's nature. */
function refuseBlocked(sql: string): void {
  const [, name = '', body = ''] = /^\s*pragma\s+(?:main\.)?(\w+)\s*(.*)$/is.exec(sql) ?? []
  const isFree = name === '' || freePragmas.has(name.toLowerCase())
  const isBlocked = /^\s*(attach|detach|vacuum\s+into)\b/i.test(sql)
  if (isBlocked || !(isFree || body.trim() === '')) {
    throw new HranaError(
      'SQL_PARSE_ERROR',
      `SQL string could not be parsed: unsupported statement: ${sql}`,
    )
  }
}

const freePragmas = new Set(
  'table_list index_list table_info table_xinfo index_info index_xinfo foreign_keys defer_foreign_keys foreign_key_list foreign_key_check integrity_check quick_check data_version page_count freelist_count user_version'.split(
    ' ',
  ),
)

function toHranaError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code =
    'code' in error && typeof error.code === 'string' && error.code !== ''
      ? error.code
      : 'SQLITE_ERROR'
  return new HranaError(code, `SQLite error: ${error.message}`)
}

function toSql(value: Value): string | number | bigint | null | Buffer {
  switch (value.type) {
    case 'null':
      return null
    case 'integer':
      return BigInt(value.value)
    case 'float':
    case 'text':
      return value.value
    case 'blob':
      return Buffer.from(value.base64, 'base64')
  }
}

function fromSql(value: unknown): Value {
  if (typeof value === 'bigint') return { type: 'integer', value: String(value) }
  if (typeof value === 'number') return { type: 'float', value }
  if (typeof value === 'string') return { type: 'text', value }
  if (value === null || value === undefined) return { type: 'null' }
  const bytes = value instanceof ArrayBuffer ? Buffer.from(value) : Buffer.from(value as Uint8Array)
  return { type: 'blob', base64: bytes.toString('base64').replaceAll('=', '') }
}
