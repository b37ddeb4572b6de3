import { readFileSync } from 'node:fs'

/** What the hub writes to the disk, its children with it: a card or a small SSD lives by it (spine C). */
export interface Wear {
  readonly now: () => {
    /** Since the start of the process. */
    readonly writtenBytes: number
    /** At the pace of the last day, or of the time since the start; null in the first hour, whose first copy is no pace. */
    readonly bytesPerDay: number | null
  }
  /** Remembers how much is written by now, for the pace of the next day. */
  readonly sample: () => void
}

const DAY_MS = 24 * 3600 * 1000
const HOUR_MS = 3600 * 1000

/** Null where the system does not tell (not Linux). */
export function createWear(
  readWritten: () => number | null = writtenByThisHub,
  uptimeMs: () => number = () => performance.now(),
): Wear | null {
  const atStart = readWritten()
  if (atStart === null) return null
  let samples: readonly { readonly at: number; readonly written: number }[] = [
    { at: uptimeMs(), written: atStart },
  ]
  return {
    now() {
      const at = uptimeMs()
      const writtenBytes = readWritten() ?? 0
      const [oldest] = samples
      if (oldest === undefined || at - oldest.at < HOUR_MS)
        return { writtenBytes, bytesPerDay: null }
      const perMs = (writtenBytes - oldest.written) / (at - oldest.at)
      return { writtenBytes, bytesPerDay: Math.round(perMs * DAY_MS) }
    },
    sample() {
      const at = uptimeMs()
      const all = [...samples, { at, written: readWritten() ?? 0 }]
      // One that is a day old or older is kept: the pace goes from it.
      samples = all.filter((_, i) => at - (all[i + 1]?.at ?? at) < DAY_MS)
    },
  }
}

/** Sampled by the hour, whether anybody asks or not. */
export function startWear(): { readonly now: Wear['now'] | null; readonly stop: () => void } {
  const wear = createWear()
  const timer = setInterval(() => wear?.sample(), HOUR_MS)
  timer.unref()
  return {
    now: wear?.now ?? null,
    stop: () => {
      clearInterval(timer)
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
