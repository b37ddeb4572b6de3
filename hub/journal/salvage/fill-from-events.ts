import type { Database } from 'libsql'
import { z } from 'zod'
import { receiptNumber } from '#shared/domain/receipt-number.ts'

/** Numbers of lost receipts are not given out a second time (spine B4). */
const SKIPPED_NUMBERS = 100

const SaleBody = z.object({
  envelope: z.object({
    till: z.string(),
    receipt: z.object({ number: z.string(), originalId: z.string().nullable() }),
  }),
  payload: z.object({ priced: z.object({ total: z.number() }) }),
})

const PAGE_EVENTS = 500

/** What the events say and no row was found for: receipts by number, and the last number given. */
export function fillFromEvents(database: Database): void {
  const addReceipt = database.prepare(
    `INSERT OR IGNORE INTO receipt (seq, kind, number, at, till, total, original_seq)
     VALUES (?, ?, ?, ?, ?, ?, (SELECT seq FROM event WHERE id = ?))`,
  )
  const raiseCounter = database.prepare(
    `INSERT INTO till_counter (till, epoch, counter) VALUES (?, ?, ?)
     ON CONFLICT (till, epoch) DO UPDATE SET counter = max(counter, excluded.counter)`,
  )
  const page = database.prepare(salesSql).raw(true)
  for (let after = 0; ; ) {
    const rows = page.all([after]) as SaleRow[]
    for (const [seq, type, at, epoch, hash, body] of rows) {
      after = seq
      const sale = SaleBody.safeParse(JSON.parse(body)).data
      if (sale === undefined) continue
      const { till, receipt } = sale.envelope
      const number = receiptNumber(receipt.number, hash)
      const kind = type === 'sale.closed' ? 'sale' : 'refund'
      const { total } = sale.payload.priced
      addReceipt.run([seq, kind, number, at, till, total, receipt.originalId])
      raiseCounter.run([till, epoch, Number(receipt.number.split('-').at(-1))])
    }
    if (rows.length < PAGE_EVENTS) break
  }
  database.prepare('UPDATE till_counter SET counter = counter + ?').run([SKIPPED_NUMBERS])
}

type SaleRow = [number, string, number, number, string, string]
const salesSql = `SELECT seq, type, at, epoch, coalesce(first_hash, hash), body FROM event
  WHERE seq > ? AND type IN ('sale.closed', 'sale.refunded') ORDER BY seq LIMIT ${PAGE_EVENTS}`
