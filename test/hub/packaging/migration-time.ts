/**
 * `npm run migration-time`: how long the start after an upgrade takes on a journal of 35 days with
 * 500 sales a day, from each older state to the newest.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Database from 'libsql'
import { migrate, tagsIn } from '#hub/journal/migrate.ts'
import { olderMigrations } from './older-reader.ts'
import { root } from './small-box.ts'

const days = 35
const salesADay = Number(process.env['KASSA_TEST_SALES_A_DAY'] ?? 500)
const folder = new URL(`${pathToFileURL(root).href}drizzle/hub/`)
const tags = tagsIn(folder)

for (let known = 1; known <= tags.length; known += 1) {
  const dir = mkdtempSync(join(tmpdir(), 'kassa-migration-time-'))
  try {
    const path = join(dir, 'journal.db')
    using older = olderMigrations(folder, known)
    fill(path, older.folder)
    const mib = Math.round(statSync(path).size / 1024 / 1024)
    const startedAt = performance.now()
    const database = new Database(path)
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    migrate(database, folder)
    database.close()
    const ms = Math.round(performance.now() - startedAt)
    const what = known === tags.length ? 'nothing to migrate' : `${tags.length - known} migrations`
    const events = days * salesADay
    process.stdout.write(
      `from ${tags[known - 1]}: ${events} sales, ${mib} MiB, ${what}: ${ms} ms\n`,
    )
  } finally {
    rmSync(dir, { recursive: true })
  }
}

function fill(path: string, migrations: URL): void {
  const database = new Database(path)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF')
  migrate(database, migrations)
  const event = database.prepare(
    `INSERT INTO event (seq, epoch, id, type, at, hash, request_hash, body)
     VALUES (?, 1, ?, 'sale.closed', ?, ?, ?, ?)`,
  )
  const receipt = database.prepare(
    `INSERT INTO receipt (seq, kind, number, at, till, total, original_seq)
     VALUES (?, 'sale', ?, ?, 'T1', 100, NULL)`,
  )
  const job = database.prepare(
    `INSERT INTO print_job (seq, id, kind, till, device, ref_id, document, duplicate, state, reason,
       attempt, created_at, updated_at, expires_at)
     VALUES (?, ?, 'receipt', 'T1', 'printer', ?, NULL, 0, 'done', '', 1, 1, 1, NULL)`,
  )
  // A sale of ten lines is 2,025 bytes (spine A1).
  const body = `{"envelope":{},"payload":"${'x'.repeat(2000)}"}`
  database.exec('BEGIN')
  for (let seq = 1; seq <= days * salesADay; seq += 1) {
    const id = `0190a5c0-0000-7000-8000-${seq.toString(16).padStart(12, '0')}`
    const hash = seq.toString(16).padStart(64, '0')
    event.run(seq, id, seq * 1000, hash, hash, body)
    receipt.run(seq, `UB1-T1-1-${String(seq).padStart(6, '0')}-00`, seq * 1000)
    job.run(seq, `j${id}`, id)
  }
  database.exec('COMMIT')
  database.close()
}
