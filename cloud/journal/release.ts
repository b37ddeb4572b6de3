import { Failure } from '#shared/domain/failure.ts'
import { raise, settle } from '../alarms/store.ts'
import type { HotDatabase } from '../db/hot.ts'
import { insertInto } from '../db/insert.ts'
import { receipt as receiptTable } from '../receipts/schema.ts'
import { noSales, type SalesSums, sumNames } from '../reports/sales-sums.ts'
import { readProgrammeOf } from '../value/programme-kinds.ts'
import { announceVoucher } from '../vouchers/announce-voucher.ts'
import { noteIssued } from '../vouchers/issued-by-stores.ts'
import { accountsAt } from './account-facts.ts'
import { addTotals } from './add-totals.ts'
import { type BookedReceipt, type Booking, book, bookAccepted, stepAside } from './book.ts'
import { receiptRow } from './event-writer.ts'
import { inQuarantine, receiptsHeld } from './held.ts'
import { createPoster, reversalOf } from './post-entry.ts'
import { releasedValue } from './released-value.ts'
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

/** How an event leaves the quarantine, and HQ's words for it where its payload does not say it. */
export interface Ended {
  readonly how: 'repaired' | 'accepted' | 'dismissed'
  readonly reason: string
}

/** The event that is repaired. */
export interface RepairedBy extends Ended {
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
  /** Of a command that is replayed: the verdict of that time, null = applied. */
  readonly before?: string | null
  /** In the place of the hub's own. */
  readonly payload?: unknown
  readonly readBody: ReadBody
}

export function judgeHeld(
  hot: HotDatabase,
  appliedSeq: number,
  { commandSeq, payload, readBody, before }: Judging,
): JudgedEvent {
  const stored = readStoredEvent(hot, appliedSeq, readBody)
  const event = payload === undefined ? stored : { ...stored, payload }
  const { hubId, storeId } = stored
  const accounts = accountsAt(hot, storeId, commandSeq)
  const about = { hubId, accounts, programmeOf: readProgrammeOf(hot) }
  if (before === undefined) return { event, booking: book(event, about) }
  const booking = before === null ? bookAccepted(event, about) : stepAside(event, accounts, before)
  return { event, booking }
}

/** All that the payload does; the envelope's effects stand since it came. */
export function release(
  hot: HotDatabase,
  { event, booking }: JudgedEvent,
  { commandSeq, at, by, repair }: ReleasedBy & { readonly repair: RepairedBy | null },
): void {
  const { appliedSeq, companyId, envelope } = event
  const { entry, sums, receipt, alarm } = booking
  if (alarm !== null) raise(hot, alarm, { ...event, at })
  const totals = createTotals(event)
  const { post, addDays } = createPoster(hot)
  const { businessOn, currency, shiftId } = envelope
  const reversal = reversalOf(hot, appliedSeq)
  const value = releasedValue(hot, event, {
    paper: booking.paper,
    wasPosted: reversal !== undefined,
    accounts: accountsAt(hot, event.storeId, commandSeq),
  })
  for (const posted of [reversal, entry, value]) {
    if (posted === undefined) continue
    post(posted, { companyId, appliedSeq, businessOn, currency, postedAt: at })
  }
  // Of an event whose id another one has, not even the envelope was applied.
  const stock = event.repeats === null ? [] : envelope.stock
  totals.add({ event, sums, stock })
  addTotals(hot, totals)
  addDays()
  for (const account of event.repeats === null ? noteIssued(hot, event, event.storeId) : []) {
    announceVoucher(hot, account)
  }
  if (receipt !== null) bookReceipt(hot, event, { receipt, sums: sums?.all ?? noSales() })
  hot.prepare("UPDATE event SET state = 'applied' WHERE applied_seq = ?").run(appliedSeq)
  end(hot, appliedSeq, { commandSeq, at, by, repair })
  if (envelope.type === 'shift.closed' && shiftId !== null) markShift(hot, event, shiftId)
}

