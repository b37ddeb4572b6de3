import { statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'libsql'
import { startThread } from '../start-thread.ts'
import type { FeedPaths } from './paths.ts'

export type WriterDatabase = Database.Database

/** Changed pages that may wait in memory for COMMIT; all others stand in the log already. */
export const CACHE_PAGES = 200

/**
 * The one connection that writes a feed (spine rule 2). Only it may checkpoint. Its cache is small
 * on purpose: what a transaction changes goes to the log before COMMIT, so the log's length tells
 * its frames while it can still be rolled back (rule 8). What a rollback leaves there is cut off,
 * so the log's length after COMMIT is the number of frames.
 */
export function openWriter(path: string): WriterDatabase {
  const db = new Database(path)
  db.exec(
    `PRAGMA page_size=4096; PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; PRAGMA synchronous=FULL; PRAGMA cache_spill=ON; PRAGMA cache_size=${CACHE_PAGES}`,
  )
  return db
}

/** Makes search words written so far count too: they reach their pages at a savepoint. */
export function flushSearchWords(db: WriterDatabase): void {
  db.exec('SAVEPOINT search_words; RELEASE search_words')
}

const ATTEMPTS = 25
/** A log that is worked into the file within a few milliseconds, for which no thread is started. */
const SHORT_LOG_BYTES = 4 * 1024 * 1024

/**
 * Works the log into the file and empties it. False where a reader held it up for half a second: the
 * file may then have a part of the log, and no frame may follow before another try succeeded.
 */
export async function truncateLog(
  db: WriterDatabase,
  { db: path, wal }: Pick<FeedPaths, 'db' | 'wal'>,
  attempts = ATTEMPTS,
): Promise<boolean> {
  const bytes = statSync(wal, { throwIfNoEntry: false })?.size ?? 0
  if (bytes > SHORT_LOG_BYTES) await backfill(path)
  for (let attempt = 1; ; attempt += 1) {
    const [row] = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').raw(true).all() as number[][]
    if (row?.every((value) => value === 0)) return true
    if (attempt === attempts) return false
    await sleep(20)
  }
}

/**
 * Leaves nothing to copy for the checkpoint that empties the log. The log stays as it is, so that
 * for the writer nobody has written; whatever fails here fails there too, and is told there.
 */
async function backfill(path: string): Promise<void> {
  const thread = startThread(import.meta.url, 'backfill-thread', { workerData: { path } })
  thread.on('error', () => undefined)
  await new Promise((resolve) => thread.once('exit', resolve))
}
