import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { StoreProfile } from '#shared/contracts/sync.ts'
import { TrustLimits } from '#shared/contracts/trust.ts'
import type { TrustCaps } from '#shared/value/trust-caps.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { Tx } from '../db/open.ts'

const none = { memberHub: 0, hubDay: 0, companyDay: 0 }

/** What stores may give on the company's risk while nobody hears them (spine B1.10); off at first. */
export const TrustPolicy = z.object({
  redemption: TrustLimits.default(none).describe('Store credit beyond what is leased, in units.'),
  refund: TrustLimits.default(none).describe('Cash for receipts whose right is elsewhere.'),
})
export type TrustPolicy = z.infer<typeof TrustPolicy>

export function trustPolicyOf(hot: HotDatabase, companyId: number): TrustPolicy {
  return readPolicy(hot, companyId) ?? TrustPolicy.parse({})
}

/** The hubs hear of it with their store's profile. */
export function saveTrustPolicy(hot: HotDatabase, companyId: number, policy: TrustPolicy): void {
  hot.prepare(saveSql).run(trustKey(companyId), JSON.stringify(policy))
  hot.prepare(announceSql).run(companyId, companyId)
}

/** As the store profile says it; undefined where the company never set it. */
export function trustOfProfile(
  hot: HotDatabase,
  companyId: number,
): StoreProfile['company']['trust'] {
  const policy = readPolicy(hot, companyId)
  return policy === undefined ? undefined : withHubs(policy, hubsOf(hot, companyId))
}

export function trustCapsOf(hot: HotDatabase, companyId: number) {
  return withHubs(trustPolicyOf(hot, companyId), hubsOf(hot, companyId))
}

/** There is one hub more or less to share the company's cap. */
export function announceHubs(hot: HotDatabase, companyId: number): void {
  if (readPolicy(hot, companyId) !== undefined) hot.prepare(announceSql).run(companyId, companyId)
}

export async function announceHubsIn(tx: Tx, companyId: number): Promise<void> {
  await tx.run(
    sql`INSERT INTO outbox (company_id, entity, entity_id, class) SELECT ${companyId}, 'company',
      ${companyId}, 'urgent' WHERE EXISTS
      (SELECT 1 FROM group_setting WHERE key = ${trustKey(companyId)})`,
  )
}

export function trustKey(companyId: number): string {
  return `trust:${companyId}`
}

export function withHubs(
  { redemption, refund }: TrustPolicy,
  hubs: number,
): { readonly redemption: TrustCaps; readonly refund: TrustCaps } {
  return { redemption: { ...redemption, hubs }, refund: { ...refund, hubs } }
}

function readPolicy(hot: HotDatabase, companyId: number): TrustPolicy | undefined {
  const text = hot.prepare(selectSql).get(trustKey(companyId))?.[0]
  return typeof text === 'string' ? TrustPolicy.parse(JSON.parse(text)) : undefined
}

function hubsOf(hot: HotDatabase, companyId: number): number {
  return Number(hot.prepare(hubsSql).get(companyId)?.[0] ?? 0)
}

const selectSql = 'SELECT value FROM group_setting WHERE key = ?'
const saveSql = `INSERT INTO group_setting (key, value) VALUES (?, ?)
  ON CONFLICT (key) DO UPDATE SET value = excluded.value`
const hubsSql = "SELECT count(*) FROM hub WHERE company_id = ? AND state <> 'revoked'"
const announceSql = `INSERT INTO outbox (company_id, entity, entity_id, class)
  VALUES (?, 'company', ?, 'urgent')`
