import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'libsql'

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

/**
 * Works the log into the file and empties it. False where a reader held it up for half a second: the
 * file may then have a part of the log, and no frame may follow before another try succeeded.
 */
export async function truncateLog(db: WriterDatabase, attempts = ATTEMPTS): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    const [row] = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').raw(true).all() as number[][]
    if (row?.every((value) => value === 0)) return true
    if (attempt === attempts) return false
    await sleep(20)
  }
}
