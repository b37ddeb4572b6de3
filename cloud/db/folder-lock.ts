import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'

/** Held by the one process that may write this folder: a cloud, or a restore. */
export interface FolderLock extends Disposable {
  release(): void
}

/**
 * Undefined if another process holds it. It is a lock of the operating system, on a database that is
 * never written: it ends with the process, however that ends, and leaves nothing to clear away.
 */
export function lockFolder(folder: string): FolderLock | undefined {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'running.lock')
  const database = new Database(path, { timeout: 0 })
  try {
    // A journal file of its own is more than a full disk takes.
    database.exec('PRAGMA journal_mode = MEMORY')
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (error instanceof Error && error.message.includes('database is locked')) return undefined
    throw error
  }
  chmodSync(path, 0o600)
  const release = () => void database.close()
  return { release, [Symbol.dispose]: release }
}
