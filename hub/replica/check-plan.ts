import { join } from 'node:path'
import { z } from 'zod'
import { localTime } from '#shared/domain/business-day.ts'
import { readSaved, saveNote } from '../disk/saved.ts'

/** When the rows of the replica are compared with the cloud's digest (spine A3 rule 10). */
export interface CheckPlan {
  readonly isDue: (now: number) => boolean
  /** After a rebuild and a generation change: at the next sync. */
  readonly want: () => void
  /** It was compared, with whatever result. */
  readonly checked: (now: number) => void
  /** It could not be compared now. */
  readonly postpone: (now: number) => void
  /** Since when it has not been compared; null before the first try. */
  readonly uncheckedSince: () => number | null
}

const HOUR_MS = 3_600_000
/** A box that is off at night is checked when it is on. */
const AT_LATEST_MS = 48 * HOUR_MS
const AT_EARLIEST_MS = 20 * HOUR_MS
const NIGHT_HOURS = [2, 3, 4]
const AGAIN_MS = 10 * 60_000
/** `since`: of the first try, where none has come to an end yet. */
const Saved = z.object({ at: z.int().nullable(), since: z.int().nullish() })

export function openCheckPlan(dir: string, timeZone: () => string): CheckPlan {
  const path = join(dir, 'checked.json')
  const saved = readSaved(path, Saved)
  let at = saved?.at ?? null
  let triedSince = saved?.since ?? null
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
      saveNote(path, { at })
    },
    postpone(now) {
      notBefore = now + AGAIN_MS
      if (at !== null || triedSince !== null) return
      triedSince = now
      saveNote(path, { at: null, since: triedSince })
    },
    uncheckedSince: () => at ?? triedSince,
  }
}
