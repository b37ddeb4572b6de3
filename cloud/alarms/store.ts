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

/** One that lasts until `settle` is called for it as often as this. */
export function raiseLasting(hot: HotDatabase, alarm: Alarm, origin: AlarmOrigin): void {
  raise(hot, alarm, origin)
  const { kind, subject, words } = alarm
  hot.prepare(openSql).run(kind, subject, words)
}

/** One that lasts until `end`; while it does, the same again changes nothing. */
export function raiseOnce(hot: HotDatabase, alarm: Alarm, origin: AlarmOrigin): void {
  const { kind, subject, words } = alarm
  if (hot.prepare(isOpenSql).get(kind, subject, words) === undefined) {
    raiseLasting(hot, alarm, origin)
  }
}

type Subject = Pick<Alarm, 'kind' | 'subject'>

/** One of the things that raised it has ended. */
export function settle(hot: HotDatabase, { kind, subject }: Subject, at: number): void {
  hot.prepare(settleSql).run(at, kind, subject)
}

/** All of them have. */
export function end(hot: HotDatabase, { kind, subject }: Subject, at: number): void {
  hot.prepare(endSql).run(at, kind, subject)
}

/** The one of these words has. */
export function endWords(hot: HotDatabase, { kind, subject, words }: Alarm, at: number): void {
  hot.prepare(endWordsSql).run(at, kind, subject, words)
}

const raiseSql = `INSERT INTO alarm (kind, subject, words, company_id, hub_id, times, first_at, last_at)
  VALUES (?, ?, ?, ?, ?, 1, ?, ?)
  ON CONFLICT (kind, subject, words) DO UPDATE SET times = times + 1, last_at = excluded.last_at`
const openSql = `UPDATE alarm SET open = open + 1, ended_at = NULL
  WHERE kind = ? AND subject = ? AND words = ?`
const isOpenSql = 'SELECT 1 FROM alarm WHERE kind = ? AND subject = ? AND words = ? AND open > 0'
const settleSql = `UPDATE alarm SET open = open - 1, ended_at = CASE WHEN open = 1 THEN ? END
  WHERE kind = ? AND subject = ? AND open > 0`
const endWordsSql = `UPDATE alarm SET open = 0, ended_at = ?
  WHERE kind = ? AND subject = ? AND words = ? AND open > 0`
const endSql = `UPDATE alarm SET open = 0, ended_at = ?
  WHERE kind = ? AND subject = ? AND open > 0`

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
