import { createHash } from 'node:crypto'
import { chmodSync } from 'node:fs'
import Database from 'libsql'
import { eventHashText } from '#shared/domain/chain.ts'
import type { Identity, Position, WriterState } from './job.ts'
import { migrate } from './migrate.ts'
import { migrationsFolder } from './program-files.ts'

/** Opens the journal for writing, and reads its head back from the file itself. */
export function openJournalFile(path: string): {
  readonly database: Database.Database
  readonly state: WriterState
} {
  const database = new Database(path)
  try {
    return { database, state: prepare(database, path) }
  } catch (error) {
    // Left to be collected later, it would delete a log by its name, which may be a new journal's.
    database.close()
    throw error
  }
}

function prepare(database: Database.Database, path: string): WriterState {
  // A start waits where the writer thread tries again by itself.
  database.exec('PRAGMA busy_timeout = 3000')
  database.exec('PRAGMA journal_mode = WAL')
  database.exec('PRAGMA synchronous = FULL')
  database.exec('PRAGMA wal_autocheckpoint = 0')
  // It holds the hub's token and personal data.
  chmodSync(path, 0o600)
  migrate(database, migrationsFolder())
  const { identity, ...chain } = readIdentity(database)
  return { ...chain, identity, head: readHead(database, identity) }
}

function readIdentity(database: Database.Database): Omit<WriterState, 'head'> {
  const row = database.prepare(identitySql).raw(true).get() as IdentityRow | undefined
  if (row === undefined) return { identity: null, session: null, provisional: false }
  const [hubId, epoch, token, feedId, lookupKey, profile, cloudSeq, session, provisional] = row
  const identity = { hubId, epoch, token, feedId, lookupKey, profile, cloudSeq }
  return { identity, session, provisional: provisional === 1 }
}

type IdentityRow = [number, number, string, string, string, string, number, string | null, number]
const identitySql = `SELECT hub_id, epoch, token, feed_id, lookup_key, profile, cloud_seq, session,
  provisional FROM identity WHERE one = 1`

/** The last event must be what its hash says, or the file was changed or torn. */
function readHead(database: Database.Database, identity: Identity | null): Position {
  const rows = database
    .prepare('SELECT seq, epoch, id, type, at, hash, body FROM event ORDER BY seq DESC LIMIT 2')
    .raw(true)
    .all() as [number, number, string, string, number, string, string][]
  const [last, before] = rows
  if (last === undefined) return { epoch: identity?.epoch ?? 0, seq: 0, hash: '' }
  const [seq, epoch, id, type, at, hash, body] = last
  const prev = before?.[5] ?? ''
  const hubId = identity?.hubId ?? 0
  const computed = createHash('sha256')
    .update(eventHashText({ prev, hubId, epoch, seq, id, type, at }))
    .update(body)
    .digest('hex')
  if (computed !== hash)
    throw new Error(
      `journal.db: event ${seq} does not match its hash. The file was changed or damaged; ` +
        'restore it from a backup, or claim this hub anew with an empty data folder.',
    )
  // An epoch may have been opened on it without a tail.
  return { epoch: Math.max(epoch, identity?.epoch ?? 0), seq, hash }
}
