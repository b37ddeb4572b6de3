import { readFileSync } from 'node:fs'

/** Linux counts a process's CPU in hundredths of a second (proc(5), fields 14 and 15 of stat). */
export function cpuSeconds(pid: number | undefined): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name in field 2 may hold spaces.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Of the thread that serves the tills alone. */
export function mainThreadSeconds(pid: number | undefined): number {
  const [nanoseconds] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')
  return Number(nanoseconds) / 1e9
}

/** MiB in memory, now. */
export function residentMiB(pid: number | undefined): number {
  return statusMiB(pid, 'VmRSS')
}

/** The most that a process and its children have had in memory, each for itself, since they began. */
export interface Peaks {
  readonly ownMiB: number
  readonly childMiB: number
}

/** Children come and go: they are looked at every 50 ms until the answer is called for. */
export function watchPeaks(pid: number | undefined): () => Peaks {
  let childMiB = Number.NaN
  const look = (): void => {
    for (const child of childrenOf(pid)) {
      try {
        // NaN until there was one.
        childMiB = Math.max(childMiB || 0, statusMiB(child, 'VmHWM'))
      } catch {
        // It has just ended.
      }
    }
  }
  const timer = setInterval(look, 50)
  return () => {
    clearInterval(timer)
    look()
    return { ownMiB: statusMiB(pid, 'VmHWM'), childMiB }
  }
}

function statusMiB(pid: number | undefined, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const [, kib] = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status) ?? []
  return Number(kib) / 1024
}

/** Processes that this one started. */
export function childrenOf(pid: number | undefined): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text.trim().split(' ').filter(Boolean).map(Number)
}

/** What it had to wait for the disk to read: in no page of memory. */
export function diskReadKiB(pid: number | undefined): number {
  const [, bytes] = /^read_bytes: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8')) ?? []
  return Number(bytes) / 1024
}
