import type { Logger } from 'pino'
import type { Journal } from '../journal/journal.ts'
import { deleteFinishedBefore } from '../print/store.ts'
import type { Disk } from './disk.ts'

const KEPT_MS = 24 * 3600 * 1000
const EVERY_MS = 3600 * 1000

/**
 * Finished prints are an archive of 90 days; on a disk below 256 MiB only of the last day (spine C).
 * Receipts stay in the journal. The freed pages are used again, so the file stops growing.
 */
export function startCuttingPrints(deps: {
  readonly disk: Disk
  readonly journal: Journal
  readonly clock: () => number
  readonly log: Pick<Logger, 'warn'>
}): { readonly stop: () => void } {
  const { disk, journal, clock, log } = deps
  const cut = (): void => {
    if (disk.mayArchive()) return
    journal
      .execute([deleteFinishedBefore(clock() - KEPT_MS)])
      .catch((err: unknown) => log.warn({ err }, 'old prints were not deleted'))
  }
  disk.onChange(cut)
  cut()
  const timer = setInterval(cut, EVERY_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
