import { and, count, eq, ne } from 'drizzle-orm'
import type { StoreProfile } from '#shared/contracts/sync.ts'
import type { Db } from '../db/open.ts'
import { hub } from '../hubs/schema.ts'
import { groupSetting } from '../masterdata/schema.ts'
import { TrustPolicy, trustKey, withHubs } from './trust.ts'

/** What a hub hears of the company's trust with its claim, before it has a feed. */
export async function trustOfClaim(
  db: Pick<Db, 'select'>,
  companyId: number,
): Promise<StoreProfile['company']['trust']> {
  const row = await db
    .select({ value: groupSetting.value })
    .from(groupSetting)
    .where(eq(groupSetting.key, trustKey(companyId)))
    .get()
  if (row === undefined) return undefined
  const hubs = await db
    .select({ hubs: count() })
    .from(hub)
    .where(and(eq(hub.companyId, companyId), ne(hub.state, 'revoked')))
    .get()
  return withHubs(TrustPolicy.parse(JSON.parse(row.value)), hubs?.hubs ?? 0)
}
