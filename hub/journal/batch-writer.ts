import type { Database, Statement as Prepared } from 'libsql'
import { textOf } from '../db/damaged-text.ts'
import { createProjection } from '../value/projection.ts'
import { appendEvent } from './append-event.ts'
import { createCounters } from './counters.ts'
import { noteOldImage, openEpoch, saveSession } from './epoch.ts'
import type {
  Executed,
  Identity,
  Job,
  JobError,
  JobResult,
  Run,
  SqlValue,
  Transaction,
  WriterState,
} from './job.ts'
import { closeLeases, receive } from './lease-events.ts'

export interface BatchWriter {
  readonly state: () => WriterState
  /**
   * One transaction for all jobs; if one throws, each gets a transaction of its own. `held`: another
   * program writes into the file, and nothing was tried.
   */
  readonly write: (jobs: readonly Job[]) => JobAnswer[] | 'held'
}

export type JobAnswer = { readonly result: JobResult } | { readonly error: JobError }

/** COMMIT did not say what became of the batch: nobody may go on from here. */
export class CommitUnknown extends Error {}

/** BEGIN was refused. */
class Held extends Error {}

/** A guard found that the world has moved; the caller looks again. */
class Conflict extends Error {}

export function createBatchWriter(database: Database, start: WriterState): BatchWriter {
  let state = start
  const prepared = new Map<string, Prepared>()
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')

  const prepare = (sql: string): Prepared => {
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const fresh = database.prepare(sql)
    if (fresh.reader) fresh.raw(true)
    prepared.set(sql, fresh)
    return fresh
  }

  const run: Run = ({ sql, args, orConflict }) => {
    const handle = prepare(sql)
    if (!handle.reader) {
      const { changes } = handle.run(args)
      if (orConflict !== undefined && changes === 0) throw new Conflict(orConflict)
      return { changes, rows: [] }
    }
    const cells = handle.all(args) as (string | number | null | Uint8Array)[][]
    const rows: Executed['rows'] = cells.map((row) => row.map(textOf))
    if (orConflict !== undefined && rows.length === 0) throw new Conflict(orConflict)
    return { changes: rows.length, rows }
  }

  const projection = createProjection((sql, args) => run({ sql, args }).rows)
  const counters = createCounters(run)
  const tx: Transaction = { run, projection, counters }

  const transact = <T>(work: () => T): T => {
    try {
      begin.run([])
    } catch (cause) {
      throw kindOf(cause) === 'held' ? new Held(String(cause), { cause }) : cause
    }
    let result: T
    try {
      result = work()
    } catch (error) {
      // SQLite ends the transaction by itself when the disk is full or fails.
      if (database.inTransaction) database.exec('ROLLBACK')
      counters.ended(false)
      throw error
    }
    try {
      commit.run([])
    } catch (cause) {
      throw new CommitUnknown('COMMIT failed', { cause })
    }
    counters.ended(true)
    return result
  }

  const writeTogether = (jobs: readonly Job[]): JobAnswer[] => {
    let next = state
    const answers = transact(() =>
      jobs.map((job) => {
        const done = apply(job, next, tx)
        next = done.state
        return { result: done.result }
      }),
    )
    state = next
    return answers
  }

  const writeAlone = (job: Job): JobAnswer => {
    try {
      const [answer] = writeTogether([job])
      if (answer === undefined) throw new Error('a job got no answer')
      return answer
    } catch (error) {
      return answerTo(error)
    }
  }

  transact(projection.catchUp)
  // From here on who is refused the lock is told at once: jobs that come meanwhile need not wait.
  database.exec('PRAGMA busy_timeout = 0')
  return {
    state: () => state,
    write(jobs) {
      try {
        return writeTogether(jobs)
      } catch (error) {
        if (error instanceof CommitUnknown) throw error
        if (error instanceof Held) return 'held'
        return jobs.length === 1 ? [answerTo(error)] : jobs.map(writeAlone)
      }
    },
  }
}

function apply(
  job: Job,
  state: WriterState,
  tx: Transaction,
): { readonly result: JobResult; readonly state: WriterState } {
  const { run } = tx
  switch (job.kind) {
    case 'append': {
      const result = appendEvent(job, state, tx)
      const moved = result.outcome === 'saved' ? { ...state, head: result.position } : state
      return { result, state: moved }
    }
    case 'execute':
      return { result: { outcome: 'done', results: job.statements.map(run) }, state }
    case 'adopt':
      return { result: done, state: adopt(job.identity, state, run) }
    case 'session':
      return { result: done, state: saveSession(job, state, run) }
    case 'witness':
      return { result: done, state: noteOldImage(job, state, tx) }
    case 'open-epoch':
      return { result: done, state: openEpoch(job, state, tx) }
    case 'receive':
      return receive(job, state, tx)
    case 'close-leases':
      return closeLeases(job, state, tx)
  }
}

const done = { outcome: 'done', results: [] } as const

/** Epoch and marks of a hub that has an identity move by handshakes only. */
function adopt(given: Identity, state: WriterState, run: Run): WriterState {
  const { epoch, cloudSeq } = state.identity ?? given
  const identity = { ...given, epoch, cloudSeq }
  run({ sql: adoptSql, args: identityArgs(identity) })
  return { ...state, identity, head: { ...state.head, epoch } }
}

const adoptSql = `INSERT INTO identity
  (one, hub_id, epoch, token, feed_id, lookup_key, profile, cloud_seq)
  VALUES (1, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (one) DO UPDATE SET hub_id = excluded.hub_id,
    token = excluded.token, feed_id = excluded.feed_id, lookup_key = excluded.lookup_key,
    profile = excluded.profile`

function identityArgs(identity: Identity): SqlValue[] {
  const { hubId, epoch, token, feedId, lookupKey, profile, cloudSeq } = identity
  return [hubId, epoch, token, feedId, lookupKey, profile, cloudSeq]
}

function answerTo(error: unknown): JobAnswer {
  if (error instanceof CommitUnknown) throw error
  if (error instanceof Held) return { error: { kind: 'held', message: error.message } }
  if (error instanceof Conflict) return { result: { outcome: 'conflict', conflict: error.message } }
  const message = error instanceof Error ? error.message : String(error)
  return { error: { kind: kindOf(error), message } }
}

const SQLITE_BUSY = 5
const SQLITE_IOERR = 10
const SQLITE_FULL = 13

function kindOf(error: unknown): JobError['kind'] {
  if (!(error instanceof Error) || !('rawCode' in error)) return 'job'
  const primary = Number(error.rawCode) & 0xff
  if (primary === SQLITE_BUSY) return 'held'
  return primary === SQLITE_FULL || primary === SQLITE_IOERR ? 'disk' : 'job'
}
