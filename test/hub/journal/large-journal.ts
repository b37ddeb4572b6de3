import { createHash } from 'node:crypto'
import Database from 'libsql'
import { migrate } from '#hub/journal/migrate.ts'
import { migrationsFolder } from '#hub/journal/program-files.ts'
import { eventHashText } from '#shared/domain/chain.ts'
import { receiptNumber } from '#shared/domain/receipt-number.ts'
import { identity, newEvent } from './open-journal.ts'

const BEGUN_AT = Date.UTC(2026, 9, 1)

/** A journal of many sales, chained and numbered as the writer does it, but in one transaction. */
export function makeLargeJournal(path: string, sales: number, bodyBytes: number): void {
  const database = new Database(path)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF')
  migrate(database, migrationsFolder())
  const { hubId, epoch, token, feedId, lookupKey, profile } = identity
  database.exec('BEGIN')
  database
    .prepare(
      `INSERT INTO identity (one, hub_id, epoch, token, feed_id, lookup_key, profile, cloud_seq)
       VALUES (1, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(hubId, epoch, token, feedId, lookupKey, profile, sales)
  const event = database.prepare(
    `INSERT INTO event (seq, epoch, id, type, at, hash, request_hash, body)
     VALUES (?, ?, ?, 'sale.closed', ?, ?, ?, ?)`,
  )
  const receipt = database.prepare(
    `INSERT INTO receipt (seq, kind, number, at, till, total, original_seq)
     VALUES (?, 'sale', ?, ?, 'T1', 100, NULL)`,
  )
  const job = database.prepare(
    `INSERT INTO print_job (seq, id, kind, till, device, ref_id, document, duplicate, state, reason,
       attempt, created_at, updated_at, expires_at)
     VALUES (?, ?, 'receipt', 'T1', 'printer', ?, NULL, 0, 'done', '', 1, ?, ?, NULL)`,
  )
  const like = newEvent({ sale: true }).envelope
  const filler = 'x'.repeat(Math.max(0, bodyBytes - JSON.stringify(like).length))
  const payload = JSON.stringify({ v: 1, priced: { total: 100 }, filler })
  let prev = ''
  for (let seq = 1; seq <= sales; seq += 1) {
    const id = `0190a5c0-0000-7000-8000-${seq.toString(16).padStart(12, '0')}`
    const at = BEGUN_AT + seq * 1000
    const number = `S1-T1-${epoch}-${String(seq).padStart(6, '0')}`
    const receiptOf = { id, number, originalId: null, cover: null }
    const envelope = JSON.stringify({ ...like, id, at, receipt: receiptOf })
    const body = `{"envelope":${envelope},"payload":${payload}}`
    const text = eventHashText({ prev, hubId, epoch, seq, id, type: 'sale.closed', at })
    const hash = createHash('sha256').update(text).update(body).digest('hex')
    event.run(seq, epoch, id, at, hash, hash, body)
    receipt.run(seq, receiptNumber(number, hash), at)
    job.run(seq, `j${id}`, id, at, at)
    prev = hash
  }
  database
    .prepare('INSERT INTO till_counter (till, epoch, counter) VALUES (?, ?, ?)')
    .run('T1', epoch, sales)
  database.exec('COMMIT')
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
}
