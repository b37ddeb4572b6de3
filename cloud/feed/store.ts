import { eq } from 'drizzle-orm'
import { raise } from '../alarms/store.ts'
import type { Db, GroupDatabase } from '../db/open.ts'
import { hub } from '../hubs/schema.ts'

const companies = new WeakMap<Db, Map<number, number>>()

/** Asked once: a hub stays in its company, and its feed must not wait for a server that is silent. */
export async function companyOfHub(db: Db, hubId: number): Promise<number | undefined> {
  const known = companies.get(db) ?? new Map<number, number>()
  companies.set(db, known)
  const before = known.get(hubId)
  if (before !== undefined) return before
  const row = await db.select({ companyId: hub.companyId }).from(hub).where(eq(hub.id, hubId)).get()
  if (row !== undefined) known.set(hubId, row.companyId)
  return row?.companyId
}

/** HQ sees which copies of its prices were wrong; the hub loads a new one by itself. */
export async function tellOfDifference(
  group: GroupDatabase,
  told: { readonly hubId: number; readonly tables: readonly string[]; readonly at: number },
): Promise<void> {
  const { hubId, tables, at } = told
  const companyId = await companyOfHub(group.db, hubId)
  if (companyId === undefined) return
  await group.writeHot((hot) =>
    raise(
      hot,
      { kind: 'replica-differs', subject: `hub:${hubId}`, words: tables.join(', ') },
      { companyId, hubId, at },
    ),
  )
}
