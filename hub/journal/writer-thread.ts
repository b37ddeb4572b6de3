/** Worker thread: the only writer of `journal.db`. COMMIT blocks, so it must not run where tills are served. */
import { parentPort, workerData } from 'node:worker_threads'
import { batchSize } from './batch-size.ts'
import { createBatchWriter, type JobAnswer } from './batch-writer.ts'
import type { FromWriter, Job, ThreadSettings, ToWriter } from './job.ts'
import { openJournalFile } from './journal-file.ts'

const port = parentPort
if (port === null) throw new Error('writer-thread.ts runs as a worker thread only')
const settings = workerData as ThreadSettings
const commits = new Int32Array(settings.commits)
const { database, state } = openJournalFile(settings.path)
const writer = createBatchWriter(database, state)
/** So long a job waits for another program (sqlite3?) to end its transaction. */
const HELD_MS = 3000
const AGAIN_MS = 25

let waiting: { readonly ticket: number; readonly job: Job; readonly at: number }[] = []
let isScheduled = false

port.on('message', (message: ToWriter) => {
  if (message.kind === 'close') {
    while (waiting.length > 0) if (!writeBatch()) refuse(waiting.length)
    database.close()
    send({ kind: 'closed' })
    port.close()
    return
  }
  const at = performance.now()
  waiting.push(...message.jobs.map((given) => ({ ...given, at })))
  if (isScheduled) return
  isScheduled = true
  // Every message that arrived during the last commit is delivered before this runs: one batch.
  setImmediate(drainOnce)
})
send({ kind: 'ready', state })

function drainOnce(): void {
  isScheduled = false
  const isWritten = writeBatch()
  if (!isWritten) refuseLate()
  if (waiting.length === 0) return
  isScheduled = true
  if (isWritten) setImmediate(drainOnce)
  else setTimeout(drainOnce, AGAIN_MS)
}

/** False: the journal is held, and the jobs wait on. */
function writeBatch(): boolean {
  const batch = waiting.slice(0, batchSize(waiting))
  if (batch.length === 0) return true
  let answers: readonly JobAnswer[] | 'held'
  try {
    answers = writer.write(batch.map(({ job }) => job))
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error
    send({ kind: 'fatal', message: String(cause) })
    throw error
  }
  if (answers === 'held') return false
  Atomics.add(commits, 0, 1)
  answer(batch.length, answers)
  return true
}

function refuseLate(): void {
  const since = performance.now() - HELD_MS
  const next = waiting.findIndex(({ at }) => at > since)
  refuse(next === -1 ? waiting.length : next)
}

function refuse(count: number): void {
  const error = { kind: 'held', message: `held for ${HELD_MS} ms` } as const
  const answers = Array.from({ length: count }, () => ({ error }))
  if (count > 0) answer(count, answers)
}

function answer(count: number, answers: readonly JobAnswer[]): void {
  const batch = waiting.slice(0, count)
  waiting = waiting.slice(count)
  send({
    kind: 'committed',
    state: writer.state(),
    answers: batch.map(({ ticket }, i) => ({ ticket, ...answers[i] })),
  })
}

function send(message: FromWriter): void {
  port?.postMessage(message)
}
