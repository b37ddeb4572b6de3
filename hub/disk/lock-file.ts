import Database from 'libsql'

/** Kept for the life of the process: a connection that is collected lets go of its lock. */
const held: Database.Database[] = []

/**
 * False if another process holds it. It is a lock of the operating system, on a database that is never
 * written: it ends with the process, however that ends, and leaves nothing to clear away.
 */
export function lockFile(path: string): boolean {
  const database = new Database(path, { timeout: 0 })
  try {
    // A journal file of its own is more than a full disk takes.
    database.exec('PRAGMA journal_mode = MEMORY')
    database.exec('BEGIN EXCLUSIVE')
    held.push(database)
    return true
  } catch (error) {
    database.close()
    if (error instanceof Error && error.message.includes('database is locked')) return false
    throw error
  }
}
