import { Failure } from '#shared/domain/failure.ts'
import type { PrintJob } from './job.ts'
import { openRawFiles } from './raw-files.ts'

/** Raw prints whose bytes are kept for a reprint, until the hub is started anew. */
const MAX_DONE = 8
/** Of at most 2 MiB each. */
const MAX_WAITING = 8

/** The bytes of raw prints, each in its file from before its row until some others have ended. */
export interface RawJobs {
  /** Throws Failure `unavailable` when too many wait. */
  add(job: PrintJob, bytes: Uint8Array, insert: () => Promise<PrintJob>): Promise<PrintJob>
  /** Null = not kept any more. */
  bytesOf(jobId: string): Promise<Uint8Array | null>
  ended(jobId: string): void
}

/** With the jobs that the last start left open. */
export function createRawJobs(folder: string, restored: readonly PrintJob[]): RawJobs {
  const files = openRawFiles(folder, new Set(restored.map(({ id }) => id)))
  const waiting = new Set(restored.filter(({ kind }) => kind === 'raw').map(({ id }) => id))
  const done: string[] = []
  return {
    async add({ id }, bytes, insert) {
      if (waiting.size >= MAX_WAITING) {
        const words = `${MAX_WAITING} raw prints wait already: see to the printer`
        throw new Failure('unavailable', words)
      }
      waiting.add(id)
      try {
        await files.keep(id, bytes)
        return await insert()
      } catch (error) {
        waiting.delete(id)
        await files.drop(id)
        throw error
      }
    },
    bytesOf: (jobId) => files.read(jobId),
    ended(jobId) {
      if (!waiting.delete(jobId)) return
      done.push(jobId)
      for (const id of done.splice(0, done.length - MAX_DONE)) void files.drop(id)
    },
  }
}
