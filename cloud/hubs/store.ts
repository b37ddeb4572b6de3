import { and, asc, eq, gt, isNull, lt, max } from 'drizzle-orm'
import type { Db, Tx } from '../db/open.ts'
import { hubHead } from '../journal/schema.ts'
import { store } from '../masterdata/schema.ts'
import { announceHubsIn } from '../value/trust.ts'
import { hub, hubCode } from './schema.ts'

export type HubRow = typeof hub.$inferSelect
type Reader = Pick<Db, 'select'>

export async function findHub(db: Reader, id: number): Promise<HubRow | undefined> {
  return await db.select().from(hub).where(eq(hub.id, id)).get()
}

export async function findStore(db: Reader, id: number) {
  return await db.select().from(store).where(eq(store.id, id)).get()
}

export async function insertCode(tx: Tx, row: typeof hubCode.$inferInsert): Promise<void> {
  // Codes live 15 minutes; a day later nobody asks for them any more.
  const dayBefore = row.expiresAt - 86_400_000
  await tx.delete(hubCode).where(and(lt(hubCode.expiresAt, dayBefore), isNull(hubCode.hubId)))
  await tx.insert(hubCode).values(row)
}

/** The code's store, if it may still be used. */
export async function findCode(db: Reader, codeHash: string, now: number) {
  return await db
    .select()
    .from(hubCode)
    .where(and(eq(hubCode.codeHash, codeHash), isNull(hubCode.usedAt), gt(hubCode.expiresAt, now)))
    .get()
}

export interface NewHub {
  readonly companyId: number
  readonly storeId: number
  readonly name: string
  readonly at: number
}

/**
 * A new hub starts before its first event, in an epoch that no hub of its store had: the box that
 * replaces a dead one repeats none of its receipt numbers.
 */
export async function insertHub(
  tx: Tx,
  { companyId, storeId, name, at }: NewHub,
): Promise<{ readonly id: number; readonly epoch: number }> {
  const highest = await tx
    .select({ epoch: max(hub.epoch) })
    .from(hub)
    .where(eq(hub.storeId, storeId))
    .get()
  const epoch = (highest?.epoch ?? 0) + 1
  const { id } = await tx
    .insert(hub)
    .values({
      companyId,
      storeId,
      name,
      epoch,
      claimedAt: at,
      state: 'active',
      stateReason: '',
      lastSeenAt: null,
      lastStatus: null,
    })
    .returning({ id: hub.id })
    .get()
  await tx.insert(hubHead).values({ hubId: id, epoch, seq: 0, hash: Buffer.alloc(0) })
  await announceHubsIn(tx, companyId)
  return { id, epoch }
}

export async function useCode(
  tx: Tx,
  codeHash: string,
  { hubId, at }: { readonly hubId: number; readonly at: number },
): Promise<void> {
  await tx.update(hubCode).set({ usedAt: at, hubId }).where(eq(hubCode.codeHash, codeHash))
}

export async function rememberStatus(
  tx: Tx,
  id: number,
  { seenAt, status }: { readonly seenAt: number; readonly status: string },
): Promise<void> {
  await tx.update(hub).set({ lastSeenAt: seenAt, lastStatus: status }).where(eq(hub.id, id))
}

/** Hubs with their store and the cloud's place in their journal. */
export async function listHubs(
  db: Reader,
  { after, limit, companyId }: { after: number; limit: number; companyId: number | undefined },
) {
  const ofCompany = companyId === undefined ? undefined : eq(hub.companyId, companyId)
  return await db
    .select({ hub, storeCode: store.code, storeName: store.name, cloudSeq: hubHead.seq })
    .from(hub)
    .innerJoin(store, eq(store.id, hub.storeId))
    .leftJoin(hubHead, and(eq(hubHead.hubId, hub.id), eq(hubHead.epoch, hub.epoch)))
    .where(and(gt(hub.id, after), ofCompany))
    .orderBy(asc(hub.id))
    .limit(limit)
}
