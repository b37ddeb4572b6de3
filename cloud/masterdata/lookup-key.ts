import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { GroupDatabase } from '../db/open.ts'
import { groupSetting } from './schema.ts'

/** The group's key of the HMAC over phones, cards and PINs (base64url); made at its first use. */
export async function lookupKeyOf(group: GroupDatabase): Promise<string> {
  const known = await find(group.db)
  if (known !== undefined) return known
  return await group.write(async (tx) => {
    const value = randomBytes(32).toString('base64url')
    await tx.insert(groupSetting).values({ key: 'lookup_key', value }).onConflictDoNothing()
    return (await find(tx)) ?? value
  })
}

async function find(db: Pick<GroupDatabase['db'], 'select'>): Promise<string | undefined> {
  const isLookupKey = eq(groupSetting.key, 'lookup_key')
  return (await db.select().from(groupSetting).where(isLookupKey).get())?.value
}
