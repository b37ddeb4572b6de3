import type { SalvageNote } from '../journal/salvage/open-sound-journal.ts'
import type { Health } from './health.ts'
import { troubleOf } from './trouble.ts'

/** So long it stands on every till and in health; the damaged files stay aside for good. */
const TOLD_MS = 7 * 24 * 3600 * 1000

/** A salvaged journal is the first thing to be told about the box. */
export function withSalvage(
  health: Health,
  salvaged: SalvageNote | null,
  clock: () => number,
): Health {
  return {
    ...health,
    troubles() {
      const others = health.troubles()
      if (salvaged === null || clock() - salvaged.at > TOLD_MS) return others
      const { kept, lost } = salvaged
      return [troubleOf('journal-salvaged', { kept, lost }), ...others]
    },
  }
}
