import type { z } from 'zod'
import {
  type Envelope,
  type HubNoted,
  payloadByType,
  ReceiptReprinted,
  type SaleClosed,
  type SaleRefunded,
} from '#shared/contracts/event.ts'
import type { FailureField } from '#shared/domain/failure.ts'
import { receiptNumber } from '#shared/domain/receipt-number.ts'
import type { Alarm } from '#shared/value/ledger.ts'
import type { StoreAccounts } from '../ledger/accounts.ts'
import { createEntry, type Entry } from '../ledger/entry.ts'
import { nothingOnPaper, type OnPaper } from '../ledger/liability.ts'
import type { DocumentAmounts } from '../ledger/posting-rules.ts'
import { type ReceiptSums, sumsOfReceipt } from '../reports/sales-sums.ts'
import type { ProgrammeOf } from '../value/programme-kinds.ts'
import { saleProblem, sum, tenderTotals } from './check-sale.ts'
import { compiledSaleClosed, compiledSaleRefunded } from './compiled-contracts.ts'
import { saleOnPaper, tendersOnPaper } from './paper.ts'
import type { ReadEvent } from './read-events.ts'
import { valueOfReceipt } from './receipt-value.ts'

/** What an event does to the books, before anything is written. */
export interface Booking {
  readonly event: ReadEvent
  /** Why the payload stepped aside; null = applied. The envelope's effects stand either way. */
  readonly quarantined: string | null
  /** The fields of the payload that are wrong, their names as they stand in it. */
  readonly faults: readonly FailureField[]
  /** `applied_seq` of the held event that this one waits for; null = for none. */
  readonly parkedBehind: number | null
  readonly receipt: BookedReceipt | null
  readonly entry: Entry | undefined
  /** What that posts to what the company owes in stored value. */
  readonly paper: OnPaper
  readonly sums: ReceiptSums | null
  readonly stock: Envelope['stock']
  /** `applied_seq` of the same event under an older position. */
  readonly repeats: number | null
  /** Receipts of the shift it closes that are in quarantine. */
  readonly parkedReceipts: number
  /** What HQ must see about it. */
  readonly alarm: Alarm | null
}

export interface BookedReceipt {
  readonly id: string
  readonly kind: 'sale' | 'refund'
  readonly number: string
  readonly originalId: string | null
  readonly memberId: number | null
  readonly customerId: number | null
  /** The affiliate partner who sent the customer. */
  readonly partnerId: number | null
  readonly total: number
}

export interface BookedFor {
  readonly hubId: number
  readonly accounts: StoreAccounts
  readonly programmeOf: ProgrammeOf
}

/** Turns an event into what it does, by the payload's contract and the posting rules. */
export function book(event: ReadEvent, about: BookedFor): Booking {
  return bookBy(event, { ...about, isAccepted: false })
}

/**
 * The same of an event that was accepted long since, for a rebuild: whatever this version checks is not
 * asked again. Throws where it cannot read the payload any more.
 */
export function bookAccepted(event: ReadEvent, about: BookedFor): Booking {
  const { type, id } = event.envelope
  const words = `Event ${event.seq} of hub ${about.hubId} (${type} ${id}) was accepted when it came`
  try {
    const booking = bookBy(event, { ...about, isAccepted: true })
    if (booking.quarantined === null) return booking
    throw new Error(booking.quarantined)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`${words}, and this version cannot read it: ${why}`, { cause: error })
  }
}

interface BookedBy extends BookedFor {
  readonly isAccepted: boolean
}

