import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm'
import type { Db } from '../db/open.ts'
import { hub } from '../hubs/schema.ts'
import { store } from '../masterdata/schema.ts'
import { event, incompleteShift, quarantine } from './schema.ts'

export interface QuarantineQuery {
  readonly companyId: number | undefined
  readonly after: number
  readonly limit: number
}

const columns = {
  appliedSeq: quarantine.appliedSeq,
  companyId: quarantine.companyId,
  receiptId: quarantine.receiptId,
  parkedBehind: quarantine.parkedBehind,
  reason: quarantine.reason,
  since: quarantine.since,
  eventId: event.eventId,
  type: event.type,
  at: event.at,
  hubId: event.hubId,
  epoch: event.epoch,
  seq: event.seq,
  storeCode: store.code,
}

/** Open quarantine, oldest first. */
export async function listQuarantine(db: Db, { companyId, after, limit }: QuarantineQuery) {
  const ofCompany = companyId === undefined ? undefined : eq(quarantine.companyId, companyId)
  return await quarantined(db)
    .where(and(isNull(quarantine.repairedAt), gt(quarantine.appliedSeq, after), ofCompany))
    .orderBy(asc(quarantine.appliedSeq))
    .limit(limit)
}

/** Open or repaired. */
export async function findQuarantined(db: Db, appliedSeq: number) {
  return await quarantined(db).where(eq(quarantine.appliedSeq, appliedSeq)).get()
}

function quarantined(db: Db) {
  const { repairedAt, repairedBy, repair, ended, endedReason } = quarantine
  return db
    .select({ ...columns, repairedAt, repairedBy, repair, ended, endedReason })
    .from(quarantine)
    .innerJoin(event, eq(event.appliedSeq, quarantine.appliedSeq))
    .innerJoin(hub, eq(hub.id, event.hubId))
    .innerJoin(store, eq(store.id, hub.storeId))
    .$dynamic()
}

export async function countParkedBehind(db: Db, appliedSeq: number): Promise<number> {
  const row = await db
    .select({ n: sql<number>`count(*)` })
    .from(quarantine)
    .where(and(isNull(quarantine.repairedAt), eq(quarantine.parkedBehind, appliedSeq)))
    .get()
  return row?.n ?? 0
}

/** Closed shifts that still lack receipts, oldest first. */
export async function listIncompleteShifts(db: Db, { companyId, after, limit }: QuarantineQuery) {
  const ofCompany = companyId === undefined ? undefined : eq(incompleteShift.companyId, companyId)
  return await db
    .select({
      appliedSeq: incompleteShift.appliedSeq,
      companyId: incompleteShift.companyId,
      shiftId: incompleteShift.shiftId,
      parked: incompleteShift.parked,
      missing: incompleteShift.missing,
      closedAt: event.at,
      storeCode: store.code,
    })
    .from(incompleteShift)
    .innerJoin(event, eq(event.appliedSeq, incompleteShift.appliedSeq))
    .innerJoin(hub, eq(hub.id, event.hubId))
    .innerJoin(store, eq(store.id, hub.storeId))
    .where(and(gt(incompleteShift.missing, 0), gt(incompleteShift.appliedSeq, after), ofCompany))
    .orderBy(asc(incompleteShift.appliedSeq))
    .limit(limit)
}
