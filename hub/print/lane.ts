import { type DeviceJob, type JobResult, jobCancelled } from '#shared/contracts/device.ts'
import type { PrintDocument } from '#shared/contracts/print.ts'
import { isFinal, type PrintJob, urgencyOf } from './job.ts'

/** More would print for an hour after a long lack of paper; the oldest give way. */
const MAX_JOBS = 200
const MAX_ATTEMPTS = 5
/** In base64 well within what a broker takes; at most 16 of them. */
const PART_BYTES = 180 * 1024
/** A gateway that runs answers a cancel at once, or within a look at its printer. */
const CANCEL_MS = 3000
/** A kick is not repeated: a drawer that opens twice is worse than a cashier who presses a key. */
const mayHaveOpened = 'it is not known whether the drawer opened'

export interface LaneTimes {
  /** Waits between sends of a job nobody answers for. */
  readonly resendMinMs: number
  readonly resendMaxMs: number
}

export const laneTimes: LaneTimes = { resendMinMs: 2000, resendMaxMs: 30_000 }

export interface LaneDeps {
  readonly send: (job: DeviceJob) => void
  /** Null when what it prints is not there any more. */
  readonly documentOf: (job: PrintJob) => Promise<PrintDocument | null>
  /** Bytes of a raw job; null when they are not there any more. */
  readonly bytesOf: (job: PrintJob) => Promise<Uint8Array | null>
  readonly onChange: (job: PrintJob) => void
  /** Resolves when all that `onChange` was told is on the disk; false where it could not be written. */
  readonly written: () => Promise<boolean>
  readonly clock: () => number
  readonly log: { warn(fields: object, message: string): void }
  readonly times: LaneTimes
}

/**
 * Jobs of one device, receipts before reports and else in order, one in flight; another lane of the same
 * device kicks the drawer. A try, and the gateway's process that it goes to, are on the disk before it is
 * sent: after hub and gateway have died together, what may have come out is still known.
 */
export interface Lane {
  /**
   * The job as it is to be written, by what it prints: where nothing is before it, its first try is
   * written with it, so that it waits for no second fsync.
   */
  begun(job: PrintJob): PrintJob
  /**
   * Once it is written, and sent now where it can be. `restored`: read from the journal's database at
   * start, so that what it says of tries may have come out.
   */
  add(job: PrintJob, restored: boolean): void
  /**
   * The gateway's process that holds the device now; null = none. `lost`: it went away without a
   * word, so that a "printing" may have been missed.
   */
  setSession(session: string | null, lost: boolean): void
  heard(result: JobResult): void
  /**
   * Takes out all that is open, for another printer. The gateway is asked to forget what it has;
   * unless it says that nothing came out, the job is marked DUPLICATE.
   */
  moveOut(): Promise<readonly PrintJob[]>
  /** All that is open fails. */
  abandon(reason: string): void
  open(): readonly PrintJob[]
  /** The last one that prints this receipt or shift, if it is still open. */
  openOf(refId: string): PrintJob | undefined
  close(): void
}

interface Entry {
  job: PrintJob
  /** The session its newest try went to; null = none, '' = one that was not noted. */
  sentTo: string | null
  /** The try that its row certainly tells. */
  written: string
  /** The connection broke since the last word about it, so a "printing" may have been missed. */
  interrupted: boolean
  sending: boolean
  waitMs: number
  /** Hears how a cancel went. */
  cancelled: ((wasClean: boolean) => void) | null
}