function bookBy(event: ReadEvent, about: BookedBy): Booking {
  const { accounts } = about
  const { type } = event.envelope
  switch (type) {
    case 'sale.closed':
      return bookSale(event, about, 'sale')
    case 'sale.refunded':
      return bookSale(event, about, 'refund')
    case 'shift.closed':
      return bookShiftClose(event, about)
    case 'cash.moved':
      return bookCashMove(event, accounts)
    case 'shift.opened':
    case 'receipt.reprinted':
    case 'lease.granted':
    case 'lease.refused':
    case 'lease.returned':
    case 'lease.closed':
    case 'refund-right.returned': {
      const parsed = payloadByType[type].safeParse(event.payload)
      if (!parsed.success) return refuse(event, accounts, faultsOf(parsed.error, event.payload))
      return { ...nothingBooked, event, stock: event.envelope.stock }
    }
    case 'hub.noted': {
      const parsed = payloadByType[type].safeParse(event.payload)
      if (!parsed.success) return refuse(event, accounts, faultsOf(parsed.error, event.payload))
      const alarm = alarmOfNote(parsed.data, about.hubId)
      return { ...nothingBooked, event, stock: event.envelope.stock, alarm }
    }
  }
}

/** Sales may be lost for good: only the tills have them. The hub's words say how many, or which. */
function alarmOfNote({ note, words }: HubNoted, hubId: number): Alarm | null {
  if (note !== 'journal-salvaged' && note !== 'kept-sale-refused') return null
  return { kind: note, subject: `hub:${hubId}`, words: `Hub ${hubId}: ${words}` }
}

export const nothingBooked = {
  quarantined: null,
  faults: [],
  parkedBehind: null,
  receipt: null,
  entry: undefined,
  paper: nothingOnPaper,
  sums: null,
  repeats: null,
  parkedReceipts: 0,
  alarm: null,
} as const

function bookShiftClose(event: ReadEvent, { accounts, isAccepted }: BookedBy): Booking {
  const parsed = payloadByType['shift.closed'].safeParse(event.payload)
  if (!parsed.success) return refuse(event, accounts, faultsOf(parsed.error, event.payload))
  const { difference, countedCash, expectedCash } = parsed.data
  if (!isAccepted && countedCash - expectedCash !== difference) {
    const message = `must be counted ${countedCash} − expected ${expectedCash} = ${countedCash - expectedCash}`
    return refuse(event, accounts, [{ field: 'difference', value: String(difference), message }])
  }
  const entry = createEntry('shift-close', { cashDifference: difference }, accounts)
  return { ...nothingBooked, event, entry, stock: event.envelope.stock }
}

function bookCashMove(event: ReadEvent, accounts: StoreAccounts): Booking {
  const parsed = payloadByType['cash.moved'].safeParse(event.payload)
  if (!parsed.success) return refuse(event, accounts, faultsOf(parsed.error, event.payload))
  const entry = createEntry('cash-move', { cashMoved: parsed.data.amount }, accounts)
  return { ...nothingBooked, event, entry, stock: event.envelope.stock }
}

function bookSale(
  event: ReadEvent,
  { accounts, programmeOf, isAccepted }: BookedBy,
  kind: 'sale' | 'refund',
): Booking {
  const { envelope } = event
  const contract = kind === 'sale' ? compiledSaleClosed : compiledSaleRefunded
  const parsed = contract.safeParse(event.payload)
  if (!parsed.success) return refuse(event, accounts, faultsOf(parsed.error, event.payload))
  const sale: SaleClosed | SaleRefunded = parsed.data
  const problem = isAccepted
    ? undefined
    : (saleProblem(envelope, sale) ?? unknownVatGroup(sale, accounts))
  if (problem !== undefined) return refuse(event, accounts, [problem])
  const { priced, settlement, memberId, customerId } = sale
  const partnerId = sale.partner?.id ?? null
  const onPaper = saleOnPaper(sale, { accounts, programmeOf })
  const amounts: DocumentAmounts = {
    tenders: tenderTotals(settlement.tenders),
    ...onPaper.amounts,
    vatByVatGroup: vatByGroup(priced.taxes),
    cityTax: priced.cityTax,
    rounding: settlement.rounding,
  }
  return {
    ...nothingBooked,
    event,
    stock: envelope.stock,
    receipt: receiptOf(event, { total: priced.total, memberId, customerId, partnerId }),
    entry: createEntry(kind, amounts, accounts),
    paper: onPaper.paper,
    sums: sumsOfReceipt(kind, priced, valueOfReceipt(envelope, sale, programmeOf)),
  }
}

