import type { Envelope } from '#shared/contracts/event.ts'
import { Failure } from '#shared/domain/failure.ts'
import { answeredTwice } from '#shared/journal/answered-twice.ts'
import { isVoucherAccount } from '#shared/value/account-id.ts'
import { applyEnvelope } from '#shared/value/cloud/apply-envelope.ts'
import { raise } from '../alarms/store.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { Booking } from '../journal/book.ts'
import type { ReadEvent } from '../journal/read-events.ts'
import type { StoreAccounts } from '../ledger/accounts.ts'
import type { PostingDays } from '../ledger/closed-books.ts'
import type { Entry } from '../ledger/entry.ts'
import { nothingOnPaper } from '../ledger/liability.ts'
import { type LedgerStore, openLedger } from './ledger-store.ts'
import { type Addressed, recallLeases } from './messages.ts'
import { moneyMoved } from './money-moved.ts'
import { olderEntry } from './older-entry.ts'
import { readProgrammeOf, readProgrammeOfUnit } from './programme-kinds.ts'
import type { Programme } from './programmes.ts'
import { postsAllValue, valueEntry } from './value-entry.ts'
import { addLotMonths, addValueDays } from './value-rollups.ts'

/** What the events of a batch did to stored value, and what follows from it. */
export interface ValueEffects {
  /** Undefined where no event had to do with value. */
  readonly ledger: LedgerStore | undefined
  /** What hubs must be asked for. A rebuild sends nothing. */
  readonly messages: readonly Addressed[]
  /** Sales that moved value: the lease policy looks at them. */
  readonly sales: readonly Envelope[]
  /** Who bought something. */
  readonly members: ReadonlySet<number>
  /** Those that may be leased whole to the store of their stock. */
  readonly vouchers: ReadonlySet<string>
}

export interface ValueBooker {
  /**
   * After the event and its receipt are written: the right to refund it is read from there. Answers
   * what it did to the accounts beside what the receipt itself has posted of its tenders and loads.
   */
  book(booking: Booking, appliedSeq: number): Entry | undefined
  effects(): ValueEffects
}

export interface BookedFor {
  readonly hubId: number
  readonly companyId: number
  readonly epoch: number
  readonly receivedAt: number
  readonly dayOf: PostingDays
}

/**
 * Books the value of events, quarantined ones too (spine B2.1): the envelope alone says it. It
 * follows from the events alone, so a rebuild books the same.
 */
