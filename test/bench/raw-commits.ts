import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { percentile } from './figure.ts'

/**
 * The raw limit of a checkout: single-row commits with synchronous=FULL on the same disk. A program
 * of its own (disk.ts), which prints what it measured.
 */
process.stdout.write(JSON.stringify(rawCommits(Number(process.argv[2]), Number(process.argv[3]))))

function rawCommits(count: number, bytes: number): { perSecond: number; p99Ms: number } {
  const dir = mkdtempSync(join(tmpdir(), 'kassa-raw-'))
  const db = new Database(join(dir, 'raw.db'))
  try {
    db.exec('PRAGMA journal_mode=WAL')
    db.exec('PRAGMA synchronous=FULL')
    db.exec('CREATE TABLE row (id INTEGER PRIMARY KEY, body TEXT NOT NULL)')
    const insert = db.prepare('INSERT INTO row (body) VALUES (?)')
    const body = 'x'.repeat(bytes)
    const took: number[] = []
    const began = performance.now()
    for (let i = 0; i < count; i += 1) {
      const at = performance.now()
      insert.run(body)
      took.push(performance.now() - at)
    }
    const seconds = (performance.now() - began) / 1000
    return { perSecond: count / seconds, p99Ms: percentile(took, 0.99) }
  } finally {
    db.close()
    rmSync(dir, { recursive: true, force: true })
  }
}
