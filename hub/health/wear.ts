import { readFileSync } from 'node:fs'

/** What this process writes to the disk: a card or a small SSD lives by it (spine C). */
export interface Wear {
  readonly now: () => {
    /** Since the start of the process. */
    readonly writtenBytes: number
    /** At the pace of the last day, or of the time since the start; null in the first minute. */
    readonly bytesPerDay: number | null
  }
}

const DAY_MS = 24 * 3600 * 1000
const FIRST_MS = 60_000
const SAMPLE_MS = 3600 * 1000

/** Null where the system does not tell (not Linux). The replica's child process is not in it. */
export function createWear(
  readWritten: () => number | null = writtenByThisProcess,
  uptimeMs: () => number = () => performance.now(),
): Wear | null {
  const written = readWritten()
  if (written === null) return null
  let samples = [{ at: uptimeMs(), written }]
  return {
    now() {
      const at = uptimeMs()
      const writtenBytes = readWritten() ?? 0
      const newest = samples.at(-1)
      if (newest === undefined || at - newest.at >= SAMPLE_MS)
        samples = [
          ...samples.filter((sample) => at - sample.at <= DAY_MS),
          { at, written: writtenBytes },
        ]
      const oldest = samples[0]
      if (oldest === undefined || at - oldest.at < FIRST_MS)
        return { writtenBytes, bytesPerDay: null }
      const perMs = (writtenBytes - oldest.written) / (at - oldest.at)
      return { writtenBytes, bytesPerDay: Math.round(perMs * DAY_MS) }
    },
  }
}

/** `write_bytes`: what went to the disk for this process, page cache counted when it is made dirty. */
function writtenByThisProcess(): number | null {
  try {
    const found = /^write_bytes: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))
    return found === null ? null : Number(found[1])
  } catch {
    // No such file, or not for us to read.
    return null
  }
}
