import type { Database, Statement } from 'libsql'
import { bytesOf, textOf } from '../../db/damaged-text.ts'
import { walletTables } from '../../value/store.ts'
import type { Essentials } from './essentials.ts'
import type { MendedChain } from './mend-chain.ts'

type Cell = string | number | null
type Row = Record<string, Cell>

/** Columns that name an event by its place, which may be another one now. */
const placeColumns: Readonly<Record<string, readonly string[]>> = {
  refunded: ['receipt_seq'],
  shift: ['seq'],
  taken_place: ['seq'],
}

/** What the events alone fill anew. */
const derived: readonly string[] = ['lost_place', 'receipt', ...walletTables]

/** Brings over what the journal holds beside its events, row by row, as far as it can be read. */
export function copyState(parts: {
  readonly source: Database | null
  readonly database: Database
  readonly chain: MendedChain
  readonly essentials: Essentials
}): void {
  const { source, database, chain, essentials } = parts
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .raw(true)
    .all() as [string][]
  for (const [table] of tables) {
    if (table === 'event' || table === 'migration' || derived.includes(table)) continue
    const insert = inserter(database, table)
    const take = (row: Row): void => {
      const placed = place(row, table, chain)
      if (placed !== null) insert(placed)
    }
    readRows(source, table, take)
    for (const row of essentials[table] ?? []) take(row)
  }
}

/** From both ends towards the damage, which costs what lies in its page. */
function readRows(source: Database | null, table: string, take: (row: Row) => void): void {
  if (source === null) return
  const select = `SELECT rowid AS place__, ${columnsOf(source, table)} FROM ${table}`
  if (walk(source, `${select} WHERE rowid > ? ORDER BY rowid`, 0, take)) return
  const most = Number.MAX_SAFE_INTEGER
  walk(source, `${select} WHERE rowid < ? ORDER BY rowid DESC`, most, take)
}

function columnsOf(source: Database, table: string): string {
  try {
    const names = source.prepare(`SELECT name FROM pragma_table_info('${table}')`).raw(true).all()
    return (names as [string][]).map(([name]) => bytesOf(name)).join(', ')
  } catch {
    // The schema's page is damaged: the walk will find nothing either.
    return '*'
  }
}

/** Null where a text of the row is none any more. */
function readable(cells: Readonly<Record<string, Cell | Uint8Array>>): Row | null {
  try {
    return Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, textOf(cell)]))
  } catch {
    return null
  }
}

/** Row by row, as there may be more than the memory holds; answers whether it came to the end. */
function walk(source: Database, sql: string, from: number, take: (row: Row) => void): boolean {
  const next = prepared(source, `${sql} LIMIT 1`)
  if (next === null) return false
  for (let at = from; ; ) {
    const row = rowAfter(next, at)
    if (row === 'damaged') return false
    if (row === undefined) return true
    const { place__, _metadata: _, ...cells } = row
    if (Number(place__) === at) return false
    at = Number(place__)
    const read = readable(cells)
    if (read !== null) take(read)
  }
}

function rowAfter(next: Statement, at: number) {
  try {
    return next.get([at]) as Record<string, Cell | Uint8Array> | undefined
  } catch {
    return 'damaged'
  }
}

/** Null where the table cannot be found at all. */
function prepared(source: Database, sql: string): Statement | null {
  try {
    return source.prepare(sql)
  } catch {
    return null
  }
}

/** Null where the event that the row belongs to is gone; a shift goes on without its opening. */
function place(row: Row, table: string, { moved }: MendedChain): Row | null {
  const places = placeColumns[table] ?? []
  const mayStay = table === 'shift'
  const placed = { ...row }
  for (const name of places) {
    const was = row[name]
    if (typeof was !== 'number') continue
    const now = moved.get(was)
    if (now === undefined && !mayStay) return null
    // Below the journal, where no event will ever stand.
    placed[name] = now ?? -Math.abs(was)
  }
  return placed
}

function inserter(database: Database, table: string): (row: Row) => void {
  const columns = database.prepare(`PRAGMA table_info('${table}')`).all() as { name: string }[]
  const statements = new Map<string, Statement>()
  return (row) => {
    // An older journal lacks the newest columns.
    const names = columns.map(({ name }) => name).filter((name) => row[name] !== undefined)
    const list = names.join(', ')
    const marks = names.map(() => '?').join(', ')
    const insert =
      statements.get(list) ??
      database.prepare(`INSERT OR IGNORE INTO ${table} (${list}) VALUES (${marks})`)
    statements.set(list, insert)
    try {
      insert.run(names.map((name) => row[name] ?? null))
    } catch (error) {
      if (isFull(error)) throw error
      // A row with a value that no such row may hold: damaged.
    }
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && /disk is full|disk I\/O/i.test(error.message)
}
