import type { Worker } from 'node:worker_threads'
import { Failure } from '#shared/domain/failure.ts'
import type { Received } from '#shared/value/hub/receive.ts'
import type { CloseLeasesJob, ReceiveJob } from '../value/lease-jobs.ts'
import { appendJob, type NewEvent, type StoredSale, storedJob } from './append-job.ts'
import type {
  AppendResult,
  ExecuteResult,
  FromCheckpoints,
  FromWriter,
  Identity,
  Job,
  JobError,
  JobResult,
  Position,
  Statement,
  ThreadSettings,
  ToWriter,
} from './job.ts'
import { startThread } from './program-files.ts'

const MAX_WAITING_JOBS = 10_000

/**
 * The journal's only way in. A promise resolves after COMMIT has returned (`synchronous=FULL`), so
 * what was answered is on the disk.
 */
export interface JournalWriter {
  readonly append: (event: NewEvent) => Promise<Appended>
  /** A sale that a hub had saved before, by the same id and bytes. */
  readonly appendStored: (sale: StoredSale) => Promise<AppendResult>
  /** State that is no event (paired tills, parked baskets, print jobs): one transaction. */
  readonly execute: (statements: readonly Statement[]) => Promise<ExecuteResult>
  readonly adopt: (identity: Identity) => Promise<void>
  /** A session of this epoch, on the disk when it resolves. */
  readonly saveSession: (session: { readonly epoch: number; readonly id: string }) => Promise<void>
  /** A till saw more than this epoch holds: the note, once, and provisional numbers from here on. */
  readonly noteOldImage: (epoch: number, note: NewEvent) => Promise<void>
  /** Decides and journals what a message of the cloud's stream does; acknowledged after that. */
  readonly receive: (message: Omit<ReceiveJob, 'kind'>) => Promise<Received>
  /** Journals which leases are over; answers how many. */
  readonly closeLeases: (closing: Omit<CloseLeasesJob, 'kind'>) => Promise<number>
  /** What follows the base goes on in another epoch, and after it the note: one transaction. */
  readonly openEpoch: (epoch: number, base: Position, note: NewEvent) => Promise<void>
  readonly head: () => Position
  readonly identity: () => Identity | null
  /** The last of this epoch that is on the disk. */
  readonly session: () => string | null
  readonly isProvisional: () => boolean
  /** Why the log is not moved into the file any more, in SQLite's words; null = it is. */
  readonly checkpointFailure: () => string | null
  /** Called after each commit that moved the head. */
  readonly onHead: (listener: (head: Position) => void) => void
  readonly close: () => Promise<void>
}

/** `body`: what was stored, where it is new. */
export type Appended = AppendResult & { readonly body?: string }

export interface JournalSettings {
  readonly path: string
  /** The outcome of a COMMIT is unknown: end the process, start again, read the head. */
  readonly onFatal: (reason: string) => void
}