/** HQ leaves it as it is: what its envelope did stands, its payload counts for nothing. */
export function dismiss(
  hot: HotDatabase,
  appliedSeq: number,
  ended: ReleasedBy & { readonly repair: RepairedBy },
): void {
  const shiftId = hot.prepare(shiftSql).get(appliedSeq)?.[0]
  if (typeof shiftId === 'string') hot.prepare(lessMissingSql).run(shiftId)
  hot.prepare("UPDATE event SET state = 'dismissed' WHERE applied_seq = ?").run(appliedSeq)
  end(hot, appliedSeq, ended)
}

function bookReceipt(
  hot: HotDatabase,
  event: StoredEvent,
  { receipt, sums }: { readonly receipt: BookedReceipt; readonly sums: Readonly<SalesSums> },
): void {
  const { appliedSeq, envelope } = event
  const { total, memberId, customerId, partnerId } = receipt
  const values = sumNames.map((name) => sums[name])
  const people = [memberId, customerId, partnerId]
  const known = hot.prepare(receiptSql).get(total, ...people, ...values, appliedSeq)
  if (known === undefined) {
    // Accepted beside the one that has its id: then it is found under that of its event.
    const id = [receipt.id, envelope.id].find((each) => !isTaken(hot, each))
    if (id === undefined) {
      const words = `Event ${appliedSeq}: its id and its receipt's are both those of other receipts`
      throw new Failure('conflict', `${words}. Dismiss it.`)
    }
    const row = receiptRow({ ...receipt, id, envelope }, event)
    insertReceipt.into(hot)({ ...row, ...sums, appliedSeq })
  } else if (envelope.shiftId !== null) {
    hot.prepare(lessMissingSql).run(envelope.shiftId)
  }
}

function isTaken(hot: HotDatabase, receiptId: string): boolean {
  return hot.prepare('SELECT 1 FROM receipt WHERE receipt_id = ?').get(receiptId) !== undefined
}

function end(
  hot: HotDatabase,
  appliedSeq: number,
  { commandSeq, at, by, repair }: ReleasedBy & { readonly repair: RepairedBy | null },
): void {
  const { id = null, payload } = repair ?? {}
  const text = payload === undefined ? null : JSON.stringify(payload)
  const isRepair = repair === null || repair.how === 'repaired'
  const [how, reason] = isRepair ? [null, null] : [repair.how, repair.reason]
  hot.prepare(releasedSql).run(commandSeq, at, by, id, text, how, reason, appliedSeq)
  const hubId = Number(hot.prepare(hubSql).get(appliedSeq)?.[0])
  settle(hot, inQuarantine(hubId), at)
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

const insertReceipt = insertInto(receiptTable)
const insertIncomplete = insertInto(incompleteShift)
const sumColumns = sumNames.map((name) => `${receiptTable[name].name} = ?`).join(', ')
const receiptSql = `UPDATE receipt SET total = ?, member_id = ?, customer_id = ?, partner_id = ?,
  ${sumColumns}
  WHERE applied_seq = ? RETURNING 1`
const lessMissingSql =
  'UPDATE incomplete_shift SET missing = missing - 1 WHERE shift_id = ? AND missing > 0'
const releasedSql = `UPDATE quarantine SET judged_seq = ?, repaired_at = ?, repaired_by = ?,
  repair_id = ?, repair = ?, ended = ?, ended_reason = ? WHERE applied_seq = ?`
const hubSql = 'SELECT hub_id FROM event WHERE applied_seq = ?'
const shiftSql = `SELECT q.shift_id FROM quarantine q JOIN receipt r ON r.applied_seq = q.applied_seq
  WHERE q.applied_seq = ?`
const refusedSql = `UPDATE quarantine SET parked_behind = NULL, reason = ?, judged_seq = ?
  WHERE applied_seq = ?`
