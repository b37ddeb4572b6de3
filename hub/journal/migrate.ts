import { readFileSync } from 'node:fs'
import type { Database } from 'libsql'
import { z } from 'zod'

const Journal = z.object({ entries: z.array(z.object({ tag: z.string() })) })

/** Brings a database up to date with a folder of drizzle migrations, each in one transaction. */
export function migrate(database: Database, folder: URL): void {
  database.exec('CREATE TABLE IF NOT EXISTS migration (tag TEXT PRIMARY KEY NOT NULL)')
  const rows = database.prepare('SELECT tag FROM migration').raw(true).all() as [string][]
  const done = new Set(rows.map(([tag]) => tag))
  const journal = Journal.parse(
    JSON.parse(readFileSync(new URL('meta/_journal.json', folder), 'utf8')),
  )
  for (const { tag } of journal.entries) {
    if (done.has(tag)) continue
    const script = readFileSync(new URL(`${tag}.sql`, folder), 'utf8')
    database.exec('BEGIN IMMEDIATE')
    for (const part of script.split('--> statement-breakpoint')) database.exec(part)
    database.prepare('INSERT INTO migration (tag) VALUES (?)').run(tag)
    database.exec('COMMIT')
  }
}
