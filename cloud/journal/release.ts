import type { HotDatabase } from '../db/hot.ts'
import { insertInto } from '../db/insert.ts'
import { accountsAt } from './account-facts.ts'
import { addTotals } from './add-totals.ts'
import { type Booking, book } from './book.ts'
import { receiptsHeld } from './held.ts'
import { createPoster, reversalOf } from './post-entry.ts'
import { incompleteShift } from './schema.ts'
import type { ReadBody } from './stored-body.ts'
import { readStoredEvent, type StoredEvent } from './stored-event.ts'
import { createTotals } from './totals.ts'

/** The command that lets events out of the quarantine. */
export interface ReleasedBy {
  readonly commandSeq: number
  readonly at: number
  readonly by: string
}

/** The event that is repaired. */
export interface RepairedBy {
  readonly id: string
  /** Undefined = as the hub sent it. */
  readonly payload: unknown
}

/** A held event, with the payload that counts now and what that does. */
export interface JudgedEvent {
  readonly event: StoredEvent
  readonly booking: Booking
}

export interface Judging extends Pick<ReleasedBy, 'commandSeq'> {
  /** In the place of the hub's own. */
  readonly payload?: unknown
  readonly readBody: ReadBody
}

export function judgeHeld(
  hot: HotDatabase,
  appliedSeq: number,
  { commandSeq, payload, readBody }: Judging,
): JudgedEvent {
  const stored = readStoredEvent(hot, appliedSeq, readBody)
  const event = payload === undefined ? stored : { ...stored, payload }
  return { event, booking: book(event, accountsAt(hot, stored.storeId, commandSeq)) }
}

/** All that the payload does; the envelope's effects stand since it came. */
export function release(
  hot: HotDatabase,
  { event, booking }: JudgedEvent,
  { commandSeq, at, by, repair }: ReleasedBy & { readonly repair: RepairedBy | null },
): void {
  const { appliedSeq, companyId, envelope } = event
  const { entry, sums, receipt } = booking
  const totals = createTotals(event)
  const post = createPoster(hot)
  const { businessOn, currency, shiftId } = envelope
  for (const posted of [reversalOf(hot, appliedSeq), entry]) {
    if (posted === undefined) continue
    post(posted, { companyId, appliedSeq, businessOn, currency, postedAt: at })
    totals.add({ event, entry: posted, sums: null, stock: [] })
  }
  totals.add({ event, entry: undefined, sums, stock: [] })
  addTotals(hot, totals)
  if (receipt !== null) {
    const { total, memberId, customerId } = receipt
    hot.prepare(receiptSql).run(total, memberId, customerId, appliedSeq)
    if (shiftId !== null) hot.prepare(lessMissingSql).run(shiftId)
  }
  hot.prepare("UPDATE event SET state = 'applied' WHERE applied_seq = ?").run(appliedSeq)
  const { id = null, payload } = repair ?? {}
  const text = payload === undefined ? null : JSON.stringify(payload)
  hot.prepare(releasedSql).run(commandSeq, at, by, id, text, appliedSeq)
  if (envelope.type === 'shift.closed' && shiftId !== null) markShift(hot, event, shiftId)
}

/** Its turn came, and now it is wrong itself. */
export function refuseHeld(
  hot: HotDatabase,
  appliedSeq: number,
  { commandSeq, reason }: { readonly commandSeq: number; readonly reason: string },
): void {
  hot.prepare("UPDATE event SET state = 'quarantined' WHERE applied_seq = ?").run(appliedSeq)
  hot.prepare(refusedSql).run(reason, commandSeq, appliedSeq)
}

function markShift(hot: HotDatabase, { appliedSeq, companyId }: StoredEvent, shiftId: string) {
  const missing = receiptsHeld(hot, shiftId)
  if (missing === 0) return
  insertIncomplete.into(hot)({ appliedSeq, companyId, shiftId, parked: missing, missing })
}

const insertIncomplete = insertInto(incompleteShift)
const receiptSql =
  'UPDATE receipt SET total = ?, member_id = ?, customer_id = ? WHERE applied_seq = ?'
const lessMissingSql =
  'UPDATE incomplete_shift SET missing = missing - 1 WHERE shift_id = ? AND missing > 0'
const releasedSql = `UPDATE quarantine SET judged_seq = ?, repaired_at = ?, repaired_by = ?,
  repair_id = ?, repair = ? WHERE applied_seq = ?`
const refusedSql = `UPDATE quarantine SET parked_behind = NULL, reason = ?, judged_seq = ?
  WHERE applied_seq = ?`
