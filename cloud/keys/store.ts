import { and, asc, eq, gt, isNull } from 'drizzle-orm'
import type { HotDatabase } from '../db/hot.ts'
import type { Db, GroupDatabase, Tx } from '../db/open.ts'
import type { Scope } from './caller.ts'
import { isSameHash, type KeyParts, secretHash } from './key-text.ts'
import { apiKey } from './schema.ts'

export interface NewKey {
  readonly parts: KeyParts
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly hubId?: number
  readonly at: number
}

export async function insertKey(tx: Tx, { parts, name, scopes, hubId, at }: NewKey): Promise<void> {
  await tx.insert(apiKey).values({
    id: parts.keyId,
    name,
    secretHash: secretHash(parts.secret),
    scopes,
    hubId: hubId ?? null,
    createdAt: at,
  })
}

/** The group's first key comes from `KASSA_BOOTSTRAP_KEY`; at later starts it is there already. */
export async function ensureBootstrapKey(
  group: GroupDatabase,
  parts: KeyParts,
  at: number,
): Promise<void> {
  await group.write(async (tx) => {
    const known = await tx.select().from(apiKey).where(eq(apiKey.id, parts.keyId)).get()
    if (known === undefined) {
      await insertKey(tx, { parts, name: 'bootstrap', scopes: ['admin'], at })
    } else if (!isSameHash(known.secretHash, secretHash(parts.secret))) {
      throw new Error(
        `KASSA_BOOTSTRAP_KEY: the group ${parts.group} has a key ${parts.keyId} with another secret; ` +
          'use that one or another key id',
      )
    }
  })
}

/** Undefined unless the key exists, its secret is right and it is not revoked. */
export async function findKey(
  db: Db,
  { keyId, secret }: KeyParts,
): Promise<{ scopes: readonly string[]; hubId: number | null } | undefined> {
  const row = await db
    .select({ hash: apiKey.secretHash, scopes: apiKey.scopes, hubId: apiKey.hubId })
    .from(apiKey)
    .where(and(eq(apiKey.id, keyId), isNull(apiKey.revokedAt)))
    .get()
  if (row === undefined || !isSameHash(row.hash, secretHash(secret))) return undefined
  return row
}

export async function listKeys(db: Db, after: string, limit: number) {
  return await db
    .select({
      id: apiKey.id,
      name: apiKey.name,
      scopes: apiKey.scopes,
      hubId: apiKey.hubId,
      createdAt: apiKey.createdAt,
      revokedAt: apiKey.revokedAt,
    })
    .from(apiKey)
    .where(gt(apiKey.id, after))
    .orderBy(asc(apiKey.id))
    .limit(limit)
}

/** False if there is no such key. */
export async function revokeKey(tx: Tx, id: string, at: number): Promise<boolean> {
  const revoked = await tx
    .update(apiKey)
    .set({ revokedAt: at })
    .where(and(eq(apiKey.id, id), isNull(apiKey.revokedAt)))
    .returning({ id: apiKey.id })
  if (revoked.length > 0) return true
  return (await tx.select().from(apiKey).where(eq(apiKey.id, id)).get()) !== undefined
}

export function revokeKeysOfHub(hot: HotDatabase, hubId: number, at: number): void {
  hot.prepare(revokeOfHubSql).run(at, hubId)
}

const revokeOfHubSql = 'UPDATE api_key SET revoked_at = ? WHERE hub_id = ? AND revoked_at IS NULL'
