import { and, asc, eq, gt, isNull } from 'drizzle-orm'
import type { Db, GroupDatabase } from '../db/open.ts'
import { hub } from '../hubs/schema.ts'
import { type HubRow, setHubState } from '../hubs/store.ts'
import { company, store } from '../masterdata/schema.ts'
import { event, hubHead, quarantine } from './schema.ts'

export interface JournalHeadRow {
  readonly epoch: number
  readonly seq: number
  /** Hex; empty before the first event. */
  readonly hash: string
}

export async function headOf(
  db: Db,
  { id, epoch }: Pick<HubRow, 'id' | 'epoch'>,
): Promise<JournalHeadRow> {
  const row = await db
    .select()
    .from(hubHead)
    .where(and(eq(hubHead.hubId, id), eq(hubHead.epoch, epoch)))
    .get()
  if (row === undefined) throw new Error(`hub ${id} has no head in epoch ${epoch}`)
  return { epoch, seq: row.seq, hash: Buffer.from(row.hash).toString('hex') }
}

export async function currencyOf(db: Db, companyId: number): Promise<string> {
  const row = await db.select().from(company).where(eq(company.id, companyId)).get()
  if (row === undefined) throw new Error(`company ${companyId} not found`)
  return row.currency
}

export async function stopHub(group: GroupDatabase, hubId: number, reason: string): Promise<void> {
  const stateReason = reason.slice(0, 500)
  await group.write((tx) => setHubState(tx, hubId, { state: 'stopped', stateReason }))
}

/** Open quarantine, oldest first. */
export async function listQuarantine(
  db: Db,
  { companyId, after, limit }: { companyId: number | undefined; after: number; limit: number },
) {
  const ofCompany = companyId === undefined ? undefined : eq(quarantine.companyId, companyId)
  return await db
    .select({
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
    })
    .from(quarantine)
    .innerJoin(event, eq(event.appliedSeq, quarantine.appliedSeq))
    .innerJoin(hub, eq(hub.id, event.hubId))
    .innerJoin(store, eq(store.id, hub.storeId))
    .where(and(isNull(quarantine.repairedAt), gt(quarantine.appliedSeq, after), ofCompany))
    .orderBy(asc(quarantine.appliedSeq))
    .limit(limit)
}
