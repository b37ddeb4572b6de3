import { copyFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Database from 'libsql'
import { copy, needRoom } from '../backup/backup-group.ts'
import { type HotDatabase, openHot } from '../db/hot.ts'
import { openGroup } from '../db/open.ts'
import type { RemoteDatabase } from '../db/remote/client.ts'
import { type Compared, compareTable } from './compare.ts'
import { fetchBooks } from './fetch-books.ts'
import { type Replayed, replay } from './replay.ts'
import { derivedTables, logTables } from './tables.ts'

export interface Rebuilt extends Replayed {
  readonly tables: readonly Compared[]
}

export interface RebuildOptions {
  /** A group's database, a file or on a libSQL server; a cloud may be writing it. */
  readonly file: string | RemoteDatabase
  /** Where the rebuilt books stay; absent = they are compared and thrown away. */
  readonly into?: string
}

/**
 * Makes the books of a group again from their log alone, beside the ones that are there, and
 * compares each table that follows from it, row by row.
 */
export async function rebuildGroup({ file, into }: RebuildOptions): Promise<Rebuilt> {
  const beside = typeof file === 'string' ? dirname(file) : tmpdir()
  const folder = await mkdtemp(join(beside, '.rebuild-'))
  try {
    const books = join(folder, 'books.db')
    if (typeof file === 'string') {
      // Both copies; damaged books are copied too: to say what is wrong is what this is for.
      needRoom([file, `${file}-wal`, file], folder)
      copy(file, books)
    } else {
      fetchBooks(file, books)
    }
    // Books of an older version get the tables of this one.
    await (await openGroup({ group: 'rebuild', url: `file:${books}` })).close()
    const again = join(folder, 'again.db')
    copyFileSync(books, again)
    const replayed = await rebuildFrom(books, again)
    const tables = compareAll(books, again)
    if (into !== undefined) copyFileSync(again, into)
    return { ...replayed, tables }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function rebuildFrom(books: string, again: string): Promise<Replayed> {
  const log = openHot(books)
  const target = openHot(again)
  try {
    target.exec('PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF')
    const refused = refusedIn(log)
    empty(target)
    target.exec('PRAGMA foreign_keys=ON')
    const replayed = await replay(log, target, refused)
    target.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    return replayed
  } finally {
    log.close()
    target.close()
  }
}

/** Why events were refused when they came: facts of that time, which no later version may change. */
function refusedIn(log: HotDatabase): Map<number, string> {
  const sql = 'SELECT applied_seq, first_reason FROM quarantine WHERE first_reason IS NOT NULL'
  return new Map(
    log
      .prepare(sql)
      .all()
      .map(([seq, reason]) => [Number(seq), String(reason)]),
  )
}

function empty(books: HotDatabase): void {
  books.exec('BEGIN')
  for (const { table, where, columns } of derivedTables) {
    if (table === 'hub_head') resetHeads(books)
    else if (columns === undefined || where !== undefined) {
      books.exec(`DELETE FROM ${table}${where === undefined ? '' : ` WHERE ${where}`}`)
    }
  }
  for (const table of logTables) books.exec(`DELETE FROM ${table}`)
  books.exec('COMMIT')
}

/** Each epoch begins again where it left the one before. */
function resetHeads(books: HotDatabase): void {
  const heads = books.prepare('SELECT hub_id, epoch, base_seq, base_hash FROM hub_head').all()
  const reset = books.prepare(
    'UPDATE hub_head SET seq = ?, hash = ? WHERE hub_id = ? AND epoch = ?',
  )
  for (const [hubId, epoch, seq, hash] of heads) {
    reset.run(Number(seq), Buffer.from(String(hash), 'hex'), Number(hubId), Number(epoch))
  }
}

function compareAll(books: string, again: string): Compared[] {
  const pair = { books: new Database(books), again: new Database(again) }
  try {
    return derivedTables.map((derived) => compareTable(pair, derived))
  } finally {
    pair.books.close()
    pair.again.close()
  }
}
