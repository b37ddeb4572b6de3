import { randomFillSync } from 'node:crypto'
import { rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'

const CHUNK_BYTES = 1024 * 1024

/** A file that only takes up room, so that room can be given back when there is none left. */
export interface Reserve {
  /** What it should hold and does not: room that is free now but already promised. */
  readonly missingBytes: () => number
  readonly release: () => void
  /**
   * Fills it up; where the disk has no room for it, gives back what it took. Stopped, it ends with the
   * chunk at hand and keeps what it has: a slow card takes longer for all of it than a stop may last.
   */
  readonly fill: (stopping: AbortSignal) => Promise<'held' | 'no-room' | 'stopped'>
}

export function createReserve(path: string, bytes: number): Reserve {
  let held = sizeOf(path)
  const release = (): void => {
    rmSync(path, { force: true })
    held = 0
  }
  return {
    missingBytes: () => Math.max(0, bytes - held),
    release,
    async fill(stopping) {
      // Not zeros: a file system that compresses would keep none of them.
      const chunk = randomFillSync(new Uint8Array(CHUNK_BYTES))
      try {
        const file = await open(path, 'a', 0o600)
        try {
          while (held < bytes && !stopping.aborted) {
            const { bytesWritten } = await file.write(chunk, 0, Math.min(CHUNK_BYTES, bytes - held))
            held += bytesWritten
            await file.sync()
          }
        } finally {
          await file.close()
        }
        return held < bytes ? 'stopped' : 'held'
      } catch {
        // Whatever the disk's reason is, a half reserve is only in the way of those who write.
        release()
        return 'no-room'
      }
    },
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
