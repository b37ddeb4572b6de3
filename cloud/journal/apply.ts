import { ReceiptReprinted } from '#shared/contracts/event.ts'
import { answeredTwice } from '#shared/journal/answered-twice.ts'
import { repeatedNumber } from '#shared/journal/repeated-number.ts'
import { raise } from '../alarms/store.ts'
import type { HotDatabase } from '../db/hot.ts'
import { addInto, insertInto } from '../db/insert.ts'
import { outbox } from '../db/outbox.ts'
import type { StoreAccounts } from '../ledger/accounts.ts'
import { accountDay, ledgerTransaction, posting } from '../ledger/schema.ts'
import { receipt } from '../receipts/schema.ts'
import { salesByProduct, salesByTill } from '../reports/schema.ts'
import { type Booking, book, nothingBooked, printedNumber, stepAside } from './book.ts'
import { sessionConflict } from './conflict.ts'
import { lastAppliedSeq } from './hq-log.ts'
import type { Pace } from './pace.ts'
import type { ReadEvent } from './read-events.ts'
import { event, journalBatch, quarantine, stockOnHand } from './schema.ts'
import { readStoredBody } from './stored-body.ts'
import { createTotals } from './totals.ts'

/** Whose batch it is and where it came from. */
export interface BatchOrigin {
  readonly hubId: number
  readonly companyId: number
  readonly storeId: number
  readonly epoch: number
  /** The push counts only while this session is open and the books end at `after`. */
  readonly session: string
  readonly after: number
  readonly firstSeq: number
  readonly packed: Uint8Array
  readonly receivedAt: number
}

export interface BatchContent {
  /** Those that are new; what comes before them in the batch is known already. */
  readonly events: readonly ReadEvent[]
  readonly accounts: StoreAccounts
  readonly pace: Pace
}

export interface Applied {
  readonly quarantined: number
}

const inserts = {
  batch: insertInto(journalBatch),
  event: insertInto(event),
  quarantine: insertInto(quarantine),
  receipt: insertInto(receipt),
  transaction: insertInto(ledgerTransaction),
  posting: insertInto(posting),
  outbox: insertInto(outbox),
  accountDay: addInto(accountDay, ['accountId', 'businessOn']),
  stock: addInto(stockOnHand, ['storeId', 'productId']),
  byTill: addInto(salesByTill, ['companyId', 'businessOn', 'storeId', 'till', 'cashierId']),
  byProduct: addInto(salesByProduct, ['companyId', 'businessOn', 'storeId', 'productId']),
}

/** Writes a batch, all effects of its events and the new mark; the caller holds the transaction. */
export async function applyBatch(
  hot: HotDatabase,
  origin: BatchOrigin,
  content: BatchContent,
): Promise<Applied> {
  const { events, pace } = content
  const last = events.at(-1)
  if (last === undefined) return { quarantined: 0 }
  const { hubId, companyId, storeId, epoch, firstSeq, packed, receivedAt } = origin
  const batchId = highest(hot, 'SELECT max(id) FROM journal_batch') + 1
  const batch = { id: batchId, hubId, epoch, firstSeq, lastSeq: last.seq, receivedAt }
  inserts.batch.into(hot)({ ...batch, body: Buffer.from(packed) })

  const write = createEventWriter(hot, { ...origin, batchId })
  const totals = createTotals({ companyId, storeId })
  const bookOnce = createBooker(hot, content, hubId)
  let appliedSeq = lastAppliedSeq(hot)
  let quarantined = 0
  for (const event of events) {
    appliedSeq += 1
    const booking = bookOnce(event, appliedSeq)
    write(booking, appliedSeq)
    totals.add(booking)
    if (booking.quarantined !== null) quarantined += 1
    if (booking.alarm !== null) raise(hot, booking.alarm, { companyId, hubId, at: receivedAt })
    if (pace.isTimeToRest()) await pace.rest()
  }
  totals.accountDays().forEach(inserts.accountDay.into(hot))
  totals.stock().forEach(inserts.stock.into(hot))
  totals.byTill().forEach(inserts.byTill.into(hot))
  totals.byProduct().forEach(inserts.byProduct.into(hot))
  moveHead(hot, origin, last)
  inserts.outbox.into(hot)({ companyId, entity: 'hub_mark', entityId: hubId, class: 'balances' })
  return { quarantined }
}

/** A handshake may have come between the reading of the batch and now: then nothing of it counts. */
function moveHead(hot: HotDatabase, origin: BatchOrigin, last: ReadEvent): void {
  const { hubId, epoch, session, after } = origin
  const hash = Buffer.from(last.hash, 'hex')
  const moved = hot.prepare(moveHeadSql).get(last.seq, hash, hubId, epoch, session, after)
  if (moved === undefined) throw sessionConflict(hubId, { seq: after, hash: '' })
}

const moveHeadSql = `UPDATE hub_head SET seq = ?, hash = ?, session_heard = 1
  WHERE hub_id = ? AND epoch = ? AND session = ? AND seq = ?
    AND epoch = (SELECT h.epoch FROM hub h WHERE h.id = hub_head.hub_id)
  RETURNING seq`

