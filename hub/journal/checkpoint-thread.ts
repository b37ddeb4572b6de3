/** Worker thread: moves the WAL into the file, so that no sale waits for it (spine A1). */
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'libsql'
import type { ThreadSettings } from './job.ts'

const EVERY_MS = 500

const settings = workerData as ThreadSettings
const commits = new Int32Array(settings.commits)
const database = new Database(settings.path)
database.exec('PRAGMA wal_autocheckpoint = 0')
const checkpoint = database.prepare('PRAGMA wal_checkpoint(PASSIVE)').raw(true)
let seen = 0
let isBehind = true

const timer = setInterval(() => {
  const now = Atomics.load(commits, 0)
  if (now === seen && !isBehind) return
  seen = now
  // busy, frames in the WAL, frames moved: what a reader held back is tried again while idle.
  const [busy, frames, moved] = checkpoint.get([]) as [number, number, number]
  isBehind = busy !== 0 || frames !== moved
}, EVERY_MS)

parentPort?.on('message', () => {
  clearInterval(timer)
  database.close()
  parentPort?.postMessage('closed')
  parentPort?.close()
})
