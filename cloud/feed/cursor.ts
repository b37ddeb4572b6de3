import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import type { FeedPaths } from './paths.ts'

/**
 * Outbox positions up to which a feed holds the changes, by class. Kept beside the feed and written
 * after its commit, without a fsync: an older cursor only projects again what is already there.
 */
export const Cursor = z.object({ urgent: z.int().min(0), balances: z.int().min(0) })
export type Cursor = z.infer<typeof Cursor>

export function cursorText(cursor: Cursor): string {
  return JSON.stringify(cursor)
}

export function readCursor(paths: FeedPaths): Cursor {
  return Cursor.parse(JSON.parse(readFileSync(paths.cursor, 'utf8')))
}

export function saveCursor(paths: FeedPaths, cursor: Cursor): void {
  writeFileSync(`${paths.cursor}.new`, cursorText(cursor))
  renameSync(`${paths.cursor}.new`, paths.cursor)
}
