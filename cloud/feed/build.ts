import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectPath } from '../project-path.ts'
import { openWriter, truncateLog, type WriterDatabase } from './connection.ts'
import { syncPath, writeDurably } from './durable.ts'
import { type FeedNote, writeNote } from './note.ts'
import { type FeedPaths, removeFeed } from './paths.ts'

/**
 * A feed from nothing, under a new id: filled without a fsync per transaction, since it exists only
 * when its note does. A build that was cut is begun again.
 */
export async function buildFeed(
  paths: FeedPaths,
  feedId: string,
  fill: (db: WriterDatabase) => Promise<string>,
): Promise<FeedNote> {
  removeFeed(paths)
  const db = openWriter(paths.db)
  let cursor: string
  try {
    migrate(db)
    db.exec('PRAGMA synchronous=OFF; PRAGMA cache_size=-65536')
    cursor = await fill(db)
    if (!(await truncateLog(db, paths)))
      throw new Error(`somebody reads ${paths.db}, which is being built`)
  } finally {
    db.close()
  }
  syncPath(paths.db)
  syncPath(paths.folder)
  writeDurably(paths.cursor, cursor)
  const note: FeedNote = { feedId, generation: 1, salts: null, previousSalts: null }
  writeNote(paths, note)
  return note
}

/** Applies what the feed's own `feed_schema` lacks; each file ends by raising it by one. */
export function migrate(db: WriterDatabase): void {
  const folder = projectPath('drizzle/feed')
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .toSorted((a, b) => a.localeCompare(b))
  for (const name of files.slice(schemaVersion(db))) {
    db.exec(`BEGIN; ${readFileSync(join(folder, name), 'utf8')}; COMMIT`)
  }
}

function schemaVersion(db: WriterDatabase): number {
  const tables = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'feed_schema'").all()
  if (tables.length === 0) return 0
  const [row] = db.prepare('SELECT max(version) FROM feed_schema').raw(true).all() as number[][]
  return row?.[0] ?? 0
}
