import { asc, eq } from 'drizzle-orm'
import { StoreProfile } from '#shared/contracts/sync.ts'
import type { Db } from '../db/open.ts'
import { trustOfClaim } from '../value/trust-of-claim.ts'
import { company, store, vatGroup } from './schema.ts'

/** What a store's hub needs of its company and itself; undefined if there is no such store. */
export async function storeProfile(
  db: Pick<Db, 'select'>,
  { group, storeId }: { readonly group: string; readonly storeId: number },
): Promise<StoreProfile | undefined> {
  const row = await db
    .select({ company, store })
    .from(store)
    .innerJoin(company, eq(company.id, store.companyId))
    .where(eq(store.id, storeId))
    .get()
  if (row === undefined) return undefined
  const vatGroups = await db
    .select()
    .from(vatGroup)
    .where(eq(vatGroup.companyId, row.company.id))
    .orderBy(asc(vatGroup.id))
    .all()
  const trust = await trustOfClaim(db, row.company.id)
  const profiled = { ...row.company, ...(trust && { trust }) }
  return StoreProfile.parse({ group, company: profiled, store: row.store, vatGroups })
}
