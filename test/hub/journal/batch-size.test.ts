import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { appendJob } from '#hub/journal/append-job.ts'
import type { FromWriter, Job, ToWriter } from '#hub/journal/job.ts'
import { startThread } from '#hub/journal/program-files.ts'
import { identity, newEvent } from './open-journal.ts'

const events = (count: number, note: string): Job[] =>
  Array.from({ length: count }, () => appendJob(newEvent({ note })))

test('a transaction takes 256 jobs at most, and the rest goes with the next ones [A1]', async () => {
  expect(await commitsOf(events(768, ''))).toBe(3)
  expect(await commitsOf(events(769, ''))).toBe(4)
})

test('a transaction takes 1 MiB at most, of the bytes on the disk and with what goes alongside [A1]', async () => {
  // 60,000 letters of two bytes: eight of them are a MiB.
  expect(await commitsOf(events(24, 'ө'.repeat(60_000)))).toBe(3)
  const config = 'x'.repeat(300_000)
  const sql = 'INSERT INTO device (device, config) VALUES (?, ?)'
  const put = (device: string) => ({ sql, args: [device, config] })
  const alongside = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) =>
    appendJob(newEvent({ alongside: [put(name)] })),
  )
  expect(await commitsOf(alongside)).toBe(2)
  const executed = ['a', 'b', 'c', 'd', 'e', 'f'].map(
    (name): Job => ({ kind: 'execute', statements: [put(name)] }),
  )
  expect(await commitsOf(executed)).toBe(2)
})

test('a job larger than a transaction may be goes alone', async () => {
  expect(await commitsOf(events(3, 'x'.repeat(1_200_000)))).toBe(3)
})

/** How many transactions the writer makes of jobs that wait together. */
async function commitsOf(jobs: readonly Job[]): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'kassa-batch-'))
  const commits = new Int32Array(new SharedArrayBuffer(4))
  const data = { path: join(dir, 'journal.db'), commits: commits.buffer }
  const writer = startThread('writer-thread', data)
  const send = (message: ToWriter): void => writer.postMessage(message)
  const answered = (count: number) =>
    new Promise<void>((resolve, reject) => {
      let left = count
      writer.on('error', reject)
      writer.on('message', (message: FromWriter) => {
        if (message.kind !== 'committed') return
        for (const { error } of message.answers) if (error) reject(new Error(error.message))
        left -= message.answers.length
        if (left <= 0) resolve()
      })
    })
  try {
    const adopted = answered(1)
    send({ kind: 'jobs', jobs: [{ ticket: 1, job: { kind: 'adopt', identity } }] })
    await adopted
    const before = Atomics.load(commits, 0)
    const done = answered(jobs.length)
    send({ kind: 'jobs', jobs: jobs.map((job, i) => ({ ticket: i + 2, job })) })
    await done
    return Atomics.load(commits, 0) - before
  } finally {
    await writer.terminate()
    rmSync(dir, { recursive: true, force: true })
  }
}
