import type { RefundRight } from '#shared/value/refund-right.ts'
import type { HotDatabase } from '../db/hot.ts'

/**
 * The right to refund a receipt as its sale made it: the selling hub's, over what the receipt came
 * to. It is read from the receipt, so that a sale that is never refunded writes no row of its own.
 * Undefined for a sale that is not in the books.
 */
export function rightOfReceipt(hot: HotDatabase, receiptId: string): RefundRight | undefined {
  const [hub, epoch, total, voidBefore] = hot.prepare(receiptSql).get(receiptId) ?? []
  if (hub === undefined) return undefined
  // The word of a disk of an ended epoch is gone: its rights are the cloud's (spine B1.3).
  const isVoid = Number(epoch) < Number(voidBefore)
  return {
    receiptId,
    hub: Number(hub),
    epoch: Number(epoch),
    total: Math.max(0, Number(total)),
    refunded: 0,
    holder: isVoid ? 'cloud' : 'hub',
    claims: [],
    counted: [],
    version: 0,
  }
}

const receiptSql = `SELECT e.hub_id, e.epoch, r.total, coalesce(v.before_epoch, 0)
  FROM receipt r JOIN event e ON e.applied_seq = r.applied_seq
  LEFT JOIN hub_void v ON v.hub_id = e.hub_id
  WHERE r.receipt_id = ? AND r.kind = 'sale'`
