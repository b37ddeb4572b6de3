import { type BootAnchor, correctedTime } from '#shared/journal/corrected-time.ts'
import type { HotDatabase } from '../db/hot.ts'
import { insertInto } from '../db/insert.ts'
import { anchorsOf } from './boot-anchors.ts'
import type { ReadEvent } from './read-events.ts'
import { eventTime } from './time-schema.ts'

/** When events happened (spine B2.9): it stands beside the log, and nothing is booked by it. */
export interface TimeKeeper {
  readonly note: (event: ReadEvent, appliedSeq: number) => void
  /** After the last event: boots that nobody knows yet wait for their anchor. */
  readonly end: () => void
}

/** What differs by less is told as the hub's own time. */
const worthKeepingMs = 60_000

export interface KeptFor {
  readonly hubId: number
  readonly epoch: number
}

export function createTimeKeeper(
  hot: HotDatabase,
  { hubId, epoch }: KeptFor,
  events: readonly ReadEvent[],
): TimeKeeper {
  const boots = new Set<string>()
  for (const { envelope } of events) boots.add(envelope.bootId)
  const anchors = anchorsOf(hot, hubId, boots)
  const unknown = new Map<string, { readonly firstSeq: number; lastSeq: number }>()

  return {
    note({ envelope, seq }, appliedSeq) {
      const ofBoot = anchors.get(envelope.bootId)
      if (ofBoot !== undefined) {
        keepTime(hot, appliedSeq, { anchors: ofBoot, event: envelope })
        return
      }
      const waiting = unknown.get(envelope.bootId)
      if (waiting === undefined) unknown.set(envelope.bootId, { firstSeq: seq, lastSeq: seq })
      else waiting.lastSeq = seq
    },
    end() {
      for (const [bootId, range] of unknown) waitForAnchor(hot, { hubId, epoch, bootId, ...range })
    },
  }
}

/** A range of the hub's journal whose times nobody knows yet. */
export interface Waiting extends KeptFor {
  readonly bootId: string
  readonly firstSeq: number
  readonly lastSeq: number
}

export function waitForAnchor(hot: HotDatabase, waiting: Waiting): void {
  const { hubId, bootId, epoch, firstSeq, lastSeq } = waiting
  hot.prepare(waitSql).run(hubId, bootId, epoch, firstSeq, lastSeq)
}

/** Where the anchors of its boot say something else than the hub's clock did. */
export function keepTime(
  hot: HotDatabase,
  appliedSeq: number,
  of: {
    readonly anchors: readonly BootAnchor[]
    readonly event: Parameters<typeof correctedTime>[1]
  },
): void {
  const correctedAt = correctedTime(of.anchors, of.event)
  if (correctedAt === null || Math.abs(correctedAt - of.event.at) <= worthKeepingMs) return
  insert.into(hot)({ appliedSeq, correctedAt })
}

/** An event that is in the books. */
export interface TimedEvent extends KeptFor {
  readonly appliedSeq: number
  readonly seq: number
  readonly at: number
}

/** Null: its boot has no anchor. The hub's own time where that was right to a minute. */
export function timeOf(hot: HotDatabase, event: TimedEvent): number | null {
  const { hubId, epoch, seq, appliedSeq, at } = event
  const [kept] = hot.prepare(keptSql).get(appliedSeq) ?? []
  if (typeof kept === 'number') return kept
  return hot.prepare(waitsSql).get(hubId, epoch, seq) === undefined ? at : null
}

const insert = insertInto(eventTime, 'ON CONFLICT DO NOTHING')
const waitSql = `INSERT INTO boot_without_time (hub_id, boot_id, epoch, first_seq, last_seq)
  VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
  SET first_seq = min(first_seq, excluded.first_seq), last_seq = max(last_seq, excluded.last_seq)`
const keptSql = 'SELECT corrected_at FROM event_time WHERE applied_seq = ?'
const waitsSql = `SELECT 1 FROM boot_without_time
  WHERE hub_id = ? AND epoch = ? AND ? BETWEEN first_seq AND last_seq`
