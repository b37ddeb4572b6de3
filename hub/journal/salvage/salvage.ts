import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'libsql'
import { syncFolder } from '../../disk/durable.ts'
import { migrate } from '../migrate.ts'
import { migrationsFolder } from '../program-files.ts'
import { copyState } from './copy-state.ts'
import { type Essentials, firstSeqOf, readEssentials } from './essentials.ts'
import { indexEvents } from './event-index.ts'
import { fillFromEvents } from './fill-from-events.ts'
import {
  type ChainSink,
  type Hole,
  type KnownOfJournal,
  type MendedChain,
  mendChain,
} from './mend-chain.ts'
import { needRoom } from './need-room.ts'
import { openPages } from './pages.ts'
import { withWorkingCopy } from './working-copy.ts'

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

/**
 * Builds a new journal from what can be read of a damaged one, and keeps that one aside. Can be cut
 * at any instruction and done again.
 */
export function salvageJournal(
  files: JournalFolder,
  aside: string,
  onMoved: () => void = () => undefined,
): Salvaged {
  const { journal } = files
  const damaged = join(aside, 'journal.db')
  moveAside(journal, damaged)
  // Whoever still has the old files open lets go now: SQLite's last close deletes a log by its name.
  onMoved()
  rmSync(`${journal}-shm`, { force: true })
  const fresh = `${journal}.new`
  for (const ending of ['', '-journal', '-wal', '-shm']) rmSync(fresh + ending, { force: true })
  needRoom(damaged, dirname(journal))
  const { kept, lost } = build(fresh, damaged, readEssentials(files.essentials))
  renameSync(fresh, journal)
  syncFolder(dirname(journal))
  return { kept, lost, aside }
}

/** What lies there from a start that was cut is never written over. */
function moveAside(journal: string, damaged: string): void {
  if (existsSync(damaged)) return
  mkdirSync(dirname(damaged), { recursive: true, mode: 0o700 })
  for (const ending of ['-wal', '']) {
    if (!existsSync(journal + ending)) continue
    let target = damaged + ending
    while (existsSync(target)) target += '.later'
    renameSync(journal + ending, target)
  }
  syncFolder(dirname(damaged))
  syncFolder(dirname(journal))
}

/**
 * Where events are lost, so is what they spent: the disk is an older one to whoever asks it for value
 * (spine B1.3). No lease is spent and no right to refund is its own until the cloud, which may have
 * them, opened an epoch; what tills had seen behind the damage tells by itself (B2.8).
 */
function build(path: string, damaged: string, essentials: Essentials): MendedChain {
  const database = new Database(path)
  try {
    // Without a log beside it the file can take its name in one step.
    database.exec('PRAGMA journal_mode = DELETE')
    database.exec('PRAGMA synchronous = FULL')
    migrate(database, migrationsFolder())
    database.exec('BEGIN IMMEDIATE')
    const chain = withWorkingCopy(damaged, (source) => {
      using pages = openPages(damaged)
      const mended = mendChain(indexEvents(pages), knownOf(source, essentials), sinkOf(database))
      copyState({ source, database, chain: mended, essentials })
      saveHoles(database, mended.holes)
      return mended
    })
    fillFromEvents(database)
    if (chain.lost.length > 0) database.exec('UPDATE identity SET provisional = 1')
    database.exec('COMMIT')
    return chain
  } finally {
    database.close()
  }
}

function sinkOf(database: Database.Database): ChainSink {
  const insert = database.prepare(
    `INSERT OR IGNORE INTO event (seq, epoch, id, type, at, hash, request_hash, body, first_hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const remove = database.prepare('DELETE FROM event WHERE seq = ?')
  return {
    put({ seq, epoch, id, type, at, hash, requestHash, body, firstHash }) {
      insert.run([seq, epoch, id, type, at, hash, requestHash, body, firstHash])
    },
    drop: (seq) => void remove.run([seq]),
  }
}

function saveHoles(database: Database.Database, holes: readonly Hole[]): void {
  const insert = database.prepare('INSERT INTO lost_place (first, last) VALUES (?, ?)')
  for (const { first, last } of holes) insert.run([first, last])
}

/** None where that page is damaged, or the journal was an older program's: then they are told again. */
function readHoles(source: Database.Database | null): Hole[] {
  try {
    const rows = source?.prepare('SELECT first, last FROM lost_place').raw(true).all() ?? []
    return (rows as [number, number][]).map(([first, last]) => ({ first, last }))
  } catch {
    return []
  }
}

function knownOf(source: Database.Database | null, essentials: Essentials): KnownOfJournal {
  const identity = readIdentity(source) ?? essentials['identity']?.[0]
  return {
    hubId: Number(identity?.['hub_id'] ?? 0),
    cloudSeq: Number(identity?.['cloud_seq'] ?? 0),
    firstSeq: firstSeqOf(essentials),
    holes: readHoles(source),
  }
}

function readIdentity(source: Database.Database | null): Record<string, unknown> | undefined {
  try {
    return source?.prepare('SELECT hub_id, cloud_seq FROM identity').get() as
      | Record<string, unknown>
      | undefined
  } catch {
    // That table is damaged too: the copy of the essentials says it.
    return undefined
  }
}
