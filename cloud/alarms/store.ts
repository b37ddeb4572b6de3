import { and, desc, eq, lt } from 'drizzle-orm'
import type { Alarm } from '#shared/value/ledger.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { Db } from '../db/open.ts'
import { hub } from '../hubs/schema.ts'
import { store } from '../masterdata/schema.ts'
import { alarm } from './schema.ts'

/** Which hub's events or words raised it. */
export interface AlarmOrigin {
  readonly companyId: number
  readonly hubId: number
  readonly at: number
}

/** In the transaction of what raised it. */
export function raise(hot: HotDatabase, alarm: Alarm, { companyId, hubId, at }: AlarmOrigin): void {
  const { kind, subject, words } = alarm
  hot.prepare(raiseSql).run(kind, subject, words, companyId, hubId, at, at)
}

const raiseSql = `INSERT INTO alarm (kind, subject, words, company_id, hub_id, times, first_at, last_at)
  VALUES (?, ?, ?, ?, ?, 1, ?, ?)
  ON CONFLICT (kind, subject, words) DO UPDATE SET times = times + 1, last_at = excluded.last_at`

/** Newest first. */
export async function listAlarms(
  db: Db,
  { companyId, before, limit }: { companyId: number | undefined; before: number; limit: number },
) {
  const ofCompany = companyId === undefined ? undefined : eq(alarm.companyId, companyId)
  return await db
    .select({ alarm, storeCode: store.code })
    .from(alarm)
    .innerJoin(hub, eq(hub.id, alarm.hubId))
    .innerJoin(store, eq(store.id, hub.storeId))
    .where(and(lt(alarm.id, before), ofCompany))
    .orderBy(desc(alarm.id))
    .limit(limit)
}
