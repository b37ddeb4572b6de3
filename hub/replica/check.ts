import { setImmediate as turn } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import Database from 'libsql'
import type { FeedPosition } from '#shared/contracts/sync.ts'
import { differingTables, scanSums, type TableSums } from '#shared/feed/digest.ts'
import { askDigest, type FeedSource, tellDifference } from './feed-client.ts'
import { readInfo } from './info-file.ts'

/**
 * equal: the replica holds the feed's rows · differs: in these tables it does not · unknown: the
 * cloud could not say, or the replica moved on; ask again later.
 */
export type CheckResult =
  | { readonly outcome: 'equal'; readonly position: FeedPosition }
  | {
      readonly outcome: 'differs'
      readonly position: FeedPosition
      readonly tables: readonly string[]
    }
  | { readonly outcome: 'unknown'; readonly reason: string }

/**
 * Compares the rows of a replica with what the cloud says its feed held at that commit (spine A3
 * rule 10). Call it where the official client rests; `isStopped` ends it between two steps of a few
 * milliseconds, since an open read keeps the client from changing the generation.
 */
export async function checkReplica(
  source: FeedSource,
  path: string,
  isStopped: () => boolean,
): Promise<CheckResult> {
  const position = readInfo(path)
  if (!position) return { outcome: 'unknown', reason: 'the replica has no position' }
  const told = await askDigest(source, position)
  if (!told) return { outcome: 'unknown', reason: 'the cloud has no digest of this commit' }
  const moved = { outcome: 'unknown', reason: 'the replica moved on' } as const
  if (isStopped() || !isSame(readInfo(path), position)) return moved
  const found = await scan(path, isStopped)
  if (found === 'stopped') return moved
  const tables = found === 'unreadable' ? Object.keys(told) : differingTables(told, found)
  if (tables.length === 0) return { outcome: 'equal', position }
  await tellDifference(source, position, tables)
  return { outcome: 'differs', position, tables }
}

/** One read transaction: what other connections commit meanwhile is not seen. */
async function scan(
  path: string,
  isStopped: () => boolean,
): Promise<TableSums | 'stopped' | 'unreadable'> {
  const db = new Database(`${pathToFileURL(path).href}?mode=ro`)
  try {
    db.exec('BEGIN')
    const steps = scanSums((sql, ...values) => db.prepare(sql).raw(true).all(values) as unknown[][])
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) return step.value
      await turn()
      if (isStopped()) return 'stopped'
    }
  } catch {
    // A hole that SQLite itself stumbles over, or what no feed ever held: as wrong as other rows.
    return 'unreadable'
  } finally {
    // `close` alone may leave the read open for as long as a statement lives.
    if (db.inTransaction) db.exec('ROLLBACK')
    db.close()
  }
}

function isSame(a: FeedPosition | undefined, b: FeedPosition): boolean {
  return a?.generation === b.generation && a.frame === b.frame
}
