import { Failure } from '#shared/domain/failure.ts'
import type { GroupDatabase } from '../db/open.ts'
import { readStoredBody } from '../journal/stored-body.ts'
import { transactionsOfEvent } from '../ledger/store.ts'
import { findReceipt, laterEvents } from './store.ts'

const laterMax = 200

/** From a receipt to everything that it led to (law 5), in one call. */
export async function traceReceipt(group: GroupDatabase, receiptId: string) {
  const found = await findReceipt(group.db, receiptId)
  if (found === undefined) throw new Failure('not-found', `Receipt ${receiptId} not found.`)
  const { event, store, cashier } = found
  const { appliedSeq, receiptId: id, ...receipt } = found.receipt
  const body = JSON.parse(readStoredBody(group.readHot(), appliedSeq).toString('utf8')) as {
    envelope: unknown
    payload: unknown
  }
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
    quarantineReason: found.quarantineReason,
    event: {
      appliedSeq,
      id: event.eventId,
      type: event.type,
      at: event.at,
      epoch: event.epoch,
      seq: event.seq,
      hash: Buffer.from(event.hash).toString('hex'),
    },
    body,
    transactions,
    later: await laterEvents(group.db, found, laterMax),
  }
}
