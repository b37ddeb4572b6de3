import { Envelope, SaleClosed, SaleRefunded } from '#shared/contracts/event.ts'
import type { RefundOfSale, SoldReceipt, SoldReceiptQuery } from '#shared/contracts/sold-receipt.ts'
import { parseReceiptNumber } from '#shared/domain/receipt-number.ts'
import type { HotDatabase, HotRow } from '../db/hot.ts'
import { readStoredBody } from '../journal/stored-body.ts'
import { repairedPayload } from '../journal/stored-event.ts'

/** Sales of a company that another store may be asked to give back. */
export function soldReceipts(
  hot: HotDatabase,
  companyId: number,
  { id, number }: SoldReceiptQuery,
): SoldReceipt[] {
  if (id !== undefined) return hot.prepare(byIdSql).all(companyId, id).flatMap(toSold(hot))
  const parsed = parseReceiptNumber(number ?? '')
  if (parsed === null) return []
  const { base, check } = parsed
  // `base` and the two check characters: all that begins with `base-`, and '.' follows '-'.
  const rows = hot.prepare(byNumberSql).all(companyId, `${base}-`, `${base}.`)
  const named = check === null ? rows : rows.filter((row) => row[2] === `${base}-${check}`)
  return named.flatMap(toSold(hot))
}

/** Those whose payload can be read: a hub that computes the next part starts from all of them. */
export function refundsOfSale(hot: HotDatabase, receiptId: string): RefundOfSale[] {
  return hot
    .prepare(refundsSql)
    .all(receiptId)
    .flatMap(([appliedSeq, id]) => {
      const { payload } = bodyOf(hot, Number(appliedSeq))
      const { data } = SaleRefunded.safeParse(payload)
      if (data === undefined) return []
      const { priced, settlement } = data
      return [{ id: String(id), priced, settlement }]
    })
}

function toSold(hot: HotDatabase) {
  return ([appliedSeq, id, number, code, name]: HotRow): SoldReceipt[] => {
    const { envelope, payload } = bodyOf(hot, Number(appliedSeq))
    const sale = SaleClosed.safeParse(payload).data
    // In quarantine: HQ mends it first.
    if (sale === undefined) return []
    const store = { code: String(code), name: String(name) }
    const refunds = refundsOfSale(hot, String(id))
    const of = { store, number: String(number), payload: sale, refunds }
    return [{ ...of, envelope: Envelope.parse(envelope) }]
  }
}

function bodyOf(hot: HotDatabase, appliedSeq: number): { envelope: unknown; payload: unknown } {
  const body = readStoredBody(hot, appliedSeq).toString('utf8')
  const { envelope, payload } = JSON.parse(body) as { envelope: unknown; payload: unknown }
  return { envelope, payload: repairedPayload(hot, appliedSeq) ?? payload }
}

const soldSql = `SELECT r.applied_seq, r.receipt_id, r.number, s.code, s.name FROM receipt r
  JOIN store s ON s.id = r.store_id WHERE r.company_id = ? AND r.kind = 'sale'`
const byIdSql = `${soldSql} AND r.receipt_id = ?`
const byNumberSql = `${soldSql} AND r.number >= ? AND r.number < ? LIMIT 10`
const refundsSql = `SELECT applied_seq, receipt_id FROM receipt
  WHERE original_id = ? AND kind = 'refund' ORDER BY applied_seq`
