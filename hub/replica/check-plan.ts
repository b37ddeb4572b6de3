import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { localTime } from '#shared/domain/business-day.ts'
import { writeDurably } from './pointer.ts'

/** When the rows of the replica are compared with the cloud's digest (spine A3 rule 10). */
export interface CheckPlan {
  readonly isDue: (now: number) => boolean
  /** After a rebuild and a generation change: at the next sync. */
  readonly want: () => void
  /** It was compared, with whatever result. */
  readonly checked: (now: number) => void
  /** It could not be compared now. */
  readonly postpone: (now: number) => void
}

const HOUR_MS = 3_600_000
/** A box that is off at night is checked when it is on. */
const AT_LATEST_MS = 48 * HOUR_MS
const AT_EARLIEST_MS = 20 * HOUR_MS
const NIGHT_HOURS = [2, 3, 4]
const AGAIN_MS = 10 * 60_000
const Saved = z.object({ at: z.int() })

export function openCheckPlan(dir: string, timeZone: () => string): CheckPlan {
  const path = join(dir, 'checked.json')
  let at = existsSync(path) ? (savedAt(readFileSync(path, 'utf8')) ?? null) : null
  let isWanted = false
  let notBefore = 0
  const isNight = (now: number) =>
    NIGHT_HOURS.includes(Number(localTime(now, timeZone()).time.slice(0, 2)))
  return {
    isDue(now) {
      if (now < notBefore) return false
      if (isWanted || at === null || at > now) return true
      const age = now - at
      return age > AT_LATEST_MS || (age > AT_EARLIEST_MS && isNight(now))
    },
    want() {
      isWanted = true
      notBefore = 0
    },
    checked(now) {
      isWanted = false
      at = now
      writeDurably(path, JSON.stringify({ at }))
    },
    postpone(now) {
      notBefore = now + AGAIN_MS
    },
  }
}

function savedAt(text: string): number | undefined {
  try {
    return Saved.safeParse(JSON.parse(text)).data?.at
  } catch {
    // Half a file: the replica is checked once more.
    return undefined
  }
}
