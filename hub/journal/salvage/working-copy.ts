import { copyFileSync, linkSync, rmSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import Database from 'libsql'
import { readLog } from './log.ts'
import { writeMendedLog } from './mended-log.ts'

/**
 * The damaged journal as SQLite reads it, past the damaged frame of its log. Read-only, so that the
 * file can be the damaged one itself under a second name: it may be too large to be there twice.
 * Null where its header or its schema is gone.
 */
export function withWorkingCopy<Result>(
  damaged: string,
  work: (source: Database.Database | null) => Result,
): Result {
  const copy = `${damaged}.working`
  removeCopy(copy)
  const source = openCopy(damaged, copy)
  try {
    return work(source)
  } finally {
    source?.close()
    removeCopy(copy)
  }
}

function openCopy(damaged: string, copy: string): Database.Database | null {
  try {
    writeMendedLog(damaged, readLog(damaged), `${copy}-wal`)
    linkOrCopy(damaged, copy)
    const database = new Database(`${pathToFileURL(copy).href}?mode=ro`)
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
    return database
  } catch (error) {
    // Only the events and the essentials remain; but a full disk is no damage.
    if (isFull(error)) throw error
    return null
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    // A file system without second names.
    copyFileSync(from, to)
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOSPC'
}

function removeCopy(copy: string): void {
  for (const ending of ['', '-wal', '-shm']) rmSync(copy + ending, { force: true })
}
