import { hashOfRow } from './chain-hash.ts'
import type { EventIndex } from './event-index.ts'
import type { KnownOfJournal } from './mend-chain.ts'

export interface Run {
  readonly from: number
  readonly to: number
}

/** A damaged place may read as any number: behind a wider hole only chained neighbours count. */
const MAX_HOLE = 10_000
/** A journal that begins so early was never pruned: what is missing in front is lost. */
const NEVER_PRUNED = 100

/**
 * Which places are the journal's. Pages that pruning freed still hold their old rows, and these pass
 * every check of their own: so nothing counts below the first place in use. Above it every run
 * counts in which two neighbours are chained.
 */
export function provenRuns(
  index: EventIndex,
  known: KnownOfJournal,
): { readonly start: number; readonly runs: readonly Run[] } {
  const { hubId, firstSeq } = known
  const isChained = (seq: number): boolean => areChained(index, seq, hubId)
  const above = (seq: number) => runsOf(index.places.filter((place) => place >= seq))
  if (firstSeq !== null) return { start: firstSeq, runs: proven(above(firstSeq), isChained) }
  const { firstInUse } = index
  if (firstInUse === null) {
    // Not even the list of free pages is left: only what the head hangs on.
    const runs = proven(above(1), isChained).slice(-1)
    return { start: startOf(runs[0]?.from ?? 1), runs }
  }
  const first = index.places.find((seq) => seq >= firstInUse && isChained(seq + 1)) ?? firstInUse
  const start = startOf(first)
  return { start, runs: proven(above(start), isChained) }
}

function startOf(first: number): number {
  return first <= NEVER_PRUNED ? 1 : first
}

function runsOf(places: readonly number[]): Run[] {
  const runs: { from: number; to: number }[] = []
  for (const place of places) {
    const last = runs.at(-1)
    if (last !== undefined && place - last.to <= MAX_HOLE) last.to = place
    else runs.push({ from: place, to: place })
  }
  return runs
}

function proven(runs: readonly Run[], isChained: (seq: number) => boolean): Run[] {
  const found = runs.filter(({ from, to }) => {
    for (let seq = to; seq >= from; seq -= 1) if (isChained(seq)) return true
    return false
  })
  // A journal of one event, or of none that stands beside another: what there is.
  return found.length > 0 ? found : runs.toSorted((a, b) => lengthOf(b) - lengthOf(a)).slice(0, 1)
}

function lengthOf({ from, to }: Run): number {
  return to - from
}

/** Does the record at this place follow from the one before it? */
function areChained(index: EventIndex, seq: number, hubId: number): boolean {
  const rows = index.rowsAt(seq)
  if (seq === 1) return rows.some((row) => hashOfRow(row, '', hubId) === row.hash)
  return index
    .rowsAt(seq - 1)
    .some(({ hash }) => rows.some((row) => hashOfRow(row, hash, hubId) === row.hash))
}
