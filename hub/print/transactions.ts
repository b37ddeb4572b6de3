import type { DeviceJob, JobResult } from '#shared/contracts/device.ts'
import type { PrintJob } from './job.ts'
import type { LaneTimes } from './lane.ts'

export interface TransactionsDeps {
  readonly send: (device: string, job: DeviceJob) => void
  readonly onChange: (job: PrintJob) => void
  readonly clock: () => number
  readonly times: LaneTimes
}

/**
 * Payments and fiscal receipts, one at a time on a device. Its row is on the disk before it is sent; it
 * is begun by the first gateway that takes it, and by no other: once it may have begun, the device is
 * asked what became of it, for as long as nobody knows.
 */
export interface Transactions {
  /** `restored`: from an earlier process of the hub, so it may have begun. */
  add(job: PrintJob, restored: boolean): void
  setSession(device: string, session: string | null): void
  heard(device: string, result: JobResult): void
  /** What did not begin fails; what may have begun stays unknown, for a person to decide. */
  deviceRemoved(device: string): void
  openOf(device: string): PrintJob | undefined
  /** Asks the device to give it up; false where it is not open. Its end is told like any other. */
  cancel(jobId: string): boolean
  /** A person looked at the device and says how it ended; false where it is not open. */
  decide(jobId: string, outcome: 'done' | 'failed', reason: string): boolean
  close(): void
}

interface Entry {
  job: PrintJob
  /** Only the first try may begin it. */
  step: 'begin' | 'ask'
  /** The gateway's process that the try was sent to. */
  sentTo: string | null
  /** The try was answered. */
  answered: boolean
  waitMs: number
  timer: NodeJS.Timeout | undefined
}

export function createTransactions(deps: TransactionsDeps): Transactions {
  const { clock, times } = deps
  const entries = new Map<string, Entry>()
  const sessions = new Map<string, string>()

  const entryOf = (device: string) => [...entries.values()].find(({ job }) => job.device === device)

  function change(entry: Entry, patch: Partial<PrintJob>): void {
    const isSame = patch.state === entry.job.state && patch.reason === entry.job.reason
    if (isSame && patch.attempt === undefined) return
    entry.job = { ...entry.job, ...patch, updatedAt: clock() }
    deps.onChange(entry.job)
  }

  function finish(entry: Entry, patch: Partial<PrintJob>): void {
    clearTimeout(entry.timer)
    entries.delete(entry.job.id)
    change(entry, patch)
    // Others of the device are there only after a restart.
    const next = entryOf(entry.job.device)
    if (next !== undefined) work(next)
  }

  function work(entry: Entry): void {
    clearTimeout(entry.timer)
    const { job, step, sentTo } = entry
    if (entryOf(job.device) !== entry) return
    const session = sessions.get(job.device)
    const leftMs = (job.expiresAt ?? job.createdAt) - clock()
    if (step === 'begin' && sentTo === null && leftMs <= 0) {
      finish(entry, { state: 'failed', reason: 'it was too late for it' })
      return
    }
    if (session === undefined) {
      if (step === 'begin' && sentTo === null) wait(entry, leftMs)
      return
    }
    if (sentTo !== null && sentTo !== session) entry.step = 'ask'
    // A question that nobody answered is a new one; `begin` keeps its number, by which it is known.
    const isNew = sentTo !== session || (entry.step === 'ask' && !entry.answered)
    if (isNew) change(entry, { attempt: job.attempt + 1 })
    entry.sentTo = session
    entry.answered = false
    say(entry, entry.step)
    wait(entry, nextWait(entry))
  }

  function say({ job }: Entry, step: 'begin' | 'ask' | 'stop'): void {
    const { id: jobId, attempt, device, expiresAt, createdAt } = job
    const request = job.transaction?.request ?? {}
    const due = expiresAt ?? createdAt
    deps.send(device, { kind: 'transaction', jobId, attempt, step, request, expiresAt: due })
  }

  function wait(entry: Entry, ms: number): void {
    clearTimeout(entry.timer)
    entry.timer = setTimeout(() => work(entry), Math.min(Math.max(1, ms), 2 ** 31 - 1))
  }

  function nextWait(entry: Entry): number {
    entry.waitMs = Math.min(Math.max(entry.waitMs * 2, times.resendMinMs), times.resendMaxMs)
    return entry.waitMs
  }

  return {
    add(job, restored) {
      const step = restored ? 'ask' : 'begin'
      const entry: Entry = { job, step, sentTo: null, answered: false, waitMs: 0, timer: undefined }
      entries.set(job.id, entry)
      work(entry)
    },
    setSession(device, session) {
      if (session === null) sessions.delete(device)
      else sessions.set(device, session)
      const entry = entryOf(device)
      if (entry === undefined) return
      if (entry.sentTo !== null && entry.sentTo !== session)
        change(entry, { state: 'unknown', reason: 'the gateway that had it is gone' })
      entry.waitMs = 0
      work(entry)
    },
    heard(device, result) {
      const entry = entries.get(result.jobId)
      if (entry === undefined || entry.job.device !== device) return
      const { job } = entry
      if (result.attempt !== job.attempt || result.session !== entry.sentTo) return
      entry.answered = true
      const { state, reason } = result
      if (state === 'done' || state === 'failed') {
        const request = job.transaction?.request ?? {}
        finish(entry, { state, reason, transaction: { request, answer: result.answer ?? null } })
        return
      }
      change(entry, { state, reason })
      if (state === 'unknown') {
        entry.step = 'ask'
        entry.answered = false
      } else entry.waitMs = times.resendMaxMs
      wait(entry, nextWait(entry))
    },
    deviceRemoved(device) {
      sessions.delete(device)
      for (const entry of entries.values()) {
        if (entry.job.device !== device) continue
        const reason = 'its device was removed'
        if (entry.step === 'begin' && entry.sentTo === null)
          finish(entry, { state: 'failed', reason })
        else change(entry, { state: 'unknown', reason })
        clearTimeout(entry.timer)
      }
    },
    openOf: (device) => entryOf(device)?.job,
    cancel(jobId) {
      const entry = entries.get(jobId)
      if (entry === undefined) return false
      if (entry.step === 'begin' && entry.sentTo === null)
        finish(entry, { state: 'failed', reason: 'cancelled before it began' })
      else {
        say(entry, 'stop')
        // Should the first try not have come, it must not begin now.
        entry.step = 'ask'
      }
      return true
    },
    decide(jobId, outcome, reason) {
      const entry = entries.get(jobId)
      if (entry === undefined) return false
      finish(entry, { state: outcome, reason: `decided by hand: ${reason}`.slice(0, 200) })
      return true
    },
    close() {
      for (const { timer } of entries.values()) clearTimeout(timer)
      entries.clear()
    },
  }
}
