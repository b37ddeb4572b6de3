import { Failure } from '#shared/domain/failure.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { Ended, RepairedBy } from './release.ts'

/** What a repair did. */
export interface Repaired {
  /** Its place in the applied log. */
  readonly appliedSeq: number
  /** What is in the books now, in the order in which it was applied; a dismissed event is not. */
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
  wish: RepairedBy & { readonly appliedSeq: number },
): Repaired | undefined {
  const known = hot.prepare(byIdSql).get(wish.id)
  if (known === undefined) return undefined
  const [event, repair, commandSeq, how, reason] = known
  const isSameEnd = (how ?? 'repaired') === wish.how && (reason ?? '') === wish.reason
  const text = wish.payload === undefined ? null : JSON.stringify(wish.payload)
  if (event === wish.appliedSeq && repair === text && isSameEnd)
    return repairedBy(hot, Number(commandSeq))
  throw new Failure(
    'conflict',
    `id (${wish.id}): it is that of another repair, of event ${String(event)}; make a new one.`,
  )
}

/** Throws the reason why this event does not leave the quarantine in this way. */
export function mayEnd(
  hot: HotDatabase,
  { appliedSeq, how }: Pick<Ended, 'how'> & { readonly appliedSeq: number },
): void {
  const words = whyNot(hot, appliedSeq, how)
  if (words === undefined)
    throw new Failure('not-found', `Event ${appliedSeq} is not in quarantine.`)
  if (words !== null) throw new Failure('conflict', `Event ${appliedSeq} ${words}`)
}

/** Null = it may leave in this way; undefined = it is not in quarantine and never was. */
export function whyNot(
  hot: HotDatabase,
  appliedSeq: number,
  how: Ended['how'],
): string | null | undefined {
  const row = hot.prepare(heldSql).get(appliedSeq)
  if (row === undefined) return undefined
  const [repairedAt, parkedBehind, repeats, type, own, ended] = row
  if (repairedAt !== null) return `was ${String(ended ?? 'repaired')} before.`
  if (parkedBehind !== null) {
    return `waits for event ${String(parkedBehind)}: repair that one, and its turn comes by itself.`
  }
  if (how === 'dismissed') return null
  const taken = takenId(type, own, repeats)
  if (how === 'accepted') {
    return taken === null ? 'has an id of its own: repair it, or try it again as it is.' : null
  }
  return (
    taken && `${taken}: no payload changes that. Accept it as a receipt of its own, or dismiss it.`
  )
}

function takenId(type: unknown, own: unknown, repeats: unknown): string | null {
  if (repeats !== null) return `has the id of event ${Number(repeats)}, which is in the books`
  const isReceipt = type === 'sale.closed' || type === 'sale.refunded'
  return isReceipt && own === null ? 'has the receipt id of another event' : null
}

const judgedSql = `SELECT q.applied_seq, e.type, q.receipt_id, q.reason, q.repaired_at
  FROM quarantine q JOIN event e ON e.applied_seq = q.applied_seq
  WHERE q.judged_seq = ? AND q.ended IS NOT 'dismissed' ORDER BY q.applied_seq`
const byIdSql = `SELECT applied_seq, repair, judged_seq, ended, ended_reason
  FROM quarantine WHERE repair_id = ?`
const heldSql = `SELECT q.repaired_at, q.parked_behind, e.repeats, e.type, r.receipt_id,
  q.ended
  FROM quarantine q JOIN event e ON e.applied_seq = q.applied_seq
  LEFT JOIN receipt r ON r.applied_seq = q.applied_seq WHERE q.applied_seq = ?`
