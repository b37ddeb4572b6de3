import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { differingTables } from '#shared/feed/digest.ts'
import type { WriterDatabase } from './connection.ts'
import { scanFeed, tablesTold } from './digests.ts'
import { readJson, writeDurably } from './durable.ts'
import { readNote } from './note.ts'
import type { FeedPaths } from './paths.ts'
import { readLog } from './recover.ts'

/**
 * An admin's `sqlite3`, a backup tool, a restored file: whoever else opens a feed may empty its log
 * (its replicas then begin anew) and may leave rows that HQ knows nothing of (the feed is then built
 * anew). The file as we left it is noted, so that a start without doubt needs no scan.
 */
const Left = z.object({ bytes: z.int(), modifiedMs: z.number() })

export function noteFile(paths: FeedPaths): void {
  writeDurably(leftPath(paths), JSON.stringify(stateOf(paths)))
}

/** Somebody was seen at the file: the next opening looks at the rows. */
export function suspect(paths: FeedPaths): void {
  rmSync(leftPath(paths), { force: true })
}

/** Asked before recovery, which works the log into the file. */
export function isInDoubt(paths: FeedPaths): boolean {
  const note = existsSync(paths.db) ? readNote(paths) : undefined
  if (!note) return false
  const left = readJson(leftPath(paths), Left)
  if (!left) return true
  const log = readLog(paths.wal)
  if (note.salts !== null) return log?.salts !== note.salts
  const now = stateOf(paths)
  const isNotOurLog = log !== undefined && log.frames > 0 && log.salts !== note.previousSalts
  return isNotOurLog || left.bytes !== now.bytes || left.modifiedMs !== now.modifiedMs
}

/** Are these the rows of the last commit? True where nobody can tell. */
export async function areRowsOurs(paths: FeedPaths, db: WriterDatabase): Promise<boolean> {
  const told = tablesTold(paths, newestTold(paths))
  if (told === undefined) return true
  try {
    return differingTables(told, await scanFeed(db)).length === 0
  } catch {
    // A table such as no feed has, or damage: as foreign as other rows.
    return false
  }
}

function newestTold({ folder, name }: FeedPaths): number {
  const numbers = readdirSync(folder).flatMap((file) => {
    const [, generation] = new RegExp(`^${name}-g(\\d+)\\.digests$`).exec(file) ?? []
    return generation === undefined ? [] : [Number(generation)]
  })
  return Math.max(0, ...numbers)
}

function stateOf({ db }: FeedPaths): z.infer<typeof Left> {
  const { size, mtimeMs } = statSync(db)
  return { bytes: size, modifiedMs: mtimeMs }
}

function leftPath({ folder, name }: FeedPaths): string {
  return join(folder, `${name}.left.json`)
}
