import type { PrintJob } from './job.ts'
import { type HardwareDatabase, readJob, readJobsOf, readNewestJobOf, updateJob } from './store.ts'

/** States that nobody waits for are written together: three fsyncs a receipt would cost as much as the sale. */
const FLUSH_MS = 20
const MAX_LISTED = 100

/** Jobs as they stand now: their rows, and what is not yet written of them. */
export interface JobRows {
  changed(job: PrintJob): void
  /** Resolves when all that changed until now is on the disk; false where it could not be written. */
  written(): Promise<boolean>
  byId(jobId: string): PrintJob | null
  /** Newest first, at most 100. */
  ofDevice(device: string): readonly PrintJob[]
  /** The newest print of a receipt or shift. */
  newestOf(refId: string): PrintJob | null
  /** Before it ends, and nothing older after it. */
  writeNow(jobs: readonly PrintJob[]): Promise<void>
  close(): Promise<void>
}

export function createJobRows(deps: {
  readonly database: HardwareDatabase
  readonly log: { warn(fields: object, message: string): void }
}): JobRows {
  const { database, log } = deps
  const unwritten = new Map<string, PrintJob>()
  let flushTimer: NodeJS.Timeout | undefined
  let flushing: Promise<boolean> = Promise.resolve(true)

  async function flush(): Promise<boolean> {
    const jobs = [...unwritten.values()]
    if (jobs.length === 0) return true
    try {
      await database.execute(jobs.map(updateJob))
      for (const job of jobs) if (unwritten.get(job.id) === job) unwritten.delete(job.id)
      return true
    } catch (error) {
      // The rows say less than is true, but never less tries: at worst a print is repeated with its mark.
      log.warn({ error: String(error) }, 'states of print jobs were not written')
      return false
    }
  }

  function flushNow(): Promise<boolean> {
    clearTimeout(flushTimer)
    flushTimer = undefined
    flushing = flushing.then(flush)
    return flushing
  }

  return {
    changed(job) {
      unwritten.set(job.id, job)
      flushTimer ??= setTimeout(() => void flushNow(), FLUSH_MS)
    },
    written: flushNow,
    byId: (jobId) => unwritten.get(jobId) ?? readJob(database, jobId),
    ofDevice: (device) =>
      readJobsOf(database, device, MAX_LISTED).map((job) => unwritten.get(job.id) ?? job),
    newestOf: (refId) =>
      [...unwritten.values()].findLast((job) => job.refId === refId && job.kind !== 'drawer') ??
      readNewestJobOf(database, refId),
    async writeNow(jobs) {
      await flushing
      for (const { id } of jobs) unwritten.delete(id)
      if (jobs.length > 0) await database.execute(jobs.map(updateJob))
    },
    async close() {
      await flushNow()
    },
  }
}
