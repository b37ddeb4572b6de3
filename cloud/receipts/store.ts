import { and, asc, desc, eq, gt, gte, like, lt, lte } from 'drizzle-orm'
import type { Db } from '../db/open.ts'
import { hub } from '../hubs/schema.ts'
import { event, journalBatch, quarantine } from '../journal/schema.ts'
import { employee, store } from '../masterdata/schema.ts'
import { receipt } from './schema.ts'

export interface ReceiptsQuery {
  readonly companyId: number | undefined
  readonly storeId: number | undefined
  readonly from: string | undefined
  readonly to: string | undefined
  /** Receipts of whom this affiliate partner sent. */
  readonly partnerId: number | undefined
  /** The beginning of the printed number. */
  readonly number: string | undefined
  /** Newest first: only those below this event. */
  readonly before: number | undefined
  readonly limit: number
}

export async function listReceipts(db: Db, query: ReceiptsQuery) {
  const { companyId, storeId, from, to, partnerId, number, before, limit } = query
  return await db
    .select({ receipt, storeCode: store.code, cashier: employee.name, state: event.state })
    .from(receipt)
    .innerJoin(store, eq(store.id, receipt.storeId))
    .innerJoin(event, eq(event.appliedSeq, receipt.appliedSeq))
    .leftJoin(employee, eq(employee.id, receipt.cashierId))
    .where(
      and(
        companyId === undefined ? undefined : eq(receipt.companyId, companyId),
        storeId === undefined ? undefined : eq(receipt.storeId, storeId),
        partnerId === undefined ? undefined : eq(receipt.partnerId, partnerId),
        from === undefined ? undefined : gte(receipt.businessOn, from),
        to === undefined ? undefined : lte(receipt.businessOn, to),
        // The contract lets only letters, digits and hyphens through: no wildcards.
        number === undefined ? undefined : like(receipt.number, `${number}%`),
        before === undefined ? undefined : lt(receipt.appliedSeq, before),
      ),
    )
    .orderBy(desc(receipt.appliedSeq))
    .limit(limit)
}

export async function findReceipt(db: Db, receiptId: string) {
  return await db
    .select({
      receipt,
      event,
      hub: { id: hub.id, name: hub.name },
      store: { id: store.id, code: store.code, name: store.name },
      batch: {
        id: journalBatch.id,
        firstSeq: journalBatch.firstSeq,
        lastSeq: journalBatch.lastSeq,
        receivedAt: journalBatch.receivedAt,
      },
      cashier: employee.name,
      quarantineReason: quarantine.reason,
      repairedAt: quarantine.repairedAt,
      repairedBy: quarantine.repairedBy,
    })
    .from(receipt)
    .innerJoin(event, eq(event.appliedSeq, receipt.appliedSeq))
    .innerJoin(journalBatch, eq(journalBatch.id, event.batchId))
    .innerJoin(hub, eq(hub.id, receipt.hubId))
    .innerJoin(store, eq(store.id, receipt.storeId))
    .leftJoin(employee, eq(employee.id, receipt.cashierId))
    .leftJoin(quarantine, eq(quarantine.appliedSeq, receipt.appliedSeq))
    .where(eq(receipt.receiptId, receiptId))
    .get()
}

export type FoundReceipt = NonNullable<Awaited<ReturnType<typeof findReceipt>>>

/** What happened to the receipt afterwards: refunds of it, reprints. */
export async function laterEvents(db: Db, found: FoundReceipt, limit: number) {
  const { receiptId, appliedSeq } = found.receipt
  const columns = {
    appliedSeq: event.appliedSeq,
    type: event.type,
    at: event.at,
    receiptId: receipt.receiptId,
    number: receipt.number,
    total: receipt.total,
  }
  const refunds = await db
    .select(columns)
    .from(receipt)
    .innerJoin(event, eq(event.appliedSeq, receipt.appliedSeq))
    .where(eq(receipt.originalId, receiptId))
    .orderBy(asc(event.appliedSeq))
    .limit(limit)
  const others = await db
    .select(columns)
    .from(event)
    .leftJoin(receipt, eq(receipt.appliedSeq, event.appliedSeq))
    .where(and(eq(event.receiptId, receiptId), gt(event.appliedSeq, appliedSeq)))
    .orderBy(asc(event.appliedSeq))
    .limit(limit)
  return [...refunds, ...others].toSorted((a, b) => a.appliedSeq - b.appliedSeq).slice(0, limit)
}

export async function receiptOfEvent(db: Db, appliedSeq: number) {
  return await db.select().from(receipt).where(eq(receipt.appliedSeq, appliedSeq)).get()
}

export async function findEvent(db: Db, appliedSeq: number) {
  return await db.select().from(event).where(eq(event.appliedSeq, appliedSeq)).get()
}
