import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@libsql/client'
import { Failure } from '#shared/domain/failure.ts'

/** The cloud that serves books on a libSQL server: what a second one is told of it. */
export interface BooksOwner {
  /** Of this data folder on this machine: a cloud that died and starts again goes on at once. */
  readonly id: string
  /** For people: machine and folder. */
  readonly name: string
}

export interface Ownership {
  /** Throws Failure `unavailable` while nobody knows whether another cloud has taken over. */
  check(): void
  release(): Promise<void>
}

/** Names the owner and the fix. */
export class OwnedElsewhere extends Failure {}

/** Taken over by another cloud after so long without a renewal, by the server's own clock. */
export const OWNER_LEASE_S = 30
const RENEW_MS = 8000
const RETRY_MS = 1000
const RELEASE_MS = 2000
/** A cloud that was stopped for so long writes nothing before it has asked: less than the lease. */
const SURE_MS = 25_000

/**
 * One cloud a group's books, also where their data folders differ: each makes feeds of its own, and
 * hubs would go to and fro between them. The row is made before the first migration, and it is no part
 * of the books, so it stands in no migration.
 * Throws `OwnedElsewhere`.
 */
export async function takeBooks(
  client: Client,
  owner: BooksOwner,
  options: { readonly onLost: (why: Failure) => void; readonly renewMs?: number },
): Promise<Ownership> {
  const { renewMs = RENEW_MS } = options
  let sureAt = performance.now()
  let isEnded = false
  let timer: NodeJS.Timeout | undefined

  const take = async (): Promise<void> => {
    const askedAt = performance.now()
    const taken = await client.execute({ sql: takeSql, args: [owner.id, owner.name] })
    if (taken.rows.length === 0) throw await ownedByAnother(client)
    sureAt = askedAt
  }
  const renew = async (): Promise<void> => {
    let isKept = true
    try {
      await take()
    } catch (error) {
      if (isEnded) return
      if (error instanceof OwnedElsewhere) {
        options.onLost(error)
        return
      }
      // The server is away: so are the books, and whoever comes first when it is back has them.
      isKept = false
    }
    if (!isEnded) timer = setTimeout(() => void renew(), isKept ? renewMs : RETRY_MS).unref()
  }
  await client.execute(tableSql)
  await take()
  timer = setTimeout(() => void renew(), renewMs).unref()
  return {
    check() {
      if (performance.now() - sureAt < SURE_MS) return
      throw new Failure(
        'unavailable',
        'The database server was not heard for too long; the cloud asks whether the books are still its own.',
      )
    },
    async release() {
      isEnded = true
      clearTimeout(timer)
      // Gone, or silent: then the lease lapses by itself.
      const released = client.execute({ sql: releaseSql, args: [owner.id] }).catch(() => undefined)
      await Promise.race([released, sleep(RELEASE_MS, undefined, { ref: false })])
    },
  }
}

async function ownedByAnother(client: Client): Promise<OwnedElsewhere> {
  const { rows } = await client.execute(ownerSql)
  const [name, seconds] = [rows[0]?.['name'], Number(rows[0]?.['seconds'])]
  return new OwnedElsewhere(
    'unavailable',
    `These books are served by another cloud, ${typeof name === 'string' ? name : ''}; stop that one, or where it is gone for good ` +
      `wait ${Math.max(1, seconds)} s, or give this one books of its own with KASSA_DATABASE_URL`,
  )
}

const tableSql = `CREATE TABLE IF NOT EXISTS cloud_owner (
  one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, name TEXT NOT NULL, until INTEGER NOT NULL)`
const takeSql = `INSERT INTO cloud_owner (one, id, name, until)
  VALUES (1, ?, ?, unixepoch() + ${OWNER_LEASE_S})
  ON CONFLICT (one) DO UPDATE SET id = excluded.id, name = excluded.name, until = excluded.until
  WHERE cloud_owner.id = excluded.id OR cloud_owner.until <= unixepoch()
  RETURNING id`
const ownerSql = 'SELECT name, until - unixepoch() AS seconds FROM cloud_owner'
const releaseSql = 'UPDATE cloud_owner SET until = 0 WHERE id = ?'
