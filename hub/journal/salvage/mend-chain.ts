import { createHash } from 'node:crypto'
import { z } from 'zod'
import { eventHashText } from '#shared/domain/chain.ts'
import type { EventRow } from './event-rows.ts'

/** What is left of a damaged journal, as a chain that goes on. */
export interface MendedChain {
  readonly events: readonly EventRow[]
  /** Where an event stands now, by where it stood. */
  readonly moved: ReadonlyMap<number, number>
  /** Places whose event is gone, or cannot be trusted. */
  readonly lost: readonly number[]
}

/**
 * Keeps every record that its hash vouches for. What the cloud has (up to `cloudSeq`) keeps its
 * place, holes and all. After a lost record that the cloud does not have, the readable ones are
 * chained again behind the last good one: same ids and bodies, `firstHash` kept (spine B1.3), and
 * the lost one comes back from the till that sold it (spine B2.7).
 */
export function mendChain(
  rows: ReadonlyMap<number, readonly EventRow[]>,
  known: { readonly hubId: number; readonly cloudSeq: number },
): MendedChain {
  const { hubId, cloudSeq } = known
  const places = withoutStrays([...rows.keys()].toSorted((a, b) => a - b))
  const first = places[0] ?? 1
  const last = places.at(-1) ?? 0
  // A pruned journal does not begin at 1; what is missing in front was not there before either.
  const start = first <= 100 ? 1 : first
  const events: EventRow[] = []
  const moved = new Map<number, number>()
  const lost: number[] = []
  /** The stored hash of the place before; undefined where that is not known for certain. */
  let prev: string | undefined = start === 1 ? '' : undefined
  let isShifted = false
  for (let seq = start; seq <= last; seq += 1) {
    const found = choose(rows.get(seq) ?? [], prev, hubId, rows.get(seq + 1) ?? [])
    if (found === undefined) {
      lost.push(seq)
      if (seq > cloudSeq) isShifted = true
      prev = undefined
      continue
    }
    prev = found.hash
    const event = isShifted ? chainAgain(found, events.at(-1), hubId) : found
    events.push(event)
    moved.set(seq, event.seq)
  }
  // The journal goes on from its last two events: they must stand together.
  for (let tail = events.at(-1); tail !== undefined && events.length > 1; tail = events.at(-1)) {
    if (events.at(-2)?.seq === tail.seq - 1) break
    events.pop()
    lost.push(tail.seq)
  }
  return { events, moved, lost: lost.toSorted((a, b) => a - b) }
}

const MAX_HOLE = 10_000

/** A damaged place may read as any number: what stands far from all others is not an event's. */
function withoutStrays(places: readonly number[]): readonly number[] {
  const far = places.findIndex((place, i) => i > 0 && place - (places[i - 1] ?? 0) > MAX_HOLE)
  return far === -1 ? places : places.slice(0, far)
}

function choose(
  candidates: readonly EventRow[],
  prev: string | undefined,
  hubId: number,
  after: readonly EventRow[],
): EventRow | undefined {
  if (prev === undefined) {
    // Nobody vouches for its place: the one that the next record follows, else what reads as an event.
    const whole = candidates.filter(isItself)
    return whole.find((row) => after.some((next) => follows(next, row.hash, hubId))) ?? whole[0]
  }
  const good = candidates.find((row) => follows(row, prev, hubId))
  if (good !== undefined) return good
  // Only the stored hash is damaged, if the next record follows from what it should have been.
  return candidates
    .map((row) => ({ ...row, hash: hashOf(row, prev, hubId) }))
    .find((row) => after.some((next) => follows(next, row.hash, hubId)))
}

function chainAgain(row: EventRow, before: EventRow | undefined, hubId: number): EventRow {
  const moved = { ...row, seq: (before?.seq ?? 0) + 1, firstHash: row.firstHash ?? row.hash }
  return { ...moved, hash: hashOf(moved, before?.hash ?? '', hubId) }
}

function follows(row: EventRow, prev: string, hubId: number): boolean {
  return hashOf(row, prev, hubId) === row.hash
}

function hashOf(row: EventRow, prev: string, hubId: number): string {
  const { epoch, seq, id, type, at, body } = row
  return createHash('sha256')
    .update(eventHashText({ prev, hubId, epoch, seq, id, type, at }))
    .update(body)
    .digest('hex')
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
