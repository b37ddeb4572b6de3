import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { type DayMark, journalKeptMs } from '#shared/journal/prune.ts'
import { writeDurably } from '../disk/durable.ts'

const DAY_MS = 24 * 3600 * 1000
const Marks = z.array(z.object({ seq: z.int().min(0), at: z.number() }))

/** Where the journal ended on each of the last days, by the cloud's time; in a file beside it. */
export interface DayMarks {
  readonly all: () => readonly DayMark[]
  /** Once a day; the rest is passed over. */
  readonly note: (mark: DayMark) => void
}

export function openDayMarks(path: string): DayMarks {
  let marks = read(path)
  return {
    all: () => marks,
    note(mark) {
      // An older image of the disk ends before them: what follows are other records.
      const known = marks.filter(({ seq }) => seq <= mark.seq)
      const last = known.at(-1)
      if (last !== undefined && mark.at - last.at < DAY_MS && known.length === marks.length) return
      const old = known.filter(({ at }) => mark.at - at >= journalKeptMs)
      // Of those that are old enough only the last one says anything.
      marks = [...old.slice(-1), ...known.slice(old.length), mark]
      writeDurably(path, JSON.stringify(marks))
    },
  }
}

function read(path: string): readonly DayMark[] {
  try {
    return Marks.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    // None yet, or damaged: without marks the journal is only pruned 35 days later.
    return []
  }
}
