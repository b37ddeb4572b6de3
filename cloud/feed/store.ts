import { eq } from 'drizzle-orm'
import type { Db } from '../db/open.ts'
import { hub } from '../hubs/schema.ts'

export async function companyOfHub(db: Db, hubId: number): Promise<number | undefined> {
  const row = await db.select({ companyId: hub.companyId }).from(hub).where(eq(hub.id, hubId)).get()
  return row?.companyId
}
