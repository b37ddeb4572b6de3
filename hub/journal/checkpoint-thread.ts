/** Worker thread: moves the WAL into the file, so that no sale waits for it (spine A1). */
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'libsql'
import type { FromCheckpoints, ThreadSettings } from './job.ts'

const EVERY_MS = 500

const settings = workerData as ThreadSettings
const commits = new Int32Array(settings.commits)
const database = new Database(settings.path)
database.exec('PRAGMA wal_autocheckpoint = 0')
const checkpoint = database.prepare('PRAGMA wal_checkpoint(PASSIVE)').raw(true)
let seen = 0
let isBehind = true
let failure: string | null = null

const timer = setInterval(() => {
  const now = Atomics.load(commits, 0)
  if (now === seen && !isBehind) return
  seen = now
  try {
    // busy, frames in the WAL, frames moved: what a reader held back is tried again while idle.
    const [busy, frames, moved] = checkpoint.get([]) as [number, number, number]
    isBehind = busy !== 0 || frames !== moved
    tell(null)
  } catch (error) {
    // A full or failing disk. What was saved stands in the log, which grows: told, and tried again.
    isBehind = true
    tell(error instanceof Error ? error.message : String(error))
  }
}, EVERY_MS)

function tell(now: string | null): void {
  if (now === failure) return
  failure = now
  send({ kind: 'checkpoints', failure })
}

parentPort?.on('message', () => {
  clearInterval(timer)
  database.close()
  send({ kind: 'closed' })
  parentPort?.close()
})

function send(message: FromCheckpoints): void {
  parentPort?.postMessage(message)
}