export function createLane(deps: LaneDeps): Lane {
  const entries: Entry[] = []
  let session: string | null = null
  let timer: NodeJS.Timeout | undefined

  function change(entry: Entry, patch: Partial<PrintJob>): void {
    entry.job = { ...entry.job, ...patch, updatedAt: deps.clock() }
    deps.onChange(entry.job)
  }

  function finish(entry: Entry, state: 'done' | 'failed', reason: string): void {
    entry.cancelled?.(false)
    const wasFirst = entries[0] === entry
    entries.splice(entries.indexOf(entry), 1)
    change(entry, { state, reason })
    if (wasFirst) work()
  }

  /** Does what the head needs now: fail it when late, send it, or wait. */
  function work(): void {
    clearTimeout(timer)
    const [head] = entries
    if (head === undefined || head.sending || head.cancelled !== null) return
    const { expiresAt } = head.job
    if (expiresAt !== null && expiresAt <= deps.clock()) {
      finish(head, 'failed', head.sentTo === null ? 'it was too late for it' : mayHaveOpened)
      return
    }
    if (session === null) {
      wait(expiresAt === null ? null : expiresAt - deps.clock())
      return
    }
    void send(head, session)
  }

  function wait(ms: number | null): void {
    clearTimeout(timer)
    if (ms !== null) timer = setTimeout(work, ms)
  }

  async function send(entry: Entry, to: string): Promise<void> {
    if (!prepare(entry, to)) return
    const { job } = entry
    if (job.attempt > MAX_ATTEMPTS) {
      finish(entry, 'failed', 'after 5 tries it is not known whether it came out')
      return
    }
    entry.sending = true
    const [messages, isWritten] = await Promise.all([messagesOrFault(job), writeTry(entry)])
    entry.sending = false
    if (entries[0] !== entry || session !== to || entry.job !== job) {
      work()
      return
    }
    if (typeof messages === 'string') {
      finish(entry, 'failed', messages)
      return
    }
    if (!isWritten) {
      wait(deps.times.resendMinMs)
      return
    }
    entry.sentTo = to
    for (const message of messages) deps.send(message)
    wait(nextWait(entry))
  }

  async function writeTry(entry: Entry): Promise<boolean> {
    const wanted = tryOf(entry.job)
    if (entry.written === wanted) return true
    const isWritten = await deps.written()
    if (isWritten) entry.written = wanted
    return isWritten
  }

  /** Counts the try and says whether an earlier one may have come out; false = it is not tried again. */
  function prepare(entry: Entry, to: string): boolean {
    const { job } = entry
    // The process that had this try still knows it, or it never came there.
    if (entry.sentTo === to) return true
    if (entry.sentTo === null) {
      change(entry, { attempt: Math.max(1, job.attempt), session: to })
      return true
    }
    const isCertain = !entry.interrupted && (job.state === 'queued' || job.state === 'accepted')
    if (job.kind === 'drawer' && !isCertain) {
      finish(entry, 'failed', mayHaveOpened)
      return false
    }
    entry.interrupted = false
    entry.waitMs = 0
    change(entry, {
      attempt: job.attempt + 1,
      session: to,
      duplicate: job.duplicate || !isCertain,
      state: isCertain ? 'queued' : 'unknown',
      reason: 'the gateway was started anew',
    })
    return true
  }

  /** Or why there are none: a print that ended the hub would end it again at each start. */
  async function messagesOrFault(job: PrintJob): Promise<readonly DeviceJob[] | string> {
    try {
      return (await messagesOf(job)) ?? 'what it prints was not found'
    } catch (error) {
      deps.log.warn({ err: error, jobId: job.id }, 'a print cannot be laid out')
      return `what it prints cannot be laid out: ${error instanceof Error ? error.message : String(error)}`
    }
  }

  async function messagesOf(job: PrintJob): Promise<readonly DeviceJob[] | null> {
    const { id: jobId, attempt, duplicate, expiresAt } = job
    if (job.kind === 'drawer') {
      return [{ kind: 'drawer', jobId, attempt, expiresAt: expiresAt ?? job.createdAt }]
    }
    if (job.kind === 'raw') {
      const bytes = await deps.bytesOf(job)
      if (bytes === null) return null
      const parts = Math.max(1, Math.ceil(bytes.length / PART_BYTES))
      return Array.from({ length: parts }, (_, at) => {
        const piece = Buffer.from(bytes.subarray(at * PART_BYTES, (at + 1) * PART_BYTES))
        const data = piece.toString('base64')
        return { kind: 'raw', jobId, attempt, part: at + 1, parts, data, duplicate, expiresAt }
      })
    }
    const document = await deps.documentOf(job)
    if (document === null) return null
    return [{ kind: 'print', jobId, attempt, document, duplicate, openDrawer: false, expiresAt }]
  }

  /** Behind what is begun, and behind what is as urgent. */
  function place(entry: Entry): void {
    const isLater = (other: Entry): boolean =>
      !isBegun(other) && (isBegun(entry) || urgencyOf(other.job) > urgencyOf(entry.job))
    const at = entries.findIndex(isLater)
    entries.splice(at === -1 ? entries.length : at, 0, entry)
  }

  /** The one that gives way where too many wait: the oldest of the least urgent. */
  function dropOne(): void {
    const [, ...rest] = entries
    const least = Math.max(...rest.map(({ job }) => urgencyOf(job)))
    const dropped = rest.find(({ job }) => urgencyOf(job) === least)
    if (dropped === undefined) return
    finish(dropped, 'failed', `more than ${MAX_JOBS} prints were waiting: print it again by hand`)
  }

  /** Whether it is certain that nothing came out. */
  function cancel(head: Entry): Promise<boolean> {
    return new Promise((resolve) => {
      const answered = (wasClean: boolean): void => {
        clearTimeout(timeout)
        head.cancelled = null
        resolve(wasClean)
      }
      const timeout = setTimeout(() => answered(false), CANCEL_MS)
      head.cancelled = answered
      deps.send({ kind: 'cancel', jobId: head.job.id, attempt: head.job.attempt })
    })
  }

  function nextWait(entry: Entry): number {
    const { resendMinMs, resendMaxMs } = deps.times
    entry.waitMs = Math.min(Math.max(entry.waitMs * 2, resendMinMs), resendMaxMs)
    const { expiresAt } = entry.job
    return expiresAt === null
      ? entry.waitMs
      : Math.max(1, Math.min(entry.waitMs, expiresAt - deps.clock()))
  }

  return {
    begun(job) {
      const isNext = session !== null && entries.length === 0
      return isNext ? { ...job, attempt: 1, session } : job
    },
    add(job, restored) {
      const isTold = job.attempt > 0
      const entry: Entry = {
        job: restored ? job : { ...job, attempt: 0, session: null },
        sentTo: restored && isTold ? (job.session ?? '') : null,
        written: tryOf(job),
        // A "printing" may have been missed since its row was written.
        interrupted: restored,
        sending: false,
        waitMs: 0,
        cancelled: null,
      }
      place(entry)
      if (entries.length > MAX_JOBS) dropOne()
      if (entries[0] === entry) work()
      if (restored || !isTold || entry.job.attempt > 0 || isFinal(entry.job.state)) return
      // Another came before it, or the gateway went: its row must not say that it was tried.
      entry.written = ''
      change(entry, {})
    },
    setSession(next, lost) {
      if (lost) {
        for (const entry of entries) if (entry.sentTo !== null) entry.interrupted = true
      }
      // Who would answer a cancel is gone.
      if (next !== session) entries[0]?.cancelled?.(false)
      session = next
      work()
    },
    heard(result) {
      const [head] = entries
      if (head === undefined || result.jobId !== head.job.id) return
      // An old try, or one of a process that is gone: the try that counts will be answered for itself.
      if (result.attempt !== head.job.attempt || result.session !== head.sentTo) return
      head.interrupted = false
      const { state, reason } = result
      if (head.cancelled !== null && state !== 'done') {
        if (state === 'failed') head.cancelled(reason === jobCancelled)
        if (state === 'unknown') head.cancelled(false)
        return
      }
      switch (state) {
        case 'done':
        case 'failed':
          finish(head, state, reason)
          return
        case 'unknown':
          if (head.job.kind === 'drawer') {
            finish(head, 'failed', mayHaveOpened)
            return
          }
          head.sentTo = null
          head.waitMs = 0
          change(head, { state, reason, attempt: head.job.attempt + 1, duplicate: true })
          wait(deps.times.resendMinMs)
          return
        case 'accepted':
        case 'printing':
        case 'waiting':
          if (state !== head.job.state || reason !== head.job.reason) {
            change(head, { state, reason })
          }
          head.waitMs = deps.times.resendMaxMs
          wait(nextWait(head))
      }
    },
    async moveOut() {
      clearTimeout(timer)
      const [head] = entries
      const isAsked = head !== undefined && head.sentTo !== null && head.sentTo === session
      const wasClean = isAsked && (await cancel(head))
      return entries.splice(0).map((entry) => {
        const isSure = !isBegun(entry) || (entry === head && wasClean)
        return { ...entry.job, duplicate: entry.job.duplicate || !isSure }
      })
    },
    abandon(reason) {
      clearTimeout(timer)
      for (const entry of entries.splice(0)) change(entry, { state: 'failed', reason })
    },
    open: () => entries.map((entry) => entry.job).filter((job) => !isFinal(job.state)),
    openOf: (refId) => entries.findLast(({ job }) => job.refId === refId)?.job,
    close() {
      clearTimeout(timer)
      session = null
      entries.length = 0
    },
  }
}

function tryOf({ attempt, session }: PrintJob): string {
  return `${attempt} ${session}`
}

function isBegun({ job, sentTo, sending }: Entry): boolean {
  return job.attempt > 0 || sentTo !== null || sending
}
