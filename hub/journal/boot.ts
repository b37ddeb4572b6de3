import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'

/** Which start of the machine this is, and how long ago: lets the cloud correct a wrong clock. */
export interface Boot {
  readonly bootId: string
  readonly uptimeMs: () => number
}

/** `/proc/uptime` counts suspended time too, unlike the process clock (spine B1.2). */
export function readBoot(newId: () => string): Boot {
  const bootId = readText('/proc/sys/kernel/random/boot_id')?.trim()
  const hasUptime = readText('/proc/uptime') !== null
  return {
    bootId: bootId ?? newId(),
    uptimeMs: () => {
      const text = hasUptime ? readText('/proc/uptime') : null
      const seconds = text === null ? uptime() : Number(text.split(' ')[0])
      return Math.round(seconds * 1000)
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
