import type { Database } from 'libsql'
import { z } from 'zod'
import { SaleRefunded } from '#shared/contracts/event.ts'
import { receiptNumber } from '#shared/domain/receipt-number.ts'
import { createRefundedFill } from './fill-refunded.ts'
import { createShiftsFill, shiftEvents } from './fill-shifts.ts'

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

const RefundBody = z.object({ payload: SaleRefunded })

/** What the events say: receipts by number, what was given back, shifts, and the last number given. */
export function fillFromEvents(database: Database): void {
  const addReceipt = database.prepare(
    `INSERT INTO receipt (seq, kind, number, at, till, total, original_seq)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const saleById = database.prepare("SELECT seq FROM event WHERE id = ? AND type = 'sale.closed'")
  const refunded = createRefundedFill(database)
  const shifts = createShiftsFill(database)
  const takeRefund = (originalId: string | null, body: unknown): number | null => {
    const found = saleById.raw(true).get([originalId]) as [number] | undefined
    const refund = RefundBody.safeParse(body).data?.payload
    if (found === undefined) return null
    const [saleSeq] = found
    if (refund !== undefined) refunded.take(saleSeq, refund)
    return saleSeq
  }
  const raiseCounter = database.prepare(
    `INSERT INTO till_counter (till, epoch, counter) VALUES (?, ?, ?)
     ON CONFLICT (till, epoch) DO UPDATE SET counter = max(counter, excluded.counter)`,
  )
  const page = database.prepare(eventsSql).raw(true)
  for (let after = 0; ; ) {
    const rows = page.all([after]) as TillEventRow[]
    for (const [seq, type, at, epoch, hash, body] of rows) {
      after = seq
      const parsed: unknown = JSON.parse(body)
      shifts.take(seq, parsed)
      const isReceipt = type === 'sale.closed' || type === 'sale.refunded'
      const sale = isReceipt ? SaleBody.safeParse(parsed).data : undefined
      if (sale === undefined) continue
      const { till, receipt } = sale.envelope
      const number = receiptNumber(receipt.number, hash)
      const kind = type === 'sale.closed' ? 'sale' : 'refund'
      const { total } = sale.payload.priced
      const originalSeq = kind === 'sale' ? null : takeRefund(receipt.originalId, parsed)
      addReceipt.run([seq, kind, number, at, till, total, originalSeq])
      raiseCounter.run([till, epoch, Number(receipt.number.split('-').at(-1))])
    }
    if (rows.length < PAGE_EVENTS) break
  }
  refunded.save()
  shifts.save()
  database.prepare('UPDATE till_counter SET counter = counter + ?').run([SKIPPED_NUMBERS])
}

type TillEventRow = [number, string, number, number, string, string]
const eventsSql = `SELECT seq, type, at, epoch, coalesce(first_hash, hash), body FROM event
  WHERE seq > ? AND type IN (${shiftEvents.map((type) => `'${type}'`).join(', ')})
  ORDER BY seq LIMIT ${PAGE_EVENTS}`
