import type { FromChild, ToChild } from './messages.ts'
import type { Replica } from './replica.ts'

type Distrusted = NonNullable<ToChild['distrusted']>

const AGAIN_MIN_MS = 60_000
const AGAIN_MAX_MS = 60 * 60_000

/** Which file must not stay: one that differs from the feed, or that cannot be read. */
export interface Trust {
  readonly distrusted: () => Distrusted | null
  /** A new file has taken the place of the one before. */
  readonly swapped: (file: string) => void
  /** True: it is to be built anew at once. */
  readonly compared: (message: FromChild & { kind: 'checked' }) => boolean
}

export function createTrust(replica: Pick<Replica, 'damage'>): Trust {
  let differing: Distrusted | null = null
  /** Built since the start, and not compared yet. */
  let freshFile: string | null = null
  let badBuilds = 0
  let notBefore = Number.NEGATIVE_INFINITY
  return {
    distrusted() {
      const damage = replica.damage()
      if (damage === null || damage.file === null) return differing
      // One that cannot be read from the first would be so again: not one after the other.
      if (performance.now() < notBefore) return null
      return { file: damage.file, isReadable: false, reason: damage.reason }
    },
    swapped(file) {
      differing = null
      freshFile = file
      badBuilds = replica.damage()?.file === file ? badBuilds + 1 : 0
      notBefore =
        badBuilds === 0
          ? Number.NEGATIVE_INFINITY
          : performance.now() + Math.min(AGAIN_MIN_MS * 2 ** badBuilds, AGAIN_MAX_MS)
    },
    compared({ file, outcome, tables }) {
      const isFresh = file === freshFile
      freshFile = null
      // A copy that was wrong from the first would be wrong again: the next night tries once more.
      if (outcome !== 'differs' || isFresh) return false
      const reason = `its rows are not those of the feed: the digests of ${tables.join(', ')} differ`
      differing = { file, isReadable: true, reason }
      return true
    },
  }
}
