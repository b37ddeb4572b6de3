import type { HotDatabase } from '../db/hot.ts'
import { bulkTable } from '../masterdata/bulk.ts'
import { voucher, voucherBatch } from './schema.ts'

export const vouchers = bulkTable(voucher)
const batches = bulkTable(voucherBatch)
export type VoucherBatch = typeof voucherBatch.$inferSelect

export function findBatch(hot: HotDatabase, batchId: string): VoucherBatch | undefined {
  return batches.select(hot, 'batch_id = ?', batchId)[0]
}

export function batchOfRow(hot: HotDatabase, id: number): VoucherBatch | undefined {
  return batches.select(hot, 'id = ?', id)[0]
}

export function insertBatch(hot: HotDatabase, batch: Omit<VoucherBatch, 'id' | 'made'>): void {
  batches.insert(hot, [{ ...batch, id: batches.nextId(hot), made: 0 }])
}

export function noteMade(hot: HotDatabase, id: number, made: number): void {
  hot.prepare('UPDATE voucher_batch SET made = ? WHERE id = ?').run(made, id)
}

/** Newest first: the last one ordered is what HQ looks for. */
export function listBatches(
  hot: HotDatabase,
  {
    kind,
    companyId,
    programme,
    before,
    rows,
  }: {
    readonly kind: 'coupon' | 'gift-card'
    /** Of programmes of this company and of the whole group. */
    readonly companyId: number | undefined
    readonly programme: string | undefined
    readonly before: number
    readonly rows: number
  },
): VoucherBatch[] {
  const condition = `id < ? AND programme_id IN (SELECT id FROM programme
    WHERE kind = ? AND (? IS NULL OR code = ?) AND (? IS NULL OR coalesce(company_id, ?) = ?))
    ORDER BY id DESC LIMIT ?`
  const code = programme ?? null
  const company = companyId ?? null
  const asked = [before, kind, code, code, company, company, company]
  return batches.select(hot, condition, ...asked, rows)
}
