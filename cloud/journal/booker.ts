import { answeredTwice } from '#shared/journal/answered-twice.ts'
import { judgePayload } from '#shared/journal/judge-event.ts'
import {
  blockedBy,
  emptyQuarantine,
  hold,
  parkedInShift,
  type Quarantine,
} from '#shared/journal/quarantine.ts'
import { repeatedNumber } from '#shared/journal/repeated-number.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { StoreAccounts } from '../ledger/accounts.ts'
import { readProgrammeOf } from '../value/programme-kinds.ts'
import {
  type Booking,
  book,
  bookAccepted,
  nothingBooked,
  printedNumber,
  receiptNamedBy,
  stepAside,
} from './book.ts'
import { nameOf, quarantineAround } from './held.ts'
import { contracts, type ReadEvent, versionOf } from './read-events.ts'
import { createBodyReader } from './stored-body.ts'

export interface BookerOptions {
  readonly events: readonly ReadEvent[]
  readonly accounts: StoreAccounts
  readonly hubId: number
  /**
   * For a rebuild: why events were refused when they came, by `applied_seq`. What this version of
   * the program would say today changes nothing that is in the books.
   */
  readonly refused?: ReadonlyMap<number, string>
}

/** Books one event after the other; what is there already must not have its effects twice. */
export function createBooker(hot: HotDatabase, options: BookerOptions) {
  const { events, accounts, hubId, refused } = options
  // Asked for the whole batch at once: a statement costs more than a look-up.
  const eventIds = events.map((event) => event.envelope.id)
  const receiptIds = events.flatMap((event) => event.envelope.receipt?.id ?? [])
  const seqByEvent = known(hot, { table: 'event', column: 'event_id' }, eventIds)
  const seqByReceipt = known(hot, { table: 'receipt', column: 'receipt_id' }, receiptIds)
  const numbers = events.flatMap((event) => printedNumber(event) ?? [])
  const seqByNumber = known(hot, { table: 'receipt', column: 'number' }, numbers)
  const readBody = createBodyReader(hot)
  const programmeOf = readProgrammeOf(hot)
  let quarantine = quarantineOfBatch(hot, events)

  const bookNew = (event: ReadEvent, appliedSeq: number): Booking => {
    const names = receiptsNamedBy(event)
    const { receipt } = event.envelope
    const taken = printedNumber(event) === null ? undefined : seqByReceipt.get(receipt?.id ?? '')
    if (taken !== undefined) {
      const reason = `receipt ${receipt?.id} is already that of event ${taken}`
      return { ...stepAside(event, accounts, reason), receipt: null }
    }
    const about = { hubId, accounts, programmeOf }
    const behind = blockedBy(quarantine, { makes: null, names })
    if (refused !== undefined && behind === null) {
      const reason = refused.get(appliedSeq)
      return reason === undefined ? bookAccepted(event, about) : stepAside(event, accounts, reason)
    }
    const booked = book(event, about)
    const found = {
      type: event.envelope.type,
      version: versionOf(event.payload),
      blockedBy: behind,
      payloadProblem: () => booked.quarantined,
    }
    const verdict = judgePayload(found, contracts)
    switch (verdict.verdict) {
      case 'apply':
        return booked
      case 'park': {
        const reason = `receipt ${names[0]} is in quarantine`
        return { ...stepAside(event, accounts, reason), parkedBehind: Number(verdict.behind) }
      }
      case 'quarantine':
        return booked.quarantined === verdict.reason
          ? booked
          : stepAside(event, accounts, verdict.reason)
    }
  }

  return (event: ReadEvent, appliedSeq: number): Booking => {
    const { envelope } = event
    const repeats = seqByEvent.get(envelope.id)
    if (repeats !== undefined)
      return bookRepeat(event, { repeats, hubId, stored: readBody(repeats) })
    seqByEvent.set(envelope.id, appliedSeq)
    const booking = bookNew(event, appliedSeq)
    const { receipt, quarantined, parkedBehind } = booking
    if (quarantined !== null) {
      quarantine = hold(quarantine, {
        event: nameOf(appliedSeq),
        makes: receipt?.id ?? null,
        names: receiptsNamedBy(event),
        shiftId: envelope.shiftId,
        reason: parkedBehind === null ? quarantined : null,
      })
    } else if (envelope.type === 'shift.closed' && envelope.shiftId !== null) {
      return { ...booking, parkedReceipts: parkedInShift(quarantine, envelope.shiftId) }
    }
    if (receipt === null) return withNumber(booking)
    seqByReceipt.set(receipt.id, appliedSeq)
    return withNumber(booking, appliedSeq)
  }

  /** Two papers with one number: both are booked, and HQ is told (spine B4). */
  function withNumber(booking: Booking, appliedSeq?: number): Booking {
    const { event } = booking
    const number = printedNumber(event)
    if (number === null) return booking
    const first = seqByNumber.get(number)
    if (first === undefined) {
      if (appliedSeq !== undefined) seqByNumber.set(number, appliedSeq)
      return booking
    }
    const id = hot.prepare('SELECT event_id FROM event WHERE applied_seq = ?').get(first)?.[0]
    const alarm = repeatedNumber({ event: event.envelope.id, number }, String(id))
    return { ...booking, alarm }
  }
}

/** Receipts that an event speaks of and does not make (spine B2.2). */
function receiptsNamedBy(event: ReadEvent): string[] {
  const { type, receipt } = event.envelope
  if (type === 'receipt.reprinted') return [receiptNamedBy(event) ?? []].flat()
  return [receipt?.originalId ?? []].flat()
}

function quarantineOfBatch(hot: HotDatabase, events: readonly ReadEvent[]): Quarantine {
  const isEmpty = hot.prepare(isEmptySql).get() === undefined
  if (isEmpty) return emptyQuarantine
  const receipts = events.flatMap(receiptsNamedBy)
  const shifts = events.flatMap(({ envelope }) =>
    envelope.type === 'shift.closed' ? (envelope.shiftId ?? []) : [],
  )
  return quarantineAround(hot, { receipts, shifts })
}

const isEmptySql = 'SELECT 1 FROM quarantine WHERE repaired_at IS NULL LIMIT 1'

/** CROSS JOIN fixes the order: look up each id by index, never scan the table. */
function known(
  hot: HotDatabase,
  { table, column }: { readonly table: string; readonly column: string },
  ids: readonly string[],
): Map<string, number> {
  const rows = hot
    .prepare(
      `SELECT t.${column}, t.applied_seq FROM json_each(?) j CROSS JOIN ${table} t ON t.${column} = j.value`,
    )
    .all(JSON.stringify(ids))
  return new Map(rows.map(([id, appliedSeq]) => [String(id), Number(appliedSeq)]))
}

/** The same event under a new position, as after a healed fork; with other content it is an alarm. */
function bookRepeat(
  event: ReadEvent,
  {
    repeats,
    hubId,
    stored,
  }: { readonly repeats: number; readonly hubId: number; readonly stored: Buffer },
): Booking {
  const isSame = stored.equals(event.body)
  const quarantined = isSame ? null : `same id as event ${repeats}, other content`
  const alarm = isSame ? null : answeredTwice(hubId, event.envelope)
  return { ...nothingBooked, event, repeats, quarantined, alarm, stock: [] }
}
