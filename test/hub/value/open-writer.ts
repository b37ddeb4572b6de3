import Database from 'libsql'
import { appendJob, storedJob } from '#hub/journal/append-job.ts'
import { createBatchWriter } from '#hub/journal/batch-writer.ts'
import type { Job, JobResult, WriterState } from '#hub/journal/job.ts'
import { migrate } from '#hub/journal/migrate.ts'
import { migrationsFolder } from '#hub/journal/program-files.ts'
import type { WalletGuard } from '#hub/value/guard.ts'
import type { LeaseTerms } from '#hub/value/lease-jobs.ts'
import { takeMoment } from '#hub/value/moment.ts'
import { createStoredWallet } from '#hub/value/store.ts'
import type { Envelope, ValueMovement } from '#shared/contracts/event.ts'
import type { StreamMessage } from '#shared/contracts/lease.ts'
import { identity, newId } from '../journal/open-journal.ts'

export const session = { id: 's1', incarnation: 1, epoch: 1 }
export const NOW = Date.now()
export const ENDS = NOW + 86_400_000
export const reading = { bootId: 'boot', uptimeMs: 3_600_000, wallMs: NOW }

/** The journal's writer as its thread runs it, on a database of its own. */
export function openWriter(path = ':memory:', after?: WriterState) {
  const database = new Database(path)
  migrate(database, migrationsFolder())
  const start = { head: { epoch: 1, seq: 0, hash: '' }, session: null, provisional: false }
  let writer = createBatchWriter(database, after ?? { ...start, identity: null })
  if (after === undefined) writer.write([{ kind: 'adopt', identity }])
  const sql = (text: string, args: readonly unknown[]) => {
    const statement = database.prepare(text)
    if (statement.reader) return statement.raw(true).all([...args]) as (string | number | null)[][]
    statement.run([...args])
    return []
  }
  return {
    database,
    sql,
    wallet: createStoredWallet(sql),
    state: () => writer.state(),
    write(...jobs: Job[]): JobResult[] {
      const answers = writer.write(jobs)
      if (answers === 'held') throw new Error('another program writes into the journal')
      return answers.map((answer) => {
        if ('error' in answer) throw new Error(answer.error.message)
        return answer.result
      })
    },
    /** As a start of the program. */
    restart() {
      writer = createBatchWriter(database, writer.state())
    },
  }
}

export function terms(change: Partial<LeaseTerms> & { upper?: number | null } = {}): LeaseTerms {
  const { upper = NOW, ...rest } = change
  return {
    moment: takeMoment({ reading: () => ({ ...reading, wallMs: Date.now() }), upper: () => upper }),
    made: made(),
    reserved: new Map(),
    isWhole: true,
    grantedSinceStart: new Set(),
    startSeq: 0,
    ...rest,
  }
}

export function made() {
  const { bootId, uptimeMs } = reading
  return { at: NOW, bootId, uptimeMs, businessOn: '2026-11-22', currency: 'MNT' } as const
}

export function message(
  n: number,
  body: StreamMessage['body'],
  of: typeof session = session,
): Job & { kind: 'receive' } {
  const { id, incarnation, epoch } = of
  const said = { session: id, incarnation, epoch, n, body }
  return { kind: 'receive', terms: terms(), message: said, session: of, openRequests: new Map() }
}

export function grant(lease: string, account: string, amount: number) {
  const of = { kind: 'grant', requestId: null, receiptId: null } as const
  return { ...of, lease, account, amount, endsAt: ENDS }
}

export function moved(change: Partial<ValueMovement>): ValueMovement {
  return {
    id: newId(),
    account: 'a',
    kind: 'spend',
    amount: 1,
    cover: change.lease === undefined ? 'account' : 'lease',
    lease: null,
    reverses: null,
    rule: null,
    endsAt: null,
    ...change,
  }
}

export function receiptEvent(
  type: 'sale.closed' | 'sale.refunded',
  change: {
    readonly id?: string
    readonly movements?: readonly ValueMovement[]
    readonly originalId?: string
    readonly amount?: number
  } = {},
): { readonly envelope: Envelope; readonly payload: object } {
  const { id = newId(), movements = [], originalId = null, amount = 100_00 } = change
  const sign = type === 'sale.closed' ? 1 : -1
  const cover = type === 'sale.closed' ? null : 'right'
  return {
    envelope: {
      v: 1,
      id,
      type,
      ...made(),
      till: 'T1',
      shiftId: null,
      cashierId: 1,
      receipt: { id, number: '', originalId, cover },
      movements: [...movements],
      tenders: [{ kind: 'cash', amount: sign * amount }],
      stock: [],
      leases: [],
      word: null,
      coupons: [],
    },
    payload: { v: 1, settlement: { rounding: 0 } },
  }
}

export function receiptJob(event: ReturnType<typeof receiptEvent>, guard?: WalletGuard) {
  const of = { ...event, requestHash: 'r', receipt: { till: 'T1', store: 'S1' } }
  return appendJob(guard === undefined ? of : { ...of, guard })
}

/** As a till offers it that sold it under another disk. */
export function keptJob(event: ReturnType<typeof receiptEvent>, number: string) {
  const { envelope, payload } = event
  const { receipt } = envelope
  const named = { ...envelope, receipt: receipt && { ...receipt, number } }
  return storedJob({
    body: JSON.stringify({ envelope: named, payload }),
    requestHash: 'r',
    firstHash: 'f'.repeat(64),
    alongside: [],
  })
}
