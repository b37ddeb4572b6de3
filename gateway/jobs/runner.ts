import type { DeviceJob, JobResult } from '#shared/contracts/device.ts'
import { gatewayStopped, jobCancelled } from '#shared/contracts/device.ts'
import type { Printer } from '../printer/printer.ts'
import { createGathering, type RawJob } from './gather-parts.ts'
import {
  runTransaction,
  type TransactionTimes,
  type Transactor,
  transactionTimes,
} from './transactor.ts'

/** The hub keeps one job in flight, so these are far more than it can use. */
const MAX_WAITING = 50
const MAX_KNOWN = 500

/** What a device can do of the jobs; what it cannot fails. */
export type JobWorker = Partial<Pick<Printer, 'print' | 'openDrawer'>> & {
  readonly transactor?: Transactor
}

export interface JobRunner {
  take(job: DeviceJob): void
  /** Null while there are no settings for the device. */
  setPrinter(printer: JobWorker | null): void
  /** Nothing new is begun while the hub cannot hear that it began. */
  setLinked(linked: boolean): void
  /** Resolves when nothing runs any more; close the printer to hurry it. */
  stop(): Promise<void>
}

export interface JobRunnerDeps {
  readonly session: string
  readonly clock: () => number
  readonly publish: (result: JobResult) => void
  readonly log: { warn(fields: object, message: string): void }
  readonly transactionTimes?: TransactionTimes
}

type Transaction = Extract<DeviceJob, { kind: 'transaction' }>
type DoneJob = Exclude<DeviceJob, { kind: 'cancel' | 'raw' }> | RawJob

interface Known {
  readonly job: DoneJob | null
  /** The newest try that was asked for. */
  attempt: number
  result: JobResult
  isOpen: boolean
  /** The printer gives it up before it begins with the paper, or between torn and new paper. */
  isCancelled: boolean
  /** Of a transaction that is at the device. */
  stop: AbortController | null
}

