import { z } from 'zod'
import type { HotDatabase } from '../db/hot.ts'

/** How far the clocks of a hub and the cloud may be apart when a lease has ended (spine B1.1). */
export const forfeitMarginMs = 10 * 60_000

/** How much of an account a store is leased unasked, in units of the programme (spine B1.5). */
export const LeasePolicy = z.object({
  p95: z
    .int()
    .positive()
    .max(1e12)
    .default(5_000_000)
    .describe('95th percentile of one redemption: what a customer usually spends at once.'),
  cap: z
    .int()
    .positive()
    .max(1e12)
    .default(10_000_000)
    .describe('No store is promised more of one account unasked.'),
  forfeitPerDay: z
    .int()
    .min(0)
    .max(1e12)
    .default(0)
    .describe('Made good by itself a day once leases have ended unheard; 0 = HQ decides.'),
})
export type LeasePolicy = z.infer<typeof LeasePolicy>

const defaults = LeasePolicy.parse({})

export function leasePolicyOf(hot: HotDatabase, companyId: number): LeasePolicy {
  const text = hot.prepare(selectSql).get(policyKey(companyId))?.[0]
  return typeof text === 'string' ? LeasePolicy.parse(JSON.parse(text)) : defaults
}

export function saveLeasePolicy(hot: HotDatabase, companyId: number, policy: LeasePolicy): void {
  hot.prepare(saveSql).run(policyKey(companyId), JSON.stringify(policy))
}

export function policyKey(companyId: number): string {
  return `lease_policy:${companyId}`
}

const selectSql = 'SELECT value FROM group_setting WHERE key = ?'
const saveSql = `INSERT INTO group_setting (key, value) VALUES (?, ?)
  ON CONFLICT (key) DO UPDATE SET value = excluded.value`
