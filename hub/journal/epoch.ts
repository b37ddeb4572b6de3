import type { HubNoted } from '#shared/contracts/event.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { RecordDraft } from '#shared/journal/append.ts'
import { headAfterRebase, rebase } from '#shared/journal/rebase.ts'
import type { Head, JournalRecord } from '#shared/journal/record.ts'
import { createIds } from '../ids.ts'
import { readBody } from '../value/valued-event.ts'
import { appendEvent, hashRecord } from './append-event.ts'
import { appendJob } from './append-job.ts'
import type {
  AppendJob,
  Identity,
  OpenEpochJob,
  Run,
  SessionJob,
  Transaction,
  WitnessJob,
  WriterState,
} from './job.ts'
import { bodyBytes } from './stored-text.ts'

/** Steps of the handshake on the disk, each inside the writer's transaction. */

export function saveSession(
  { epoch, session }: SessionJob,
  state: WriterState,
  run: Run,
): WriterState {
  if (state.identity?.epoch !== epoch) {
    throw new Failure('conflict', `session ${session} is of epoch ${epoch}, which is over`)
  }
  run({ sql: 'UPDATE identity SET session = ?', args: [session] })
  return { ...state, session }
}

/** From here on receipt numbers are provisional, until an epoch is opened. */
export function noteOldImage(
  { epoch, note }: WitnessJob,
  state: WriterState,
  tx: Transaction,
): WriterState {
  if (state.provisional || state.identity?.epoch !== epoch) return state
  const noted = append(note, state, tx)
  tx.run({ sql: 'UPDATE identity SET provisional = 1', args: [] })
  return { ...noted, provisional: true }
}

/**
 * Chains what follows the base again under the new epoch (spine B1.3): same places, ids and bodies,
 * so whatever is keyed by an event's place stays as it is; where a salvage left a hole, each place
 * gets a note. The cloud has nothing after the base.
 */
export function openEpoch(
  { epoch, base, note }: OpenEpochJob,
  state: WriterState,
  tx: Transaction,
): WriterState {
  const { run } = tx
  const { identity } = state
  if (identity === null || epoch <= identity.epoch) return state
  needBase(base, run)
  let head: Head = base
  for (;;) {
    const tail = readTail(identity, head.seq, run)
    if (tail.length === 0) break
    // The chain is followed over the steps; only the epoch before it counts for `rebase`.
    const from = { ...head, epoch: base.epoch }
    const placeholder = (seq: number) => placeholderAt(seq, epoch, note)
    const again = rebase(tail, { epoch, base: from, hashRecord, placeholder })
    for (const { seq, id, type, at, hash, firstHash, body } of again) {
      if (firstHash !== null) run({ sql: moveSql, args: [epoch, hash, firstHash, seq] })
      else run({ sql: fillSql, args: [seq, epoch, id, type, at, hash, body] })
    }
    head = headAfterRebase(epoch, from, again)
  }
  run({ sql: 'DELETE FROM lost_place WHERE first > ?', args: [base.seq] })
  run({ sql: openSql, args: [epoch, base.seq] })
  const opened: WriterState = {
    head: { ...head, epoch },
    identity: { ...identity, epoch, cloudSeq: base.seq },
    session: null,
    provisional: false,
  }
  return append(note, opened, tx)
}

const EVENTS_A_STEP = 500

const tailSql = `SELECT seq, epoch, id, type, at, hash, first_hash, ${bodyBytes} FROM event
  WHERE seq > ? ORDER BY seq LIMIT ${EVENTS_A_STEP}`
const moveSql = 'UPDATE event SET epoch = ?, hash = ?, first_hash = ? WHERE seq = ?'
const fillSql = `INSERT INTO event (seq, epoch, id, type, at, hash, request_hash, body)
  VALUES (?, ?, ?, ?, ?, ?, '', ?)`
const openSql = 'UPDATE identity SET epoch = ?, session = NULL, provisional = 0, cloud_seq = ?'

const newId = createIds(() => Date.now())

/** Where an event was lost; what it was, only the books and the tills can know. */
function placeholderAt(
  seq: number,
  epoch: number,
  { bodyHead, bodyTail }: AppendJob,
): RecordDraft<string> {
  const { envelope } = readBody(bodyHead + bodyTail)
  const words = `Event ${seq} was lost with a damaged disk; epoch ${epoch} goes on over its place.`
  const payload: HubNoted = { v: 1, note: 'epoch-opened', words }
  const job = appendJob({ envelope: { ...envelope, id: newId() }, payload, requestHash: '' })
  const { id, type, at } = job
  return { id, type, at, body: job.bodyHead + job.bodyTail }
}

/**
 * The cloud found this place by our own proofs: another hash there is a bug, not an old disk. Of what
 * was pruned it has no hash.
 */
function needBase({ seq, hash }: Head, run: Run): void {
  if (seq === 0) return
  const own = run({ sql: 'SELECT hash FROM event WHERE seq = ?', args: [seq] }).rows[0]?.[0]
  if (own === hash || (own === undefined && hash === '')) return
  throw new Error(`the cloud's base ${seq} has the hash ${hash}, ours is ${String(own)}`)
}

function readTail({ hubId }: Identity, after: number, run: Run): JournalRecord<string>[] {
  const { rows } = run({ sql: tailSql, args: [after] })
  return rows.map(([seq, epoch, id, type, at, hash, firstHash, body]) => ({
    hub: hubId,
    seq: Number(seq),
    epoch: Number(epoch),
    id: String(id),
    type: String(type),
    at: Number(at),
    // What it followed before is of no use: it follows the base now.
    prev: '',
    hash: String(hash),
    firstHash: firstHash === null || firstHash === undefined ? null : String(firstHash),
    body: String(body),
  }))
}

function append(note: AppendJob, state: WriterState, tx: Transaction): WriterState {
  const result = appendEvent(note, state, tx)
  if (result.outcome !== 'saved') throw new Error(`the note was ${result.outcome}`)
  return { ...state, head: result.position }
}