/** A payload that cannot be booked as it is: `faults` says what would have to be put right. */
function refuse(
  event: ReadEvent,
  accounts: StoreAccounts,
  faults: readonly FailureField[],
): Booking {
  const [first] = faults
  const reason = first === undefined ? 'payload is wrong' : `payload ${inWords(first)}`
  return { ...stepAside(event, accounts, reason), faults }
}

/** Its name, its value and what it must be. */
export function inWords({ field, value, message }: FailureField): string {
  return `${field}${value === undefined ? '' : ` (${value})`}: ${message}`
}

/** The envelope is always applied: a receipt's money is in the drawer whatever its payload says. */
export function stepAside(event: ReadEvent, accounts: StoreAccounts, reason: string): Booking {
  const { tenders, stock } = event.envelope
  const total = sum(tenders, (tender) => tender.amount)
  const receipt = receiptOf(event, { total, ...nobodyKnown })
  const amounts = { tenders: tenderTotals(tenders), tenderTotal: total }
  const entry = receipt === null ? undefined : createEntry('unexplained', amounts, accounts)
  const paper = entry === undefined ? nothingOnPaper : tendersOnPaper(event.envelope)
  return { ...nothingBooked, event, quarantined: reason, receipt, entry, paper, stock }
}

const nobodyKnown = { memberId: null, customerId: null, partnerId: null }

function receiptOf(
  event: ReadEvent,
  known: Pick<BookedReceipt, 'total' | 'memberId' | 'customerId' | 'partnerId'>,
): BookedReceipt | null {
  const { type, receipt } = event.envelope
  const number = printedNumber(event)
  if (receipt === null || number === null) return null
  return {
    id: receipt.id,
    kind: type === 'sale.closed' ? 'sale' : 'refund',
    number,
    originalId: receipt.originalId,
    ...known,
  }
}

/** As it stands on the paper; null for events that make no receipt. */
export function printedNumber({ envelope, hash, slice }: ReadEvent): string | null {
  const { type, receipt } = envelope
  if (receipt === null || (type !== 'sale.closed' && type !== 'sale.refunded')) return null
  return receiptNumber(receipt.number, slice.firstHash ?? hash)
}

/** The receipt that the event makes or speaks of. */
export function receiptNamedBy({ envelope, payload }: ReadEvent): string | null {
  if (envelope.type !== 'receipt.reprinted') return envelope.receipt?.id ?? null
  return ReceiptReprinted.safeParse(payload).data?.receiptId ?? envelope.receipt?.id ?? null
}

function unknownVatGroup(
  { priced }: Pick<SaleClosed, 'priced'>,
  accounts: StoreAccounts,
): FailureField | undefined {
  const i = priced.taxes.findIndex(({ vatGroupId }) => {
    return accounts.find('sales', vatGroupId) === undefined
  })
  const unknown = priced.taxes[i]
  if (unknown === undefined) return undefined
  const message = `VAT group ${unknown.code} is not one of the company's: name one that is, or add it`
  return { field: `priced.taxes.${i}.vatGroupId`, value: String(unknown.vatGroupId), message }
}

function vatByGroup(taxes: SaleClosed['priced']['taxes']): ReadonlyMap<number, number> {
  const amounts = new Map<number, number>()
  for (const { vatGroupId, vat } of taxes) {
    amounts.set(vatGroupId, (amounts.get(vatGroupId) ?? 0) + vat)
  }
  return amounts
}

const faultsMax = 20

function faultsOf({ issues }: z.ZodError, payload: unknown): FailureField[] {
  return issues.slice(0, faultsMax).map(({ path, message }) => {
    const value = valueAt(payload, path)
    const shown = isPlain(value) ? { value: String(value).slice(0, 100) } : {}
    return { field: path.length === 0 ? 'payload' : path.join('.'), ...shown, message }
  })
}

function valueAt(payload: unknown, path: readonly PropertyKey[]): unknown {
  let value = payload
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Reflect.get(value, key)
  }
  return value
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}