export async function openJournalWriter(settings: JournalSettings): Promise<JournalWriter> {
  const data: ThreadSettings = { path: settings.path, commits: new SharedArrayBuffer(4) }
  const worker = startThread('writer-thread', data)
  const started = await firstMessage(worker)
  if (started.kind !== 'ready') throw new Error(`the journal did not open: ${started.kind}`)
  const checkpoints = startThread('checkpoint-thread', data)

  let { state } = started
  let nextTicket = 1
  let outbox: { readonly ticket: number; readonly job: Job }[] = []
  let isClosing = false
  const waiting = new Map<
    number,
    { readonly resolve: (result: JobResult) => void; readonly reject: (error: Error) => void }
  >()
  const headListeners = new Set<(head: Position) => void>()

  const fail = (reason: string): void => {
    if (isClosing) return
    isClosing = true
    for (const { reject } of waiting.values()) reject(new Error(reason))
    waiting.clear()
    settings.onFatal(reason)
  }

  worker.on('message', (message: FromWriter) => {
    if (message.kind === 'fatal') return fail(message.message)
    if (message.kind !== 'committed') return
    const hasMoved = message.state.head.hash !== state.head.hash
    state = message.state
    for (const { ticket, result, error } of message.answers) {
      const job = waiting.get(ticket)
      waiting.delete(ticket)
      if (result !== undefined) job?.resolve(result)
      else job?.reject(refusal(error))
    }
    if (hasMoved) for (const listener of headListeners) listener(state.head)
  })
  worker.on('error', (error) => fail(String(error)))
  worker.on('exit', () => fail('the writer thread ended'))
  let checkpointFailure: string | null = null
  checkpoints.on('message', (message: FromCheckpoints) => {
    if (message.kind === 'checkpoints') checkpointFailure = message.failure
  })
  checkpoints.on('error', (error) => fail(`checkpoint thread: ${String(error)}`))

  const send = (message: ToWriter): void => worker.postMessage(message)
  const flush = (): void => {
    if (outbox.length === 0) return
    send({ kind: 'jobs', jobs: outbox })
    outbox = []
  }
  const submit = (job: Job): Promise<JobResult> => {
    if (isClosing) return Promise.reject(new Failure('unavailable', 'the hub is stopping'))
    if (waiting.size >= MAX_WAITING_JOBS)
      return Promise.reject(
        new Failure('unavailable', `${MAX_WAITING_JOBS} jobs wait for the disk; try again`),
      )
    return new Promise((resolve, reject) => {
      waiting.set(nextTicket, { resolve, reject })
      // What one turn of the event loop brings goes over in one message.
      if (outbox.length === 0) setImmediate(flush)
      outbox.push({ ticket: nextTicket, job })
      nextTicket += 1
    })
  }

  return {
    async append(event) {
      const job = appendJob(event)
      const result = need(await submit(job))
      if (result.outcome !== 'saved') return result
      // The writer put the number, without its check characters, where the body is cut.
      const base = result.number?.slice(0, -checkLength) ?? ''
      return { ...result, body: job.bodyHead + base + job.bodyTail }
    },
    async execute(statements) {
      const result = await submit({ kind: 'execute', statements })
      if (result.outcome === 'done' || result.outcome === 'conflict') return result
      throw new Error('the writer answered a statement as an append')
    },
    appendStored: async (stored) => need(await submit(storedJob(stored))),
    async adopt(next) {
      await submit({ kind: 'adopt', identity: next })
    },
    async saveSession({ epoch, id }) {
      await submit({ kind: 'session', epoch, session: id })
    },
    async noteOldImage(epoch, note) {
      await submit({ kind: 'witness', epoch, note: appendJob(note) })
    },
    async receive(message) {
      const result = await submit({ kind: 'receive', ...message })
      if (result.outcome !== 'received') throw new Error('the writer answered something else')
      return result.received
    },
    async closeLeases(closing) {
      const result = await submit({ kind: 'close-leases', ...closing })
      if (result.outcome !== 'closed') throw new Error('the writer answered something else')
      return result.leases
    },
    async openEpoch(epoch, base, note) {
      await submit({ kind: 'open-epoch', epoch, base, note: appendJob(note) })
    },
    head: () => state.head,
    identity: () => state.identity,
    session: () => state.session,
    isProvisional: () => state.provisional,
    checkpointFailure: () => checkpointFailure,
    onHead: (listener) => void headListeners.add(listener),
    async close() {
      if (isClosing) return
      flush()
      isClosing = true
      await Promise.all([stopThread(worker), stopThread(checkpoints)])
    },
  }
}

/** `-cc` */
const checkLength = 3

function need(result: JobResult): AppendResult {
  const { outcome } = result
  if (outcome === 'done' || outcome === 'received' || outcome === 'closed') {
    throw new Error(`the writer answered an append: ${outcome}`)
  }
  return result
}

function refusal(error: JobError | undefined): Error {
  if (error === undefined || error.kind === 'job')
    return new Error(`the journal refused: ${error?.message ?? 'no reason'}`)
  if (error.kind === 'held') return new Failure('unavailable', heldWords)
  const words = `the hub's disk is full or fails (${error.message}): free space on it, then try again`
  return new Failure('unavailable', words)
}

const heldWords =
  "another program (sqlite3?) has begun a transaction in the hub's journal: end it there, then try again"

function firstMessage(worker: Worker): Promise<FromWriter> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (message: FromWriter) => {
      worker.off('error', reject)
      resolve(message)
    })
  })
}

function stopThread(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.once('exit', () => resolve())
    worker.postMessage({ kind: 'close' } satisfies ToWriter)
  })
}
