import { write } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** How long a device that takes nothing is left alone. */
const AGAIN_MS = 5

/**
 * Writes to a file opened without blocking: a device that takes nothing holds back its own writer
 * only, and not one of the few threads that all files share.
 */
export interface PatientWriter {
  write(chunk: Uint8Array, done: (error?: Error | null) => void): void
  /** What has not left is dropped; resolves when the file may be closed. */
  stop(): Promise<void>
}

export function createPatientWriter(handle: number): PatientWriter {
  let stopped = false
  let last: Promise<void> = Promise.resolve()

  async function writeAll(chunk: Uint8Array): Promise<void> {
    let rest = chunk
    while (rest.length > 0) {
      if (stopped) throw new Error('the line was closed before all was written')
      const written = await writeSome(handle, rest)
      rest = rest.subarray(written)
      if (written === 0) await sleep(AGAIN_MS)
    }
  }

  return {
    write(chunk, done) {
      last = writeAll(chunk).then(
        () => done(),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      )
    },
    async stop() {
      stopped = true
      await last
    },
  }
}

function writeSome(handle: number, bytes: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    write(handle, bytes, 0, bytes.length, null, (error, written) => {
      if (error === null) resolve(written)
      else if (error.code === 'EAGAIN' || error.code === 'EINTR') resolve(0)
      else reject(error)
    })
  })
}
