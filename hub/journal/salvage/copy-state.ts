import type { Database } from 'libsql'
import { z } from 'zod'
import { receiptNumber } from '#shared/domain/receipt-number.ts'
import { walletTables } from '../../value/store.ts'
import { bytesOf, textOf } from '../stored-text.ts'
import type { Essentials } from './essentials.ts'
import type { EventRow } from './event-rows.ts'
import type { MendedChain } from './mend-chain.ts'

type Cell = string | number | null
type Row = Record<string, Cell>

/** Columns that name an event by its place, which may be another one now. */
const placeColumns: Readonly<Record<string, readonly string[]>> = {
  receipt: ['seq', 'original_seq'],
  refunded: ['receipt_seq'],
  shift: ['seq'],
}

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
    if (table === 'event' || table === 'migration' || walletTables.includes(table)) continue
    const rows = [...readRows(source, table), ...(essentials[table] ?? [])]
    const places = placeColumns[table] ?? []
    for (const row of rows) {
      const placed = place(row, places, chain)
      if (placed !== null) insert(database, table, placed)
    }
  }
}

/** From both ends towards the damage, which costs what lies in its page. */
function readRows(source: Database | null, table: string): Row[] {
  if (source === null) return []
  const columns = columnsOf(source, table)
  const up = walk(
    source,
    `SELECT rowid AS place__, ${columns} FROM ${table} WHERE rowid > ? ORDER BY rowid`,
    0,
  )
  if (up.isWhole) return up.rows
  const down = walk(
    source,
    `SELECT rowid AS place__, ${columns} FROM ${table} WHERE rowid < ? ORDER BY rowid DESC`,
    Number.MAX_SAFE_INTEGER,
  )
  return [...up.rows, ...down.rows]
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

function walk(source: Database, sql: string, from: number): { rows: Row[]; isWhole: boolean } {
  const rows: Row[] = []
  let at = from
  try {
    const next = source.prepare(`${sql} LIMIT 1`)
    for (;;) {
      const row = next.get([at]) as Record<string, Cell | Uint8Array> | undefined
      if (row === undefined) return { rows, isWhole: true }
      const { place__, _metadata: _, ...cells } = row
      if (Number(place__) === at) return { rows, isWhole: false }
      at = Number(place__)
      const read = readable(cells)
      if (read !== null) rows.push(read)
    }
  } catch {
    // The damaged page, or a table that cannot be found at all.
    return { rows, isWhole: false }
  }
}

/** Null where the event that the row belongs to is gone. */
function place(row: Row, places: readonly string[], { moved }: MendedChain): Row | null {
  const placed = { ...row }
  for (const name of places) {
    const was = row[name]
    if (typeof was !== 'number') continue
    const now = moved.get(was)
    if (now === undefined) return null
    placed[name] = now
  }
  return placed
}

function insert(database: Database, table: string, row: Row): void {
  const columns = database.prepare(`PRAGMA table_info('${table}')`).all() as { name: string }[]
  const names = columns.map(({ name }) => name).filter((name) => row[name] !== undefined)
  const marks = names.map(() => '?').join(', ')
  const sql = `INSERT OR IGNORE INTO ${table} (${names.join(', ')}) VALUES (${marks})`
  try {
    database.prepare(sql).run(names.map((name) => row[name] ?? null))
  } catch {
    // A row with a value that no such row may hold: damaged.
  }
}

/** Numbers of lost receipts are not given out a second time (spine B4). */
const SKIPPED_NUMBERS = 100

const SaleBody = z.object({
  envelope: z.object({
    till: z.string(),
    receipt: z.object({ number: z.string(), originalId: z.string().nullable() }),
  }),
  payload: z.object({ priced: z.object({ total: z.number() }) }),
})

/** What the events say and no row was found for: receipts by number, and the last number given. */
export function fillFromEvents(database: Database, chain: MendedChain): void {
  const addReceipt = database.prepare(
    `INSERT OR IGNORE INTO receipt (seq, kind, number, at, till, total, original_seq)
     VALUES (?, ?, ?, ?, ?, ?, (SELECT seq FROM event WHERE id = ?))`,
  )
  const raiseCounter = database.prepare(
    `INSERT INTO till_counter (till, epoch, counter) VALUES (?, ?, ?)
     ON CONFLICT (till, epoch) DO UPDATE SET counter = max(counter, excluded.counter)`,
  )
  for (const row of chain.events) {
    const sale = saleOf(row)
    if (sale === null) continue
    const { till, receipt } = sale.envelope
    const number = receiptNumber(receipt.number, row.firstHash ?? row.hash)
    const kind = row.type === 'sale.closed' ? 'sale' : 'refund'
    const { total } = sale.payload.priced
    addReceipt.run([row.seq, kind, number, row.at, till, total, receipt.originalId])
    raiseCounter.run([till, row.epoch, Number(receipt.number.split('-').at(-1))])
  }
  database.prepare('UPDATE till_counter SET counter = counter + ?').run([SKIPPED_NUMBERS])
}

function saleOf(row: EventRow): z.infer<typeof SaleBody> | null {
  if (row.type !== 'sale.closed' && row.type !== 'sale.refunded') return null
  return SaleBody.safeParse(JSON.parse(row.body)).data ?? null
}