/** An event or a receipt that is there already has its effects; it must not have them twice. */
function createBooker(hot: HotDatabase, { events, accounts }: BatchContent, hubId: number) {
  // Asked for the whole batch at once: a statement costs more than a look-up.
  const eventIds = events.map((event) => event.envelope.id)
  const receiptIds = events.flatMap((event) => event.envelope.receipt?.id ?? [])
  const seqByEvent = known(hot, { table: 'event', column: 'event_id' }, eventIds)
  const seqByReceipt = known(hot, { table: 'receipt', column: 'receipt_id' }, receiptIds)
  const numbers = events.flatMap((event) => printedNumber(event) ?? [])
  const seqByNumber = known(hot, { table: 'receipt', column: 'number' }, numbers)
  return (event: ReadEvent, appliedSeq: number): Booking => {
    const repeats = seqByEvent.get(event.envelope.id)
    if (repeats !== undefined) return bookRepeat(hot, event, { repeats, hubId })
    seqByEvent.set(event.envelope.id, appliedSeq)
    const booked = book(event, accounts)
    if (booked.receipt === null) return booked
    const { number } = booked.receipt
    const first = seqByNumber.get(number)
    seqByNumber.set(number, first ?? appliedSeq)
    const booking = first === undefined ? booked : { ...booked, alarm: twice(hot, booked, first) }
    if (booking.receipt === null) return booking
    const { id } = booking.receipt
    const taken = seqByReceipt.get(id)
    seqByReceipt.set(id, taken ?? appliedSeq)
    if (taken === undefined) return booking
    const reason = `receipt ${id} is already that of event ${taken}`
    return { ...stepAside(event, accounts, reason), receipt: null, alarm: booking.alarm }
  }
}

/** CROSS JOIN fixes the order: look up each id by index, never scan the table. */
function known(
  hot: HotDatabase,
  { table, column }: { readonly table: string; readonly column: string },
  ids: readonly string[],
): Map<string, number> {
  const rows = hot
    .prepare(
      `SELECT t.${column}, t.applied_seq FROM json_each(?) j CROSS JOIN ${table} t ON t.${column} = j.value`,
    )
    .all(JSON.stringify(ids))
  return new Map(rows.map(([id, appliedSeq]) => [String(id), Number(appliedSeq)]))
}

/** The same event under a new position, as after a healed fork; with other content it is an alarm. */
function bookRepeat(
  hot: HotDatabase,
  event: ReadEvent,
  { repeats, hubId }: { readonly repeats: number; readonly hubId: number },
): Booking {
  const isSame = readStoredBody(hot, repeats).equals(event.body)
  const quarantined = isSame ? null : `same id as event ${repeats}, other content`
  const alarm = isSame ? null : answeredTwice(hubId, event.envelope)
  return { ...nothingBooked, event, repeats, quarantined, alarm, stock: [] }
}

/** Two papers with one number: both are booked, and HQ is told (spine B4). */
function twice(hot: HotDatabase, { event, receipt }: Booking, first: number): Booking['alarm'] {
  const known = hot.prepare('SELECT event_id FROM event WHERE applied_seq = ?').get(first)?.[0]
  const numbered = { event: event.envelope.id, number: receipt?.number ?? '' }
  return repeatedNumber(numbered, String(known))
}

function createEventWriter(hot: HotDatabase, origin: BatchOrigin & { readonly batchId: number }) {
  const { hubId, companyId, storeId, epoch, batchId, receivedAt } = origin
  const insertEvent = inserts.event.into(hot)
  const insertQuarantine = inserts.quarantine.into(hot)
  const insertReceipt = inserts.receipt.into(hot)
  const insertTransaction = inserts.transaction.into(hot)
  const insertPosting = inserts.posting.into(hot)
  let transactionId = highest(hot, 'SELECT max(id) FROM ledger_transaction')

  return ({ event, receipt, entry, quarantined, repeats }: Booking, appliedSeq: number): void => {
    const { envelope, seq, slice } = event
    const { id, type, at, businessOn, currency } = envelope
    insertEvent({
      appliedSeq,
      hubId,
      epoch,
      seq,
      eventId: repeats === null ? id : null,
      type,
      at,
      hash: Buffer.from(event.hash, 'hex'),
      receiptId: receiptNamedBy(event),
      batchId,
      bodyStart: slice.start,
      bodyLength: slice.length,
      state: quarantined !== null ? 'quarantined' : repeats === null ? 'applied' : 'repeated',
      repeats,
    })
    if (quarantined !== null) {
      const receiptId = envelope.receipt?.id ?? null
      const reason = quarantined.slice(0, 500)
      insertQuarantine({ appliedSeq, companyId, receiptId, reason, since: receivedAt })
    }
    if (receipt !== null) {
      insertReceipt({
        appliedSeq,
        receiptId: receipt.id,
        companyId,
        storeId,
        hubId,
        kind: receipt.kind,
        number: receipt.number,
        businessOn,
        at,
        till: envelope.till ?? '',
        shiftId: envelope.shiftId,
        cashierId: envelope.cashierId,
        memberId: receipt.memberId,
        customerId: receipt.customerId,
        originalId: receipt.originalId,
        currency,
        total: receipt.total,
      })
    }
    if (entry === undefined) return
    transactionId += 1
    const { kind, debit, amountByAccount } = entry
    insertTransaction({
      id: transactionId,
      companyId,
      appliedSeq,
      kind,
      businessOn,
      postedAt: receivedAt,
      currency,
      debit,
      credit: debit,
    })
    for (const [accountId, amount] of amountByAccount) {
      insertPosting({ transactionId, accountId, amount })
    }
  }
}

function receiptNamedBy({ envelope, payload }: ReadEvent): string | null {
  if (envelope.type !== 'receipt.reprinted') return envelope.receipt?.id ?? null
  return ReceiptReprinted.safeParse(payload).data?.receiptId ?? envelope.receipt?.id ?? null
}

/** Rows are never deleted, so the next id is one more; the writer is alone. */
function highest(hot: HotDatabase, sql: string): number {
  return Number(hot.prepare(sql).get()?.[0] ?? 0)
}