/** Does each try of a job once and tells the hub how it goes, again whenever it asks. */
export function createJobRunner(deps: JobRunnerDeps): JobRunner {
  const knownById = new Map<string, Known>()
  const waiting: Known[] = []
  const running = new Set<Promise<void>>()
  const gather = createGathering()
  let printer: JobWorker | null = null
  let linked = false
  let stopping = false
  let printing = false

  function take(message: DeviceJob): void {
    const job = message.kind === 'raw' ? gather(message) : message
    if (job === null) return
    const known = knownById.get(job.jobId)
    if (job.kind === 'cancel') {
      cancel(job, known)
      return
    }
    if (job.kind === 'transaction' && job.step === 'stop') {
      stopTransaction(known)
      return
    }
    if (known !== undefined && isAnswered(known, job)) return
    const isQuestion = job.kind === 'transaction' && job.step === 'ask'
    if (!isQuestion && job.expiresAt !== null && deps.clock() >= job.expiresAt) {
      remember(job, job, 'failed', 'it came too late')
      return
    }
    if (stopping || waiting.length >= MAX_WAITING) {
      deps.log.warn({ job: job.jobId }, 'a job was not taken; the hub will send it again')
      return
    }
    const entry = remember(job, job, 'accepted', '')
    if (job.kind === 'drawer') {
      if (printer === null) say(entry, 'failed', 'the printer has no settings yet')
      else track(kick(entry, job.expiresAt, printer))
      return
    }
    waiting.push(entry)
    work()
  }

  /** Answered at once where the job is not begun; else by its own end. */
  function cancel(job: Extract<DeviceJob, { kind: 'cancel' }>, known: Known | undefined): void {
    if (known === undefined) {
      // It never came; should it come late, it is not begun.
      remember(job, null, 'failed', jobCancelled)
      return
    }
    if (!known.isOpen) {
      deps.publish(known.result)
      return
    }
    known.isCancelled = true
    const at = waiting.indexOf(known)
    if (at > 0 || (at === 0 && !printing)) {
      waiting.splice(at, 1)
      say(known, 'failed', jobCancelled)
    }
  }

  /** Not begun, it is not begun any more; else its own end tells. What never came is asked for later. */
  function stopTransaction(known: Known | undefined): void {
    if (known === undefined) return
    const at = waiting.indexOf(known)
    if (known.stop !== null) known.stop.abort()
    else if (at !== -1 && known.job?.kind === 'transaction' && known.job.step === 'begin') {
      waiting.splice(at, 1)
      say(known, 'failed', 'cancelled before it began')
    } else deps.publish(known.result)
  }

  /** True when there is nothing to do but to say how it stands. */
  function isAnswered(known: Known, job: DoneJob): boolean {
    if (job.attempt < known.attempt) return true
    if (job.attempt > known.attempt) {
      if (!known.isOpen && mayRunAgain(known, job)) return false
      // The hub asks anew for what is still being done here: it must not come out twice.
      known.attempt = job.attempt
      known.result = { ...known.result, attempt: job.attempt }
    }
    deps.publish(known.result)
    return true
  }

  function remember(
    { jobId, attempt }: Pick<DeviceJob, 'jobId' | 'attempt'>,
    job: DoneJob | null,
    state: JobResult['state'],
    reason: string,
  ): Known {
    const at = deps.clock()
    const result: JobResult = { jobId, attempt, session: deps.session, state, reason, at }
    const isOpen = state === 'accepted'
    const entry: Known = { job, attempt, result, isOpen, isCancelled: false, stop: null }
    knownById.delete(jobId)
    knownById.set(jobId, entry)
    for (const [id, old] of knownById) {
      if (knownById.size <= MAX_KNOWN) break
      if (!old.isOpen) knownById.delete(id)
    }
    deps.publish(result)
    return entry
  }

  function say(entry: Known, state: JobResult['state'], reason: string): void {
    entry.isOpen = state === 'accepted' || state === 'printing' || state === 'waiting'
    const at = deps.clock()
    entry.result = { ...entry.result, state, reason: reason.slice(0, 200), at }
    deps.publish(entry.result)
  }

  function work(): void {
    const [entry] = waiting
    if (printing || entry === undefined || printer === null || !linked || stopping) return
    printing = true
    track(
      print(entry, printer).finally(() => {
        printing = false
        work()
      }),
    )
  }

  async function print(entry: Known, with_: JobWorker): Promise<void> {
    const { job } = entry
    if (job?.kind === 'transaction') {
      await transact(entry, job, with_)
      return
    }
    if (job?.kind !== 'print' && job?.kind !== 'raw') return
    if (with_.print === undefined) {
      waiting.shift()
      say(entry, 'failed', 'this device does not print')
      return
    }
    const asked = {
      ...(job.kind === 'raw'
        ? { raw: job.bytes, document: null, openDrawer: false }
        : { document: job.document, openDrawer: job.openDrawer }),
      duplicate: job.duplicate,
      // What was cancelled is too late from then on.
      get expiresAt() {
        return entry.isCancelled ? 0 : job.expiresAt
      },
    }
    const { outcome, reason } = await settle(
      with_.print(asked, (progress) => say(entry, progress.state, progress.reason)),
    )
    if (outcome === 'stopped') {
      // Nothing came out. It is begun again with new settings, or by the next process.
      say(entry, 'accepted', stopping ? gatewayStopped : '')
      if (printer === with_) printer = null
      return
    }
    waiting.shift()
    say(entry, outcome, entry.isCancelled && outcome === 'failed' ? jobCancelled : reason)
  }

  async function transact(
    entry: Known,
    job: Transaction,
    { transactor }: JobWorker,
  ): Promise<void> {
    if (transactor === undefined) {
      waiting.shift()
      say(entry, 'failed', 'this device does no transactions')
      return
    }
    const stop = new AbortController()
    entry.stop = stop
    say(entry, 'printing', '')
    const tell = (words: string) => {
      if (entry.stop === stop) say(entry, 'printing', words)
    }
    const times = deps.transactionTimes ?? transactionTimes
    const end = await settle(
      runTransaction(transactor, job, { tell, stop, clock: deps.clock, times }),
    )
    entry.stop = null
    waiting.shift()
    const { answer } = end
    if (answer !== undefined) entry.result = { ...entry.result, answer }
    say(entry, end.outcome, end.reason)
  }

  async function kick(entry: Known, expiresAt: number, with_: JobWorker): Promise<void> {
    if (with_.openDrawer === undefined) {
      say(entry, 'failed', 'this device has no drawer')
      return
    }
    const { outcome, reason } = await settle(with_.openDrawer(expiresAt))
    say(entry, outcome === 'stopped' ? 'failed' : outcome, reason)
  }

  /** A fault of ours in one document must not stop the other devices. */
  async function settle<End>(
    outcome: Promise<End>,
  ): Promise<End | { outcome: 'unknown'; reason: string; answer?: undefined }> {
    try {
      return await outcome
    } catch (error) {
      deps.log.warn({ err: error }, 'a print job failed by a fault')
      return { outcome: 'unknown', reason: `fault: ${String(error)}` }
    }
  }

  function track(work_: Promise<void>): void {
    const tracked = work_.finally(() => running.delete(tracked))
    running.add(tracked)
  }

  return {
    take,
    setPrinter(next) {
      printer = next
      work()
    },
    setLinked(next) {
      linked = next
      work()
    },
    async stop() {
      stopping = true
      await Promise.all(running)
    },
  }
}

/** What is not known of a transaction is asked; nothing else of it is done a second time. */
function mayRunAgain({ result }: Known, job: DoneJob): boolean {
  return job.kind !== 'transaction' || (job.step === 'ask' && result.state === 'unknown')
}
