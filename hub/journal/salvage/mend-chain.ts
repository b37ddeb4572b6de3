import { z } from 'zod'
import { hashOfRow } from './chain-hash.ts'
import type { EventIndex } from './event-index.ts'
import type { EventRow } from './event-row.ts'
import { provenRuns } from './proven-runs.ts'

/** Takes the events of the mended chain, in order. */
export interface ChainSink {
  readonly put: (event: EventRow) => void
  readonly drop: (seq: number) => void
}

/** What is left of a damaged journal, as a chain that goes on. */
export interface MendedChain {
  readonly kept: number
  /** Where an event stands now, by where it stood. */
  readonly moved: ReadonlyMap<number, number>
  /** Places whose event is gone, or cannot be trusted; without those of the known holes. */
  readonly lost: readonly number[]
  /** Places between its events where none stands. */
  readonly holes: readonly Hole[]
}

export interface KnownOfJournal {
  readonly hubId: number
  /** The cloud has every event up to here. */
  readonly cloudSeq: number
  /** The journal is pruned below; null = not known. */
  readonly firstSeq: number | null
  /** That an earlier salvage left and told. */
  readonly holes: readonly Hole[]
}

export interface Hole {
  readonly first: number
  readonly last: number
}

/**
 * Keeps every record that its hash vouches for. What the cloud has (up to `cloudSeq`) keeps its
 * place, holes and all, so that nothing of it is sent again; an epoch that goes on from below a hole
 * closes it (epoch.ts). After a lost record that the cloud does not have, or has as its last, from
 * which no new epoch could go on, the readable ones are chained again behind the last good one: same
 * ids and bodies, `firstHash` kept (spine B1.3), and the lost one comes back from the till that sold
 * it (spine B2.7).
 */
export function mendChain(index: EventIndex, known: KnownOfJournal, sink: ChainSink): MendedChain {
  const { hubId, cloudSeq } = known
  const told = known.holes.filter((hole) => isBetweenRows(hole, index))
  const { start, runs } = provenRuns(index, known)
  const moved = new Map<number, number>()
  const lost: number[] = []
  /** The stored hash of the place before; undefined where that is not known for certain. */
  let prev: string | undefined = start === 1 ? '' : undefined
  let isShifted = false
  let last: Link = { seq: start - 1, hash: '' }
  /** The newest events, while none of them stands beside the one before it, and what they follow. */
  let alone: { readonly seq: number; readonly event: EventRow }[] = []
  let together = last

  const take = (seq: number, rows: readonly EventRow[]): void => {
    const found = choose(rows, prev, hubId, () => index.rowsAt(seq + 1))
    if (found === undefined) {
      prev = undefined
      if (told.some(({ first, last: end }) => first <= seq && seq <= end)) return
      lost.push(seq)
      if (seq >= cloudSeq) isShifted = true
      return
    }
    prev = found.hash
    const event = isShifted ? chainAgain(found, last, hubId) : found
    const isBeside = moved.size > 0 && last.seq === event.seq - 1
    if (isBeside) alone = []
    else alone.push({ seq, event })
    sink.put(event)
    moved.set(seq, event.seq)
    last = event
    if (isBeside) together = event
  }

  let next = start
  for (const { from, to } of runs) {
    for (let seq = next; seq <= to; seq += 1) take(seq, seq < from ? [] : index.rowsAt(seq))
    next = to + 1
  }
  // The journal goes on from its last two events: they must stand together.
  for (const { event } of alone) sink.drop(event.seq)
  for (const { seq, event } of alone) {
    const behind = chainAgain(event, together, hubId)
    sink.put(behind)
    moved.set(seq, behind.seq)
    together = behind
  }
  return { kept: moved.size, moved, lost, holes: holesBetween([...moved.values()]) }
}

/** A damaged page may say anything: a hole that reaches over more than was told would hide a loss. */
function isBetweenRows({ first, last }: Hole, index: EventIndex): boolean {
  return [first - 1, last + 1].every((seq) => index.rowsAt(seq).length > 0)
}

function holesBetween(places: readonly number[]): Hole[] {
  return places.flatMap((place, i) => {
    const first = (places[i - 1] ?? place) + 1
    return first < place ? [{ first, last: place - 1 }] : []
  })
}

function choose(
  candidates: readonly EventRow[],
  prev: string | undefined,
  hubId: number,
  after: () => readonly EventRow[],
): EventRow | undefined {
  const isFollowed = (row: EventRow): boolean =>
    after().some((next) => hashOfRow(next, row.hash, hubId) === next.hash)
  if (prev === undefined) {
    // Nobody vouches for its place: the one that the next record follows, else what reads as an event.
    const whole = candidates.filter(isItself)
    return whole.find(isFollowed) ?? whole[0]
  }
  const good = candidates.find((row) => hashOfRow(row, prev, hubId) === row.hash)
  if (good !== undefined) return good
  // Only the stored hash is damaged, if the next record follows from what it should have been.
  return candidates.map((row) => ({ ...row, hash: hashOfRow(row, prev, hubId) })).find(isFollowed)
}

interface Link {
  readonly seq: number
  readonly hash: string
}

function chainAgain(row: EventRow, before: Link, hubId: number): EventRow {
  const moved = { ...row, seq: before.seq + 1 }
  const hash = hashOfRow(moved, before.hash, hubId)
  return hash === row.hash ? row : { ...moved, hash, firstHash: row.firstHash ?? row.hash }
}

const Body = z.object({
  envelope: z.object({ id: z.string(), type: z.string(), at: z.number() }),
})

/** Does the body say the same as the columns beside it? */
function isItself(row: EventRow): boolean {
  try {
    const { envelope } = Body.parse(JSON.parse(row.body))
    return envelope.id === row.id && envelope.type === row.type && envelope.at === row.at
  } catch {
    // Not JSON, or not an event: damaged.
    return false
  }
}
