import { and, eq } from 'drizzle-orm'
import type { Alarm } from '#shared/value/ledger.ts'
import { raiseOnce } from '../alarms/store.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { Db, GroupDatabase } from '../db/open.ts'
import type { HubRow } from '../hubs/store.ts'
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

export interface StoppedStream {
  readonly hub: Pick<HubRow, 'id' | 'companyId'>
  /** Which event, and what is wrong. */
  readonly words: string
  readonly at: number
}

/** Takes no more of the hub until HQ resumes it, and tells HQ. */
export async function stopHub(group: GroupDatabase, stopped: StoppedStream): Promise<void> {
  const { hub, words } = stopped
  await group.writeHot((hot) => {
    const active = hot.prepare(stopSql).get(words.slice(0, 500), hub.id)
    if (active !== undefined) tellStopped(hot, stopped, 'Put that right, then resume the hub')
  })
}

/** HQ is told of a stream that goes on by itself once the cloud is upgraded. */
export async function awaitUpgrade(group: GroupDatabase, stopped: StoppedStream): Promise<void> {
  await group.writeHot((hot) => tellStopped(hot, stopped, 'Its tills sell on'))
}

/** Ends when an event of the hub is taken again, or HQ resumes or revokes it. */
export function streamOf(hubId: number): Pick<Alarm, 'kind' | 'subject'> {
  return { kind: 'stream-stopped', subject: `hub:${hubId}` }
}

function tellStopped(hot: HotDatabase, { hub, words, at }: StoppedStream, rest: string): void {
  const said = `Nothing more of hub ${hub.id} is taken: ${words.slice(0, 500)}. ${rest}.`
  const origin = { companyId: hub.companyId, hubId: hub.id, at }
  raiseOnce(hot, { ...streamOf(hub.id), words: said }, origin)
}

const stopSql = `UPDATE hub SET state = 'stopped', state_reason = ?
  WHERE id = ? AND state = 'active' RETURNING id`