export function createValueBooker(
  hot: HotDatabase,
  { hubId, companyId, epoch, receivedAt, dayOf }: BookedFor,
  { events, accounts }: { readonly events: readonly ReadEvent[]; readonly accounts: StoreAccounts },
): ValueBooker {
  const waiting = salesWaitedFor(hot, events)
  const messages: Addressed[] = []
  const sales: Envelope[] = []
  const members = new Set<number>()
  const vouchers = new Set<string>()
  const origin = { companyId, hubId, at: receivedAt }
  let ledger: LedgerStore | undefined

  const programmeOf = readProgrammeOf(hot)
  const programmeOfUnit = readProgrammeOfUnit(hot)
  const postsAll = postsAllValue(accounts)
  const isOurs = (programme: Programme) =>
    programme.companyId === null || programme.companyId === companyId

  /** What the accounts make of it, beside what its receipt has posted. */
  const entryOf = (books: LedgerStore, { event, paper }: Booking): Entry | undefined => {
    const { businessOn, currency } = event.envelope
    const [movements, touched] = [books.written(), books.touched()]
    addLotMonths(hot, touched, programmeOf)
    if (!postsAll) return olderEntry(accounts, { movements, currency })
    const about = { movements, touched, programmeOf, programmeOfUnit, currency, isOurs }
    const moved = moneyMoved(about)
    addValueDays(
      hot,
      moved.programmes.filter(({ programme }) => isOurs(programme)),
      { companyId, postedOn: dayOf(companyId, businessOn) },
    )
    return valueEntry(moved, { kind: 'value-moved', accounts, paper })
  }
  /** Nothing moved: what its receipt took is nobody's. */
  const unmoved = ({ paper }: Booking): Entry | undefined =>
    postsAll && paper !== nothingOnPaper
      ? valueEntry({ byRole: new Map(), programmes: [] }, { kind: 'value-moved', accounts, paper })
      : undefined

  const apply = (books: LedgerStore, { event, receipt, quarantined }: Booking): void => {
    const { envelope, seq, slice } = event
    const rounding =
      receipt === null || quarantined !== null ? 0 : tendered(envelope) - receipt.total
    const chainedAgain = slice.firstHash !== null
    const told = { hub: hubId, epoch, seq, envelope, chainedAgain, rounding }
    const { leases, refundRights } = applyEnvelope(books, told)
    messages.push(...recallLeases(books, leases))
    for (const { hub, receiptId } of refundRights) {
      if (hub > 0) messages.push({ hub, body: { kind: 'refund-recall', receiptId } })
    }
    if (envelope.type === 'sale.closed' && envelope.movements.length > 0) sales.push(envelope)
    noteVouchers(vouchers, envelope)
  }

  return {
    book(booking, appliedSeq) {
      const { envelope } = booking.event
      const memberId = booking.receipt?.memberId ?? null
      if (memberId !== null && envelope.type === 'sale.closed') members.add(memberId)
      if (booking.repeats !== null) return undefined
      if (hasNoValue(envelope, waiting)) return unmoved(booking)
      const entry = { appliedSeq, at: receivedAt, origin }
      if (ledger === undefined) ledger = openLedger(hot, entry)
      else ledger.enter(entry)
      hot.exec('SAVEPOINT booked_value')
      try {
        apply(ledger, booking)
        return entryOf(ledger, booking)
      } catch (error) {
        // The same movement with other content: the first that came stays (spine B2.5).
        if (!(error instanceof Failure) || error.code !== 'conflict') throw error
        hot.exec('ROLLBACK TO booked_value')
        raise(hot, answeredTwice(hubId, envelope), origin)
        return unmoved(booking)
      } finally {
        hot.exec('RELEASE booked_value')
      }
    },
    effects: () => ({ ledger, messages, sales, members, vouchers }),
  }
}

/** What was recalled was asked for elsewhere: only what ended by itself goes back to its store. */
function noteVouchers(vouchers: Set<string>, { movements, word }: Envelope): void {
  for (const { account, kind } of movements) {
    if ((kind === 'load' || kind === 'give-back') && isVoucherAccount(account))
      vouchers.add(account)
  }
  if (word?.reason === 'ended' && isVoucherAccount(word.account)) vouchers.add(word.account)
}

/** What a sale gives its hub, the right to refund it, is read from its receipt and written nowhere. */
function hasNoValue(
  { type, receipt, word, movements }: Envelope,
  waiting: ReadonlySet<string>,
): boolean {
  if (word !== null || movements.length > 0) return false
  if (type === 'sale.refunded' || type === 'refund-right.returned') return false
  return type !== 'sale.closed' || receipt === null || !waiting.has(receipt.id)
}

/** Sales of this batch whose refund came before them, from another store. */
function salesWaitedFor(hot: HotDatabase, events: readonly ReadEvent[]): ReadonlySet<string> {
  if (hot.prepare(anyWaitingSql).get() === undefined) return new Set()
  const ids = events.flatMap(({ envelope: { type, receipt } }) =>
    type === 'sale.closed' && receipt !== null ? receipt.id : [],
  )
  const rows = hot.prepare(waitingSql).all(JSON.stringify(ids))
  return new Set(rows.map(([id]) => String(id)))
}

const isWaiting = "hub_id = 0 AND holder <> 'cloud'"
const anyWaitingSql = `SELECT 1 FROM refund_right WHERE ${isWaiting} LIMIT 1`
const waitingSql = `SELECT r.receipt_id FROM json_each(?) j
  CROSS JOIN refund_right r ON r.receipt_id = j.value WHERE r.hub_id = 0`

function tendered({ tenders }: Envelope): number {
  let total = 0
  for (const { amount } of tenders) total += amount
  return total
}
