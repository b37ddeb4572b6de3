import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'libsql'
import { syncFolder } from '../../replica/pointer.ts'
import { migrate } from '../migrate.ts'
import { migrationsFolder } from '../program-files.ts'
import { copyState, fillFromEvents } from './copy-state.ts'
import { type Essentials, readEssentials } from './essentials.ts'
import { readEventRows } from './event-rows.ts'
import { type MendedChain, mendChain } from './mend-chain.ts'
import { readPages, resum, walOf } from './pages.ts'

export interface Salvaged {
  /** Events in the new journal. */
  readonly kept: number
  /** Places known to have held an event that is gone. */
  readonly lost: readonly number[]
  /** Where the damaged files are kept. */
  readonly aside: string
}

export interface JournalFolder {
  readonly journal: string
  readonly essentials: string
}

/** Builds a new journal from what can be read of a damaged one, and keeps that one aside. */
export function salvageJournal(
  files: JournalFolder,
  aside: string,
  onMoved: () => void = () => undefined,
): Salvaged {
  const { journal } = files
  const folder = dirname(journal)
  const damaged = join(aside, 'journal.db')
  // Done again after a cut at any instruction: what was moved before is not moved over.
  if (!existsSync(damaged)) {
    mkdirSync(aside, { recursive: true, mode: 0o700 })
    for (const ending of ['-wal', '']) {
      if (existsSync(journal + ending)) renameSync(journal + ending, damaged + ending)
    }
    syncFolder(aside)
  }
  // Whoever still has the old files open lets go now: SQLite's last close deletes a log by its name.
  onMoved()
  rmSync(`${journal}-shm`, { force: true })
  const chain = readChain(damaged, readEssentials(files.essentials))
  const fresh = `${journal}.new`
  for (const ending of ['', '-wal', '-shm']) rmSync(fresh + ending, { force: true })
  build(fresh, damaged, chain, readEssentials(files.essentials))
  renameSync(fresh, journal)
  syncFolder(folder)
  return { kept: chain.events.length, lost: chain.lost, aside }
}

/** What the chain of a journal's files vouches for, read without SQLite. */
export function readChain(path: string, essentials: Essentials): MendedChain {
  const identity = readIdentity(path) ?? essentials['identity']?.[0]
  return mendChain(readEventRows(readPages(path)), {
    hubId: Number(identity?.['hub_id'] ?? 0),
    cloudSeq: Number(identity?.['cloud_seq'] ?? 0),
  })
}

function build(path: string, damaged: string, chain: MendedChain, essentials: Essentials): void {
  const database = new Database(path)
  // Without a log beside it the file can take its name in one step.
  database.exec('PRAGMA journal_mode = DELETE')
  database.exec('PRAGMA synchronous = FULL')
  migrate(database, migrationsFolder())
  database.exec('BEGIN IMMEDIATE')
  const hasFirstHash = database
    .prepare("SELECT 1 FROM pragma_table_info('event') WHERE name = 'first_hash'")
    .get()
  const names = 'seq, epoch, id, type, at, hash, request_hash, body'
  const insert = database.prepare(
    hasFirstHash
      ? `INSERT OR IGNORE INTO event (${names}, first_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
      : `INSERT OR IGNORE INTO event (${names}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  for (const row of chain.events) {
    const { seq, epoch, id, type, at, hash, requestHash, body, firstHash } = row
    const values = [seq, epoch, id, type, at, hash, requestHash, body]
    insert.run(hasFirstHash ? [...values, firstHash] : values)
  }
  withWorkingCopy(damaged, (source) => copyState({ source, database, chain, essentials }))
  fillFromEvents(database, chain)
  database.exec('COMMIT')
  database.close()
}

/** SQLite reads past the damaged frame in a copy whose checksums were made to agree. */
function withWorkingCopy(damaged: string, work: (source: Database.Database | null) => void): void {
  const copy = `${damaged}.working`
  const source = openCopy(damaged, copy)
  try {
    work(source)
  } finally {
    source?.close()
    for (const ending of ['', '-wal', '-shm']) rmSync(copy + ending, { force: true })
  }
}

function openCopy(damaged: string, copy: string): Database.Database | null {
  try {
    copyFileSync(damaged, copy)
    writeFileSync(`${copy}-wal`, resum(walOf(damaged)))
    const database = new Database(copy)
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
    return database
  } catch {
    // Its header or its schema is gone: only the events and the essentials remain.
    return null
  }
}

function readIdentity(damaged: string): Record<string, string | number | null> | undefined {
  let found: Record<string, string | number | null> | undefined
  withWorkingCopy(damaged, (source) => {
    try {
      found = source?.prepare('SELECT hub_id, cloud_seq FROM identity').get() as typeof found
    } catch {
      // That table is damaged too: the copy of the essentials says it.
    }
  })
  return found
}
