import { and, eq } from 'drizzle-orm'
import type { Db, GroupDatabase } from '../db/open.ts'
import { type HubRow, setHubState } from '../hubs/store.ts'
import { company } from '../masterdata/schema.ts'
import { hubHead } from './schema.ts'

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
