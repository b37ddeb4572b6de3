import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'libsql'

export type WriterDatabase = Database.Database

/**
 * The one connection that writes a feed (spine rule 2). Only it may checkpoint, and nothing
 * uncommitted ever reaches the log, so the log's length after COMMIT is the number of frames.
 */
export function openWriter(path: string): WriterDatabase {
  const db = new Database(path)
  db.exec(
    'PRAGMA page_size=4096; PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; PRAGMA synchronous=FULL; PRAGMA cache_spill=OFF',
  )
  return db
}

/** Works the log into the file and empties it; a reader in the way is waited for. */
export async function truncateLog(db: WriterDatabase): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const [row] = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').raw(true).all() as number[][]
    if (row?.every((value) => value === 0)) return
    if (attempt === 100) throw new Error(`the feed's log cannot be emptied: ${row?.join('|')}`)
    await sleep(20)
  }
}
