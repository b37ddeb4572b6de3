import { end, raise, raiseLasting } from '../alarms/store.ts'
import type { HotDatabase } from '../db/hot.ts'
import { insertInto } from '../db/insert.ts'
import { outbox } from '../db/outbox.ts'
import type { StoreAccounts } from '../ledger/accounts.ts'
import { createValueBooker, type ValueEffects } from '../value/book-value.ts'
import { settleValue } from '../value/settle-value.ts'
import { noteIssued } from '../vouchers/issued-by-stores.ts'
import { noteAccounts } from './account-facts.ts'
import { addTotals } from './add-totals.ts'
import { type BookerOptions, createBooker } from './booker.ts'
import { sessionConflict } from './conflict.ts'
import { createTimeKeeper, type TimeKeeper } from './event-times.ts'
import { createEventWriter, type WrittenFor } from './event-writer.ts'
import { inQuarantine } from './held.ts'
import { lastAppliedSeq } from './hq-log.ts'
import type { Pace } from './pace.ts'
import { createPoster } from './post-entry.ts'
import type { ReadEvent } from './read-events.ts'
import { journalBatch } from './schema.ts'
import { streamOf } from './store.ts'
import { createTotals } from './totals.ts'

/** Whose batch it is and where it came from. */
export interface BatchOrigin {
  readonly hubId: number
  readonly companyId: number
  readonly storeId: number
  readonly epoch: number
  /** The push counts only while this session is open and the books end at `after`. */
  readonly session: string
  readonly after: number
  /** What was sent; or, where a part of it is in the books already, the row that holds it. */
  readonly body:
    | { readonly firstSeq: number; readonly packed: Uint8Array }
    | { readonly of: number }
  readonly receivedAt: number
}

export interface BatchContent {
  /** Those that are new; what comes before them in the batch is known already. */
  readonly events: readonly ReadEvent[]
  readonly accounts: StoreAccounts
  readonly pace: Pace
  /** Asked after each event: true = the rest comes in another transaction. */
  readonly isTimeToEnd?: () => boolean
}

export interface Applied {
  /** The first so many of the events are in the books. */
  readonly count: number
  readonly last: ReadEvent
  /** The row that holds the body. */
  readonly bodyOf: number
  readonly quarantined: number
  /** Hubs that have something new in their streams: tell them after the commit. */
  readonly hubs: readonly number[]
}

const inserts = { batch: insertInto(journalBatch), outbox: insertInto(outbox) }

/**
 * Writes a batch, all effects of its events and the new mark; the caller holds the transaction. Where
 * time is up before its end, the mark stands after the events that are written.
 */
export async function applyBatch(
  hot: HotDatabase,
  origin: BatchOrigin,
  content: BatchContent,
): Promise<Applied> {
  const { hubId, companyId, storeId, epoch, body, receivedAt } = origin
  const [first, final] = [content.events[0], content.events.at(-1)]
  if (first === undefined || final === undefined) throw new Error('a batch without events')
  const batchId = highest(hot, 'SELECT max(id) FROM journal_batch') + 1
  const isRest = 'of' in body
  inserts.batch.into(hot)({
    id: batchId,
    hubId,
    epoch,
    lastSeq: final.seq,
    receivedAt,
    firstSeq: isRest ? first.seq : body.firstSeq,
    body: Buffer.from(isRest ? '' : body.packed),
    bodyOf: isRest ? body.of : null,
  })
  noteAccounts(hot, { storeId, fromSeq: lastAppliedSeq(hot) + 1 }, content.accounts)
  const about = { ...origin, batchId }
  const times = createTimeKeeper(hot, origin, content.events)
  const { count, quarantined, value } = await applyEvents(hot, about, { ...content, times })
  times.end()
  const last = content.events[count - 1] ?? final
  if (last !== final) {
    hot.prepare('UPDATE journal_batch SET last_seq = ? WHERE id = ?').run(last.seq, batchId)
  }
  moveHead(hot, origin, last)
  end(hot, streamOf(hubId), receivedAt)
  inserts.outbox.into(hot)({ companyId, entity: 'hub_mark', entityId: hubId, class: 'balances' })
  const hubs = settleValue(hot, value, { ...origin, seq: last.seq })
  return { count, last, bodyOf: isRest ? body.of : batchId, quarantined, hubs }
}

/**
 * The effects of a batch that is stored, from the next place in the applied log on. A rebuild runs
 * this too: nothing here may depend on more than what is stored.
 */
export async function applyEvents(
  hot: HotDatabase,
  about: WrittenFor,
  content: BatchContent & Pick<BookerOptions, 'refused'> & { readonly times?: TimeKeeper },
): Promise<Pick<Applied, 'count' | 'quarantined'> & { readonly value: ValueEffects }> {
  const { events, accounts, pace, refused, isTimeToEnd, times } = content
  const { hubId, companyId, storeId, receivedAt } = about
  const { post, dayOf, addDays } = createPoster(hot)
  const write = createEventWriter(hot, about, { post })
  const totals = createTotals(about)
  const options = { events, accounts, hubId }
  const bookOnce = createBooker(hot, refused === undefined ? options : { ...options, refused })
  const value = createValueBooker(hot, { ...about, dayOf }, { events, accounts })
  let appliedSeq = lastAppliedSeq(hot)
  let quarantined = 0
  let count = 0
  for (const event of events) {
    appliedSeq += 1
    count += 1
    const booking = bookOnce(event, appliedSeq)
    write(booking, appliedSeq)
    times?.note(event, appliedSeq)
    totals.add(booking)
    const entry = value.book(booking, appliedSeq)
    if (booking.quarantined === null && booking.repeats === null) noteIssued(hot, event, storeId)
    if (entry !== undefined) {
      const { businessOn, currency } = event.envelope
      post(entry, { companyId, appliedSeq, businessOn, currency, postedAt: receivedAt })
    }
    if (booking.quarantined !== null) {
      quarantined += 1
      raiseLasting(hot, inQuarantine(hubId), { companyId, hubId, at: receivedAt })
    }
    if (booking.alarm !== null) raise(hot, booking.alarm, { companyId, hubId, at: receivedAt })
    if (pace.isTimeToRest()) await pace.rest()
    if (isTimeToEnd?.() === true) break
  }
  addTotals(hot, totals)
  addDays()
  return { count, quarantined, value: value.effects() }
}

/** A handshake may have come between the reading of the batch and now: then nothing of it counts. */
function moveHead(hot: HotDatabase, origin: BatchOrigin, last: ReadEvent): void {
  const { hubId, epoch, session, after } = origin
  const hash = Buffer.from(last.hash, 'hex')
  const moved = hot.prepare(moveHeadSql).get(last.seq, hash, hubId, epoch, session, after)
  if (moved === undefined) throw sessionConflict(hubId, { seq: after, hash: '' })
}

const moveHeadSql = `UPDATE hub_head SET seq = ?, hash = ?, session_heard = 1
  WHERE hub_id = ? AND epoch = ? AND session = ? AND seq = ?
    AND epoch = (SELECT h.epoch FROM hub h WHERE h.id = hub_head.hub_id)
  RETURNING seq`

/** Rows are never deleted, so the next id is one more; the writer is alone. */
function highest(hot: HotDatabase, sql: string): number {
  return Number(hot.prepare(sql).get()?.[0] ?? 0)
}
