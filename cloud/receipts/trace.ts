import { Failure } from '#shared/domain/failure.ts'
import type { GroupDatabase } from '../db/open.ts'
import { timeOf } from '../journal/event-times.ts'
import { readStoredBody } from '../journal/stored-body.ts'
import { repairedPayload } from '../journal/stored-event.ts'
import { transactionsOfEvent } from '../ledger/store.ts'
import { rightOf } from '../value/refund-grants.ts'
import { valueOfReceipt } from './receipt-value.ts'
import { type FoundReceipt, findReceipt, laterEvents } from './store.ts'

const laterMax = 200

/** From a receipt to everything that it led to (law 5), in one call. */
export async function traceReceipt(group: GroupDatabase, receiptId: string) {
  const found = await findReceipt(group.db, receiptId)
  if (found === undefined) throw new Failure('not-found', `Receipt ${receiptId} not found.`)
  const { event, store, cashier } = found
  const { appliedSeq, receiptId: id, ...receipt } = found.receipt
  const hot = group.readHot()
  const { envelope, payload } = JSON.parse(readStoredBody(hot, appliedSeq).toString('utf8')) as {
    envelope: unknown
    payload: unknown
  }
  const shown = repairedPayload(hot, appliedSeq) ?? payload
  const transactions = await transactionsOfEvent(group.db, appliedSeq)
  return {
    receipt: {
      id,
      ...receipt,
      storeCode: store.code,
      cashier,
      state: event.state,
    },
    store,
    hub: found.hub,
    batch: found.batch,
    quarantineReason: found.repairedAt === null ? found.quarantineReason : null,
    repaired: repairOf(found),
    event: {
      appliedSeq,
      id: event.eventId,
      type: event.type,
      at: event.at,
      correctedAt: timeOf(hot, event),
      epoch: event.epoch,
      seq: event.seq,
      hash: Buffer.from(event.hash).toString('hex'),
    },
    body: { envelope, payload: shown },
    value: valueOfReceipt(hot, receiptId, shown),
    refundRight: rightOf(hot, receiptId) ?? null,
    transactions,
    later: await laterEvents(group.db, found, laterMax),
  }
}

function repairOf({ repairedAt, repairedBy, receipt }: FoundReceipt) {
  if (repairedAt === null || repairedBy === null) return null
  return { at: repairedAt, by: repairedBy, appliedSeq: receipt.appliedSeq }
}
