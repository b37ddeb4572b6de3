import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'

/** Which start of the machine this is, and how long ago: lets the cloud correct a wrong clock. */
export interface Boot {
  readonly bootId: string
  readonly uptimeMs: () => number
}

/** Reading the file costs as much as pricing a line; the process clock bridges the time between. */
const READ_AGAIN_MS = 1000

/** `/proc/uptime` counts suspended time too, unlike the process clock (spine B1.2). */
export function readBoot(newId: () => string): Boot {
  const bootId = readText('/proc/sys/kernel/random/boot_id')?.trim()
  const hasUptime = readText('/proc/uptime') !== null
  let read = { uptimeMs: 0, at: Number.NEGATIVE_INFINITY, wall: 0 }
  return {
    bootId: bootId ?? newId(),
    uptimeMs: () => {
      const since = performance.now() - read.at
      // A suspended machine shows in the wall clock before it shows here: then read again.
      const isFresh = since < READ_AGAIN_MS && Math.abs(Date.now() - read.wall - since) < 100
      if (isFresh) return Math.round(read.uptimeMs + since)
      const text = hasUptime ? readText('/proc/uptime') : null
      const seconds = text === null ? uptime() : Number(text.split(' ')[0])
      read = { uptimeMs: seconds * 1000, at: performance.now(), wall: Date.now() }
      return Math.round(read.uptimeMs)
    },
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // Not Linux: the fallbacks above say nearly the same.
    return null
  }
}
