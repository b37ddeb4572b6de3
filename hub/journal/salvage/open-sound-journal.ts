import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { syncFolder, writeDurably } from '../../disk/durable.ts'
import { type Journal, openJournal } from '../journal.ts'
import type { JournalSettings } from '../writer.ts'
import { startKeepingEssentials } from './essentials.ts'
import { inspectJournal } from './inspect.ts'
import { salvageJournal } from './salvage.ts'
import { watchDamage } from './watch-damage.ts'

/** What became of a damaged journal, for whoever has to know; kept in `salvaged.json`. */
const SalvageNote = z.object({
  at: z.number(),
  reason: z.string(),
  kept: z.number(),
  lost: z.number(),
  /** Where in the damaged journal they stood, e.g. `6–13, 40`; what an earlier salvage lost is told. */
  places: z.string().default(''),
  /** Folder with the damaged files. */
  aside: z.string(),
  /** Is it in the journal, so that HQ hears of it? */
  isJournaled: z.boolean(),
})
export type SalvageNote = z.infer<typeof SalvageNote>

/** Beside a journal that must be salvaged; `aside` is there once that has begun. */
const Flag = z.object({ reason: z.string(), aside: z.string().optional() })
type Flag = z.infer<typeof Flag>

export interface SoundJournal {
  readonly journal: Journal
  /** The last salvage of this box, however long ago. */
  readonly salvaged: SalvageNote | null
  /** HQ will hear of it: the event is saved. */
  readonly markJournaled: () => void
  readonly close: () => Promise<void>
}

/**
 * Opens the journal, or what can be saved of it: a hub sells on a new journal that holds every
 * record the old one's chain vouches for. Damage that shows later ends the process by `onFatal`,
 * and the next start mends it.
 */
export async function openSoundJournal(
  settings: JournalSettings & { readonly wall: () => number },
): Promise<SoundJournal> {
  const { path, wall } = settings
  const folder = dirname(path)
  const files = { journal: path, essentials: join(folder, 'essentials.json') }
  const noteFile = join(folder, 'salvaged.json')
  const flag = `${path}.damaged`

  const salvage = (reason: string, release: () => void, begun?: string): void => {
    const day = new Date(wall()).toISOString().replace(/[:.]/g, '-')
    const aside = begun ?? join(folder, `damaged-${day}`)
    // A start that is cut from here on is gone on with by the next one.
    writeDurably(flag, JSON.stringify({ reason, aside } satisfies Flag))
    const { kept, lost } = salvageJournal(files, aside, release)
    const places = placesIn(lost)
    const note = { at: wall(), reason, kept, lost: lost.length, places, aside, isJournaled: false }
    writeDurably(noteFile, JSON.stringify(note satisfies SalvageNote))
    rmSync(flag, { force: true })
    // Before the first sale: a flag that a power cut brings back would build that journal again.
    syncFolder(folder)
  }
  const open = async (): Promise<Journal> => {
    const told = existsSync(flag) ? Flag.parse(JSON.parse(readFileSync(flag, 'utf8'))) : null
    // A journal that is told to be damaged is not opened: SQLite would begin an empty log for it.
    if (told !== null) {
      salvage(told.reason, () => undefined, told.aside)
      return openJournal(settings)
    }
    const { damage, release } = inspectJournal(path)
    try {
      if (damage !== null) salvage(damage, release)
      return await openJournal(settings)
    } finally {
      release()
    }
  }
  const reopen = async (error: unknown): Promise<Journal> => {
    // A full disk is no damage: what is there must not be touched.
    if (!isDamage(error)) throw error
    salvage(String(error), () => undefined)
    return openJournal(settings)
  }

  const opened = await open().catch(reopen)
  const essentials = startKeepingEssentials(files.essentials, opened)
  const journal = watchDamage(opened, (reason) => {
    writeDurably(flag, JSON.stringify({ reason } satisfies Flag))
    settings.onFatal(`journal.db is damaged (${reason}); the next start saves what it holds`)
  })
  return {
    journal,
    salvaged: readNote(noteFile),
    markJournaled() {
      const note = readNote(noteFile)
      if (note !== null) writeDurably(noteFile, JSON.stringify({ ...note, isJournaled: true }))
    },
    async close() {
      essentials.stop()
      await opened.close()
    },
  }
}

/** In words; `places` sorted. */
function placesIn(places: readonly number[]): string {
  const runs: { readonly first: number; last: number }[] = []
  for (const seq of places) {
    const run = runs.at(-1)
    if (run?.last === seq - 1) run.last = seq
    else runs.push({ first: seq, last: seq })
  }
  return runs
    .map(({ first, last }) => (first === last ? `${first}` : `${first}–${last}`))
    .join(', ')
}

function isDamage(error: unknown): boolean {
  return /malformed|not a database|does not match its hash|corrupt/i.test(String(error))
}

function readNote(path: string): SalvageNote | null {
  if (!existsSync(path)) return null
  try {
    return SalvageNote.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    // The disk that damaged the journal may have damaged this too.
    return null
  }
}
