import { readFileSync } from 'node:fs'
import type { Database } from 'libsql'
import { z } from 'zod'

const Journal = z.object({ entries: z.array(z.object({ tag: z.string() })) })

/**
 * A migration that an older program could not work with begins with this line: who does not know
 * the named one must not open the journal any more. All others only add, so any older program can.
 */
const oldestReader = /^-- oldest reader: (\S+)$/m

/**
 * Brings a database up to date with a folder of drizzle migrations, each in one transaction. How
 * many of them a reader must know stands in the file's header, where the launcher sees it without
 * SQLite (hub/packaging/launcher/switch-version.ts).
 */
export function migrate(database: Database, folder: URL): void {
  database.exec('CREATE TABLE IF NOT EXISTS migration (tag TEXT PRIMARY KEY NOT NULL)')
  const rows = database.prepare('SELECT tag FROM migration').raw(true).all() as [string][]
  const done = new Set(rows.map(([tag]) => tag))
  const tags = tagsIn(folder)
  needReader(database, tags.length)
  const due = tags.filter((tag) => !done.has(tag))
  for (const tag of due) {
    const script = readFileSync(new URL(`${tag}.sql`, folder), 'utf8')
    const [, oldest] = oldestReader.exec(script) ?? []
    database.exec('BEGIN IMMEDIATE')
    for (const part of script.split('--> statement-breakpoint')) database.exec(part)
    if (oldest !== undefined) database.exec(`PRAGMA user_version = ${tags.indexOf(oldest) + 1}`)
    database.prepare('INSERT INTO migration (tag) VALUES (?)').run(tag)
    database.exec('COMMIT')
  }
  // Out of the log and into the file, so that its header tells the truth from here on.
  if (due.length > 0) database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all()
}

export function tagsIn(folder: URL): string[] {
  const text = readFileSync(new URL('meta/_journal.json', folder), 'utf8')
  return Journal.parse(JSON.parse(text)).entries.map(({ tag }) => tag)
}

function needReader(database: Database, known: number): void {
  const [row] = database.prepare('PRAGMA user_version').raw(true).all() as [number][]
  const needed = row?.[0] ?? 0
  if (needed <= known) return
  throw new Error(
    `journal.db needs a program that knows ${needed} of its migrations, and this one knows ` +
      `${known}: switch this box to a newer version.`,
  )
}
