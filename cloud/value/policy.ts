import { z } from 'zod'
import type { HotDatabase } from '../db/hot.ts'

/** How far the clocks of a hub and the cloud may be apart when a lease has ended (spine B1.1). */
export const forfeitMarginMs = 10 * 60_000

/** How much of an account a store is leased unasked, in units of the programme (spine B1.5). */
export const LeasePolicy = z.object({
  /** 95th percentile of one redemption. */
  p95: z.int().positive().default(5_000_000),
  cap: z.int().positive().default(10_000_000),
  /** Units a day that are made good by themselves once a lease has ended unheard; 0 = HQ decides. */
  forfeitPerDay: z.int().min(0).default(0),
})
export type LeasePolicy = z.infer<typeof LeasePolicy>

const defaults = LeasePolicy.parse({})

export function leasePolicyOf(hot: HotDatabase, companyId: number): LeasePolicy {
  const text = hot.prepare(selectSql).get(keyOf(companyId))?.[0]
  return typeof text === 'string' ? LeasePolicy.parse(JSON.parse(text)) : defaults
}

export function saveLeasePolicy(hot: HotDatabase, companyId: number, policy: LeasePolicy): void {
  hot.prepare(saveSql).run(keyOf(companyId), JSON.stringify(policy))
}

function keyOf(companyId: number): string {
  return `lease_policy:${companyId}`
}

const selectSql = 'SELECT value FROM group_setting WHERE key = ?'
const saveSql = `INSERT INTO group_setting (key, value) VALUES (?, ?)
  ON CONFLICT (key) DO UPDATE SET value = excluded.value`
