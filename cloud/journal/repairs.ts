import { Failure } from '#shared/domain/failure.ts'
import type { HotDatabase } from '../db/hot.ts'

/** What a repair did. */
export interface Repaired {
  /** Its place in the applied log. */
  readonly appliedSeq: number
  /** The repaired event and those that waited for it, in the order in which they were applied. */
  readonly released: readonly ReleasedEvent[]
  /** Those whose turn came and which are wrong themselves. */
  readonly refused: readonly (ReleasedEvent & { readonly reason: string })[]
}

export interface ReleasedEvent {
  readonly appliedSeq: number
  readonly type: string
  readonly receiptId: string | null
}

export function repairedBy(hot: HotDatabase, appliedSeq: number): Repaired {
  const judged = hot.prepare(judgedSql).all(appliedSeq)
  const events = judged.map(([seq, type, receiptId, reason, repairedAt]) => ({
    isReleased: repairedAt !== null,
    reason: String(reason),
    event: {
      appliedSeq: Number(seq),
      type: String(type),
      receiptId: typeof receiptId === 'string' ? receiptId : null,
    },
  }))
  return {
    appliedSeq,
    released: events.filter(({ isReleased }) => isReleased).map(({ event }) => event),
    refused: events
      .filter(({ isReleased }) => !isReleased)
      .map(({ event, reason }) => ({ ...event, reason })),
  }
}

/** The same repair again has the same answer; the same id for something else is a conflict. */
export function repairedBefore(
  hot: HotDatabase,
  wish: { readonly id: string; readonly appliedSeq: number; readonly payload: unknown },
): Repaired | undefined {
  const known = hot.prepare(byIdSql).get(wish.id)
  if (known === undefined) return undefined
  const [event, repair, commandSeq] = known
  const text = wish.payload === undefined ? null : JSON.stringify(wish.payload)
  if (event === wish.appliedSeq && repair === text) return repairedBy(hot, Number(commandSeq))
  throw new Failure(
    'conflict',
    `id (${wish.id}): it is that of another repair, of event ${String(event)}; make a new one.`,
  )
}

/** Throws the reason why there is nothing to repair about this event. */
export function mayRepair(hot: HotDatabase, appliedSeq: number): void {
  const words = whyNotRepaired(hot, appliedSeq)
  if (words === undefined)
    throw new Failure('not-found', `Event ${appliedSeq} is not in quarantine.`)
  if (words !== null) throw new Failure('conflict', `Event ${appliedSeq} ${words}`)
}

/** Null = it may be repaired; undefined = it is not in quarantine and never was. */
export function whyNotRepaired(hot: HotDatabase, appliedSeq: number): string | null | undefined {
  const row = hot.prepare(heldSql).get(appliedSeq)
  if (row === undefined) return undefined
  const [repairedAt, parkedBehind, repeats, type, own] = row
  if (repairedAt !== null) return 'was repaired before.'
  if (parkedBehind !== null) {
    return `waits for event ${String(parkedBehind)}: repair that one, and its turn comes by itself.`
  }
  if (repeats !== null) {
    return `has the id of event ${String(repeats)}, which is in the books: no payload changes that.`
  }
  if ((type === 'sale.closed' || type === 'sale.refunded') && own === null) {
    return 'has the receipt id of another event: no payload changes that. Its money stays unexplained.'
  }
  return null
}

const judgedSql = `SELECT q.applied_seq, e.type, q.receipt_id, q.reason, q.repaired_at
  FROM quarantine q JOIN event e ON e.applied_seq = q.applied_seq
  WHERE q.judged_seq = ? ORDER BY q.applied_seq`
const byIdSql = 'SELECT applied_seq, repair, judged_seq FROM quarantine WHERE repair_id = ?'
const heldSql = `SELECT q.repaired_at, q.parked_behind, e.repeats, e.type, r.receipt_id
  FROM quarantine q JOIN event e ON e.applied_seq = q.applied_seq
  LEFT JOIN receipt r ON r.applied_seq = q.applied_seq WHERE q.applied_seq = ?`
