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
let waiting: { readonly ticket: number; readonly job: Job }[] = []
let isScheduled = false

port.on('message', (message: ToWriter) => {
  if (message.kind === 'close') {
    drain()
    database.close()
    send({ kind: 'closed' })
    port.close()
    return
  }
  waiting.push(...message.jobs)
  if (isScheduled) return
  isScheduled = true
  // Every message that arrived during the last commit is delivered before this runs: one batch.
  setImmediate(drainOnce)
})
send({ kind: 'ready', state })

function drainOnce(): void {
  isScheduled = false
  writeBatch(takeBatch())
  if (waiting.length === 0) return
  isScheduled = true
  setImmediate(drainOnce)
}

function drain(): void {
  while (waiting.length > 0) writeBatch(takeBatch())
}

function takeBatch(): typeof waiting {
  const count = batchSize(waiting)
  const batch = waiting.slice(0, count)
  waiting = waiting.slice(count)
  return batch
}

function writeBatch(batch: typeof waiting): void {
  if (batch.length === 0) return
  let answers: readonly JobAnswer[]
  try {
    answers = writer.write(batch.map(({ job }) => job))
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error
    send({ kind: 'fatal', message: String(cause) })
    throw error
  }
  Atomics.add(commits, 0, 1)
  send({
    kind: 'committed',
    state: writer.state(),
    answers: batch.map(({ ticket }, i) => ({ ticket, ...answers[i] })),
  })
}

function send(message: FromWriter): void {
  port?.postMessage(message)
}
