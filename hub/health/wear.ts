import { readFileSync } from 'node:fs'

/** What the hub writes to the disk, its children with it: a card or a small SSD lives by it (spine C). */
export interface Wear {
  readonly now: () => {
    /** Since the start of the process. */
    readonly writtenBytes: number
    /** At the pace of the last day, or of the time since the start; null in the first hour, whose first copy is no pace. */
    readonly bytesPerDay: number | null
  }
}

const DAY_MS = 24 * 3600 * 1000
const HOUR_MS = 3600 * 1000

/** Null where the system does not tell (not Linux). */
export function createWear(
  readWritten: () => number | null = writtenByThisHub,
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
      if (newest === undefined || at - newest.at >= HOUR_MS)
        samples = [
          ...samples.filter((sample) => at - sample.at <= DAY_MS),
          { at, written: writtenBytes },
        ]
      const oldest = samples[0]
      if (oldest === undefined || at - oldest.at < HOUR_MS)
        return { writtenBytes, bytesPerDay: null }
      const perMs = (writtenBytes - oldest.written) / (at - oldest.at)
      return { writtenBytes, bytesPerDay: Math.round(perMs * DAY_MS) }
    },
  }
}

/** This process with its running children; what an ended child wrote, Linux adds to its parent. */
function writtenByThisHub(): number | null {
  const own = writtenBy('self')
  return own === null ? null : children().reduce((sum, pid) => sum + (writtenBy(pid) ?? 0), own)
}

/** `write_bytes`: what went to the disk for a process, page cache counted when it is made dirty. */
function writtenBy(pid: string): number | null {
  const found = /^write_bytes: (\d+)$/m.exec(readOr(`/proc/${pid}/io`))
  return found === null ? null : Number(found[1])
}

/** Those of the main thread, which starts all of them. */
function children(): readonly string[] {
  return readOr(`/proc/self/task/${process.pid}/children`).match(/\d+/g) ?? []
}

/** '' where there is no such file, or not for us to read. */
function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
