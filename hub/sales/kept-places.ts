import { sql } from 'drizzle-orm'
import { MAX_PLACES_ASKED } from '#shared/contracts/sync.ts'
import type { CloudMark } from '#shared/journal/kept-sales.ts'
import { build, compile } from '../db/compile.ts'
import type { Mark, Statement } from '../journal/job.ts'
import { statement } from '../journal/statement.ts'
import type { Shop } from '../shop.ts'
import { takenPlace } from '../value/schema.ts'

/** From where the books have these events; null = no answer in 2 s. */
export type AskPlaces = (ids: readonly string[]) => Promise<ReadonlyMap<string, CloudMark> | null>

/**
 * Where the books have what a till brought and told no place of: the other disk died before the till
 * heard of it. Its movements must not count on top of a balance that holds them (spine B3).
 */
export interface KeptPlaces {
  /** Of events that are about to be taken; a till's request waits for it. */
  readonly of: (ids: readonly string[]) => Promise<ReadonlyMap<string, CloudMark>>
  /** One was taken without a place. */
  readonly taken: () => void
  /** The line is back, or the hub has started: asks for what was taken without an answer. */
  readonly sessionOpened: () => void
  /** The feed may hold what was not in the books yet when the cloud was asked. */
  readonly feedChanged: () => void
}

/** A till offers a shift in a hundred requests: they do not all wait for a cloud that is silent. */
const PAUSE_MS = 10_000
const noneBooked: ReadonlyMap<string, CloudMark> = new Map()

export function createKeptPlaces(deps: {
  readonly shop: Pick<Shop, 'journal' | 'replica' | 'identity'>
  readonly ask: AskPlaces
  /** Of what was taken before. */
  readonly onLearned: () => void
  readonly onProblem: (error: unknown) => void
}): KeptPlaces {
  const { journal, replica, identity } = deps.shop
  let silentUntil = 0
  /** Asked of the journal only while there may be some: it holds weeks of movements. */
  let areLacking = true
  let asking: Promise<void> | null = null

  /** An epoch opened since may have begun before the mark's place. */
  const feedReached = (): number => {
    if (!replica.present) return 0
    const mark = replica.hubMark(identity().hubId)
    return mark.epoch === journal.head().epoch ? mark.seq : 0
  }
  const askAgain = async (): Promise<void> => {
    for (let after = feedReached(); ; ) {
      const rows = journal.rows(withoutPlaceSql, [after, MAX_PLACES_ASKED])
      const last = rows.at(-1)
      if (last === undefined) return
      const seqById = new Map(rows.map(([seq, id]) => [String(id), Number(seq)]))
      const booked = await deps.ask([...seqById.keys()])
      if (booked === null) return
      const found = [...booked].map(([id, place]) => savePlace(seqById.get(id) ?? 0, place))
      if (found.length > 0) {
        await journal.execute(found)
        deps.onLearned()
      }
      after = Number(last[0])
    }
  }
  const settle = (): void => {
    if (!areLacking || asking !== null || journal.isProvisional()) return
    areLacking = journal.rows(withoutPlaceSql, [feedReached(), 1]).length > 0
    if (!areLacking) return
    asking = askAgain()
      .catch(deps.onProblem)
      .finally(() => {
        asking = null
      })
  }

  return {
    async of(ids) {
      if (ids.length === 0 || performance.now() < silentUntil) return noneBooked
      const booked = await deps.ask(ids)
      silentUntil = booked === null ? performance.now() + PAUSE_MS : 0
      return booked ?? noneBooked
    },
    taken() {
      areLacking = true
    },
    sessionOpened() {
      silentUntil = 0
      areLacking = true
      settle()
    },
    feedChanged: settle,
  }
}

const insertPlace = compile(
  build
    .insert(takenPlace)
    .values({
      seq: sql.placeholder('seq'),
      hubId: sql.placeholder('hub'),
      epoch: sql.placeholder('epoch'),
      place: sql.placeholder('place'),
    })
    .onConflictDoNothing(),
)

/** A balance of the feed may hold the event's movements from there. */
export function savePlace(seq: number | Mark, { hub, epoch, seq: place }: CloudMark): Statement {
  return statement(insertPlace, { seq, hub, epoch, place })
}

/** What was first saved elsewhere and moved value, of which nobody said from where the books have it. */
const withoutPlaceSql = `SELECT DISTINCT e.seq, e.id FROM own_movement m
  CROSS JOIN event e ON e.seq = m.seq
  WHERE m.seq > ? AND e.first_hash IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM taken_place t WHERE t.seq = m.seq)
  ORDER BY e.seq LIMIT ?`
