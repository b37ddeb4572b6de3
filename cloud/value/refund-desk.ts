import type { HotDatabase } from '../db/hot.ts'
import { runCommand } from './commands.ts'
import { lineOf } from './messages.ts'
import { mayPromise } from './recovery-store.ts'

export interface RefundAsked {
  readonly hubId: number
  readonly session: string
  /** Of the refund's own receipt. */
  readonly id: string
  readonly receiptId: string
  readonly amount: number
}

/**
 * A store asks whether it may refund another store's receipt (spine B5). `granted` null: not now;
 * where the right is still in its store it was asked back, and the next try may succeed.
 */
export function answerRefundRequest(
  hot: HotDatabase,
  { hubId, session, id, receiptId, amount }: RefundAsked,
  at: number,
): { readonly granted: number | null; readonly hubs: readonly number[] } {
  const isOpen = lineOf(hot, hubId)?.session === session
  if (!isOpen || !mayPromise(hot) || !isOfOneCompany(hot, hubId, receiptId)) {
    return { granted: null, hubs: [] }
  }
  const command = { kind: 'grant-refund', id, receiptId, hub: hubId, amount } as const
  const { answer, hubs } = runCommand(hot, command, { at, by: `hub ${hubId}` })
  return { granted: answer.outcome === 'refused' ? null : amount, hubs }
}

/** Money of one company is not given back by another. */
function isOfOneCompany(hot: HotDatabase, hubId: number, receiptId: string): boolean {
  const [companyId] = hot.prepare(companySql).get(receiptId, hubId) ?? []
  return companyId !== undefined
}

const companySql = `SELECT r.company_id FROM receipt r JOIN hub h ON h.company_id = r.company_id
  WHERE r.receipt_id = ? AND h.id = ?`
