import { join } from 'node:path'
import { z } from 'zod'
import { readSaved, saveNote } from '../disk/saved.ts'

/** When the replica last held all that the cloud had. */
export interface AsOf {
  readonly get: () => number | null
  readonly set: (at: number) => void
}

/** Every sync moves it; the disk hears of it rarely, so after a restart it is a little too old. */
const SAVE_EVERY_MS = 5 * 60_000
const Saved = z.object({ at: z.int() })

export function openAsOf(dir: string): AsOf {
  const path = join(dir, 'complete.json')
  let savedAt = readSaved(path, Saved)?.at ?? null
  let at = savedAt
  return {
    get: () => at,
    set(now) {
      at = now
      if (savedAt !== null && Math.abs(now - savedAt) < SAVE_EVERY_MS) return
      savedAt = now
      saveNote(path, { at: now })
    },
  }
}
