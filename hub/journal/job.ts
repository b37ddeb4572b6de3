import type { Envelope } from '#shared/contracts/event.ts'
import type { Received } from '#shared/value/hub/receive.ts'
import type { WalletGuard } from '../value/guard.ts'
import type { CloseLeasesJob, ReceiveJob } from '../value/lease-jobs.ts'
import type { Projection } from '../value/projection.ts'
import type { ValuedEvent } from '../value/valued-event.ts'
import type { Counters } from './counters.ts'

/** A value bound to a statement. A mark is filled in by the writer, which alone knows it. */
export type SqlValue = string | number | null | Mark
/** The event's place, or the number of its receipt. */
export interface Mark {
  readonly mark: 'seq' | 'number'
}
export const seqMark: Mark = { mark: 'seq' }
export const numberMark: Mark = { mark: 'number' }

/** SQL compiled once (compile.ts) with its arguments. */
export interface Statement {
  readonly sql: string
  readonly args: readonly SqlValue[]
  /** A guard: if the statement changes (or returns) no row, the job fails with this name. */
  readonly orConflict?: string
}

/** An event as it goes to the writer: the envelope's JSON is cut where the receipt number belongs. */
export interface AppendJob {
  readonly kind: 'append'
  readonly id: string
  readonly type: Envelope['type']
  readonly at: number
  readonly requestHash: string
  readonly bodyHead: string
  readonly bodyTail: string
  readonly receipt: { readonly till: string; readonly store: string } | null
  /** Set where another disk saved it first: the number on its paper, and the hash behind that. */
  readonly kept?: { readonly firstHash: string; readonly base: string }
  readonly alongside: readonly Statement[]
  /** What it means to the wallet; null = nothing. */
  readonly valued: ValuedEvent | null
  readonly guard?: WalletGuard
}

export interface ExecuteJob {
  readonly kind: 'execute'
  readonly statements: readonly Statement[]
}

/** The hub's identity is the writer's business: the hash chain and receipt numbers are made of it. */
export interface AdoptJob {
  readonly kind: 'adopt'
  readonly identity: Identity
}

/** A handshake opened it; on the disk before anything is sent in it. */
export interface SessionJob {
  readonly kind: 'session'
  readonly epoch: number
  readonly session: string
}

/** A till saw more than this disk holds (spine B2.8): said once an epoch. */
export interface WitnessJob {
  readonly kind: 'witness'
  /** Of the journal that the till was compared with: a newer one is no old image. */
  readonly epoch: number
  readonly note: AppendJob
}

/** What follows `base` is chained again under the epoch, then the note (spine B1.3). */
export interface OpenEpochJob {
  readonly kind: 'open-epoch'
  readonly epoch: number
  readonly base: Position
  readonly note: AppendJob
}

export interface Identity {
  readonly hubId: number
  readonly epoch: number
  readonly token: string
  readonly feedId: string
  readonly lookupKey: string
  /** StoreProfile as JSON. */
  readonly profile: string
  readonly cloudSeq: number
}

export type Job =
  | AppendJob
  | ExecuteJob
  | AdoptJob
  | SessionJob
  | WitnessJob
  | OpenEpochJob
  | ReceiveJob
  | CloseLeasesJob

export interface Position {
  readonly epoch: number
  readonly seq: number
  readonly hash: string
}

/** What became of an event. `repeated`: it was there already; `differs`: there with other content. */
export type AppendResult =
  | {
      readonly outcome: 'saved' | 'repeated'
      readonly position: Position
      readonly number: string | null
    }
  | { readonly outcome: 'differs' }
  | { readonly outcome: 'conflict'; readonly conflict: string }

export interface Executed {
  readonly changes: number
  /** Rows of a statement with RETURNING, or of a SELECT. */
  readonly rows: readonly (readonly (string | number | null)[])[]
}
export type ExecuteResult =
  | { readonly outcome: 'done'; readonly results: readonly Executed[] }
  | { readonly outcome: 'conflict'; readonly conflict: string }

/** What became of a message of the stream. */
export interface ReceiveResult {
  readonly outcome: 'received'
  readonly received: Received
}
/** How many leases were closed. */
export interface ClosedResult {
  readonly outcome: 'closed'
  readonly leases: number
}

export type JobResult = AppendResult | ExecuteResult | ReceiveResult | ClosedResult

/** Why a job was not taken; nothing of it is stored. `disk`: not the job's fault. */
export interface JobError {
  /** `held`: another program is in the middle of a transaction in the file. */
  readonly kind: 'disk' | 'held' | 'job'
  readonly message: string
}

/** What the writer knows; it moves only when COMMIT has returned. */
export interface WriterState {
  readonly head: Position
  readonly identity: Identity | null
  /** Of this epoch; null = none. */
  readonly session: string | null
  readonly provisional: boolean
}

/** Runs a statement inside the writer's transaction, prepared once by its text. */
export type Run = (statement: Statement) => Executed

/** What a job works with inside the writer's transaction. */
export interface Transaction {
  readonly run: Run
  readonly projection: Projection
  readonly counters: Counters
}

/** Main thread → writer thread. */
export type ToWriter =
  | {
      readonly kind: 'jobs'
      readonly jobs: readonly { readonly ticket: number; readonly job: Job }[]
    }
  | { readonly kind: 'close' }

/** Writer thread → main thread. */
export type FromWriter =
  | { readonly kind: 'ready'; readonly state: WriterState }
  | {
      readonly kind: 'committed'
      readonly state: WriterState
      readonly answers: readonly {
        readonly ticket: number
        readonly result?: JobResult
        readonly error?: JobError
      }[]
    }
  /** The outcome of a COMMIT is unknown: the process must end and read its head again. */
  | { readonly kind: 'fatal'; readonly message: string }
  | { readonly kind: 'closed' }

/** Checkpoint thread → main thread. `failure`: why the log is not moved into the file; null = it is. */
export type FromCheckpoints =
  | { readonly kind: 'checkpoints'; readonly failure: string | null }
  | { readonly kind: 'closed' }

export interface ThreadSettings {
  readonly path: string
  /** Counts commits; the checkpoint thread looks at it. */
  readonly commits: SharedArrayBuffer
}
