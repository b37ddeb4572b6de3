import { renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { readJson, writeDurably } from './durable.ts'
import type { FeedPaths } from './paths.ts'

/**
 * Outbox positions up to which a feed holds the changes, by class. Kept beside the feed and written
 * after its commit: an older cursor only projects again what is already there.
 */
export const Cursor = z.object({ urgent: z.int().min(0), balances: z.int().min(0) })
export type Cursor = z.infer<typeof Cursor>

export function cursorText(cursor: Cursor): string {
  return JSON.stringify(cursor)
}

/** From the beginning where nobody can tell. */
export function readCursor(paths: FeedPaths): Cursor {
  return readJson(paths.cursor, Cursor) ?? { urgent: 0, balances: 0 }
}

/** What needed no commit needs no fsync: a look at the outbox would cost three, ten times a second. */
export function saveCursor(
  paths: FeedPaths,
  cursor: Cursor,
  { isCommit }: { readonly isCommit: boolean },
): void {
  if (isCommit) {
    writeDurably(paths.cursor, cursorText(cursor))
    return
  }
  writeFileSync(`${paths.cursor}.new`, cursorText(cursor))
  renameSync(`${paths.cursor}.new`, paths.cursor)
}
