import type { HotDatabase } from '../db/hot.ts'
import { insertInto } from '../db/insert.ts'
import { receipt } from '../receipts/schema.ts'
import { noSales, type SalesSums } from '../reports/sales-sums.ts'
import type { BookedReceipt, Booking } from './book.ts'
import { receiptNamedBy } from './book.ts'
import type { Poster } from './post-entry.ts'
import { event, incompleteShift, quarantine } from './schema.ts'

/** Whose events they are, and the batch that they came in. */
export interface WrittenFor {
  readonly hubId: number
  readonly companyId: number
  readonly storeId: number
  readonly epoch: number
  readonly batchId: number
  readonly receivedAt: number
}

const inserts = {
  event: insertInto(event),
  quarantine: insertInto(quarantine),
  receipt: insertInto(receipt),
  incompleteShift: insertInto(incompleteShift),
}

/** Writes an event with its receipt, its postings and its place in the quarantine. */
export function createEventWriter(
  hot: HotDatabase,
  about: WrittenFor,
  { post }: Pick<Poster, 'post'>,
) {
  const { hubId, companyId, epoch, batchId, receivedAt } = about
  const insertEvent = inserts.event.gatheredInto(hot)
  const insertReceipt = inserts.receipt.gatheredPartsInto(hot)

  return (booking: Booking, appliedSeq: number): void => {
    const { event, receipt, entry, quarantined, parkedBehind, repeats, parkedReceipts } = booking
    const { envelope, seq, slice } = event
    const { id, type, at, businessOn, currency, shiftId } = envelope
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
      state: stateOf(booking),
      repeats,
    })
    if (quarantined !== null) {
      inserts.quarantine.into(hot)({
        appliedSeq,
        companyId,
        receiptId: envelope.receipt?.id ?? null,
        shiftId,
        parkedBehind,
        reason: quarantined,
        firstReason: parkedBehind === null ? quarantined : null,
        since: receivedAt,
      })
    }
    if (receipt !== null) {
      const sums = booking.sums?.all ?? nothingSold
      insertReceipt(sums, { ...receiptRow({ ...receipt, envelope }, about), appliedSeq })
    }
    if (parkedReceipts > 0 && shiftId !== null) {
      const [parked, missing] = [parkedReceipts, parkedReceipts]
      inserts.incompleteShift.into(hot)({ appliedSeq, companyId, shiftId, parked, missing })
    }
    if (entry === undefined) return
    post(entry, { companyId, appliedSeq, businessOn, currency, postedAt: receivedAt })
  }
}

const nothingSold: Readonly<SalesSums> = noSales()

/** A receipt's row in the index, without what it adds to the sales report. */
export function receiptRow(
  made: BookedReceipt & Pick<Booking['event'], 'envelope'>,
  { companyId, storeId, hubId }: Pick<WrittenFor, 'companyId' | 'storeId' | 'hubId'>,
) {
  const { id, kind, number, memberId, customerId, partnerId, originalId, total, envelope } = made
  const { businessOn, at, shiftId, cashierId, currency } = envelope
  const till = envelope.till ?? ''
  const paper = { kind, number, businessOn, at, till, shiftId, cashierId, currency, total }
  const people = { memberId, customerId, partnerId }
  return { receiptId: id, companyId, storeId, hubId, ...people, originalId, ...paper }
}

function stateOf({ quarantined, parkedBehind, repeats }: Booking) {
  if (parkedBehind !== null) return 'parked'
  if (quarantined !== null) return 'quarantined'
  return repeats === null ? 'applied' : 'repeated'
}
