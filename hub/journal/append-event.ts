import { createHash } from 'node:crypto'
import { eventHashText } from '#shared/domain/chain.ts'
import {
  parseReceiptNumber,
  receiptNumber,
  receiptNumberBase,
} from '#shared/domain/receipt-number.ts'
import { judgeRequest, nextRecord } from '#shared/journal/append.ts'
import type { HashRecord } from '#shared/journal/record.ts'
import { conflictOf } from '../value/guard.ts'
import type { ValuedEvent } from '../value/valued-event.ts'
import type { Counters } from './counters.ts'
import {
  type AppendJob,
  type AppendResult,
  type Run,
  type Statement,
  type Transaction,
  type WriterState,
} from './job.ts'

/** Numbers, chains and inserts one event inside the writer's transaction. */
export function appendEvent(job: AppendJob, state: WriterState, tx: Transaction): AppendResult {
  const { run, projection, counters } = tx
  const { head, identity } = state
  if (identity === null) throw new Error('the hub has no identity yet: claim it first')
  const { hubId, epoch } = identity
  const disk = { epoch, isOldImage: state.provisional }
  const conflict = job.guard && conflictOf(job.guard, projection.wallet, disk)
  if (conflict) return findEvent(job, run) ?? { outcome: 'conflict', conflict }
  const counter = job.receipt === null ? 0 : counters.last(job.receipt.till, epoch) + 1
  const { provisional } = state
  const base = job.receipt && receiptNumberBase({ ...job.receipt, epoch, counter, provisional })
  const body = job.bodyHead + (base ?? '') + job.bodyTail
  const { id, type, at, kept } = job
  const draft = { id, type, at, body, ...(kept && { firstHash: kept.firstHash }) }
  const record = nextRecord(hubId, { ...head, epoch }, draft, hashRecord)
  const { seq, hash, firstHash } = record
  const printed = kept?.base ?? base
  const number = printed === null ? null : receiptNumber(printed, firstHash ?? hash)
  const args = [seq, epoch, id, type, at, hash, firstHash, job.requestHash, body]
  // Most ids are new, and the insert finds out by itself: a look-up before it costs half as much again.
  if (run({ sql: insertSql, args }).changes === 0) return needEvent(job, run)
  if (job.receipt !== null) counters.move(job.receipt.till, epoch, counter)
  if (kept !== undefined) passCounter(kept.base, counters)
  for (const statement of job.alongside) run(fillMarks(statement, seq, number))
  projection.take(record, record, withNumber(job.valued, base))
  return { outcome: 'saved', position: { epoch, seq, hash }, number }
}

export const hashRecord: HashRecord<string> = ({ hub, body, ...link }) =>
  createHash('sha256')
    .update(eventHashText({ hubId: hub, ...link }))
    .update(body)
    .digest('hex')

const insertSql =
  'INSERT INTO event (seq, epoch, id, type, at, hash, first_hash, request_hash, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING'
const findSql = `SELECT e.seq, e.epoch, e.hash, e.request_hash, r.number
  FROM event e LEFT JOIN receipt r ON r.seq = e.seq WHERE e.id = ?`

/** The same event sent twice is one event; the same id with other content is nobody's. */
function findEvent(job: AppendJob, run: Run): AppendResult | null {
  const [row] = run({ sql: findSql, args: [job.id] }).rows
  if (row === undefined) return null
  const [seq, epoch, hash, requestHash, number] = row
  if (judgeRequest(String(requestHash), job.requestHash) === 'differs')
    return { outcome: 'differs' }
  const position = { epoch: Number(epoch), seq: Number(seq), hash: String(hash) }
  return {
    outcome: 'repeated',
    position,
    number: number === null || number === undefined ? null : String(number),
  }
}

function needEvent(job: AppendJob, run: Run): AppendResult {
  const known = findEvent(job, run)
  if (known === null) throw new Error(`event ${job.id} is there and is not`)
  return known
}

function withNumber(valued: ValuedEvent | null, base: string | null): ValuedEvent | null {
  if (valued === null || base === null) return valued
  const { envelope } = valued
  const receipt = envelope.receipt && { ...envelope.receipt, number: base }
  return { ...valued, envelope: { ...envelope, receipt } }
}

/** A number that stands on a paper already is not given again. */
function passCounter(base: string, counters: Counters): void {
  const parsed = parseReceiptNumber(base)
  if (parsed === null) return
  const { till, epoch, counter } = parsed
  if (counter > counters.last(till, epoch)) counters.move(till, epoch, counter)
}

function fillMarks(statement: Statement, seq: number, number: string | null): Statement {
  const args = statement.args.map((arg) => {
    if (arg === null || typeof arg !== 'object') return arg
    return arg.mark === 'seq' ? seq : number
  })
  return { ...statement, args }
}
