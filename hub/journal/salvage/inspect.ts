import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import Database from 'libsql'
import { eventHashText } from '#shared/domain/chain.ts'
import { bytesOf, textOf } from '../../db/damaged-text.ts'
import { PAGE_BYTES } from './checksum.ts'
import { readLog } from './log.ts'

/** The records at the end that are checked at every start; the rest is too much for a start. */
const TAIL_EVENTS = 200
/** Small, and nothing is sold without them. */
const smallTables = ['identity', 'till', 'shift', 'shift_tender', 'till_counter', 'device'] as const

export interface Inspection {
  /** In words; null = the journal can be opened. */
  readonly damage: string | null
  /**
   * The look is read-only: another connection would, when it is closed or only later collected, move
   * the log into the file and delete it by its name, which may be a new journal's by then.
   */
  readonly release: () => void
}

/** Looks at what a start needs of the journal: header, schema, small tables, and the chain's end. */
export function inspectJournal(path: string): Inspection {
  const bytes = statSync(path, { throwIfNoEntry: false })?.size
  const widowed = (bytes ?? 0) < PAGE_BYTES ? damageOfLog(path) : null
  if (bytes === undefined || widowed !== null) return { damage: widowed, release: () => undefined }
  let database: Database.Database | null = null
  const release = (): void => {
    database?.close()
    database = null
  }
  try {
    database = new Database(`${pathToFileURL(path).href}?mode=ro`)
    const damage = damageOf(database) ?? readLog(path).damage
    return { damage, release }
  } catch (error) {
    return { damage: error instanceof Error ? error.message : String(error), release }
  }
}

/** Of a file without a page SQLite reads no log, and deletes it: what was saved in it would be gone. */
function damageOfLog(path: string): string | null {
  const hasSaved = readLog(path).frames.some(({ isCommit }) => isCommit)
  return hasSaved ? 'the file is empty, and its log is not' : null
}

function damageOf(database: Database.Database): string | null {
  const tables = new Set(column(database, "SELECT name FROM sqlite_schema WHERE type = 'table'"))
  // A first start that was cut before its migrations: nothing was ever saved in it.
  if (!tables.has('event')) return tables.has('migration') || tables.size === 0 ? null : 'no events'
  for (const table of smallTables) {
    if (!tables.has(table)) continue
    const [word] = column(database, `PRAGMA quick_check('${table}')`)
    if (word !== 'ok') return `table ${table}: ${word}`
    readWhole(database, table)
  }
  const [hubId] = column(database, 'SELECT hub_id FROM identity')
  return hubId === undefined ? null : damageOfTail(database, Number(hubId))
}

/** SQLite takes any bytes for a text; throws where they are none. */
function readWhole(database: Database.Database, table: string): void {
  const names = column(database, `SELECT name FROM pragma_table_info('${table}')`).map(String)
  const sql = `SELECT ${names.map(bytesOf).join(', ')} FROM ${table}`
  for (const row of database.prepare(sql).raw(true).all() as unknown[][]) row.forEach(textOf)
}

function column(database: Database.Database, sql: string): (string | number)[] {
  const rows = database.prepare(sql).raw(true).all() as (string | number)[][]
  return rows.flatMap((row) => row[0] ?? [])
}

type Row = [number, number, string, string, number, string, string]
const tailColumns = ['seq', 'epoch', 'id', 'type', 'at', 'hash', 'body'].map(bytesOf).join(', ')

function damageOfTail(database: Database.Database, hubId: number): string | null {
  const rows = database
    .prepare(`SELECT ${tailColumns} FROM event ORDER BY seq DESC LIMIT ?`)
    .raw(true)
    .all(TAIL_EVENTS + 1)
    .map((row) => (row as unknown[]).map(textOf) as unknown as Row)
  for (const [i, [seq, epoch, id, type, at, hash, body]] of rows.entries()) {
    const before = rows[i + 1]
    if (before === undefined && seq !== 1) break
    // A hole that an earlier salvage left: the record after it has no witness here.
    if (before !== undefined && before[0] !== seq - 1) continue
    const text = eventHashText({ prev: before?.[5] ?? '', hubId, epoch, seq, id, type, at })
    if (createHash('sha256').update(text).update(body).digest('hex') !== hash)
      return `event ${seq} does not match its hash`
  }
  return null
}
