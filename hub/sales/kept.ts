import { z } from 'zod'
import {
  CashMoved,
  Envelope,
  SaleClosed,
  SaleRefunded,
  ShiftClosed,
  ShiftOpened,
} from '#shared/contracts/event.ts'
import type { FoundSales, KeptSales, OfferedEvent } from '#shared/contracts/witness.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { CloudMark } from '#shared/journal/kept-sales.ts'
import { type AppendResult, type Statement, seqMark } from '../journal/job.ts'
import {
  addShift,
  createShiftStore,
  endShift,
  moveShift,
  type ShiftStore,
} from '../shifts/store.ts'
import type { TillSession } from '../tills/session.ts'
import { countEarlyRefunds, needNoSale } from './early-refunds.ts'
import { savePlace } from './kept-places.ts'
import { noteRefused } from './note-refused.ts'
import type { SalesDeps } from './sell.ts'
import { addReceipt, moveRefunded, stateAfter } from './store.ts'

/**
 * Takes what a till kept of another disk: a hub that was replaced, or went back to an older image
 * (spine B2.7). Same ids, same bytes, so the books have each once. The till's open shift goes on
 * here with the figures of its events; papers were the old disk's.
 */
export async function takeKept(
  deps: SalesDeps,
  till: TillSession,
  { sales }: KeptSales,
): Promise<FoundSales> {
  const { journal } = deps.shop
  const found: FoundSales['found'] = []
  const refused: FoundSales['refused'] = []
  const { hubId: hub } = deps.shop.identity()
  const { epoch } = journal.head()
  const lacking = sales.filter((sale) => isUntold(sale) && journal.eventById(sale.id) === null)
  const booked = await deps.keptPlaces.of(lacking.map(({ id }) => id))
  // An old image states no places: the tills keep their sales for the next epoch, or another disk.
  if (journal.isProvisional()) return { hub, epoch, found, refused }
  const taking = { shifts: createShiftStore(journal), booked }
  // One after the other: a refund needs its sale, and a sale its shift.
  for (const sale of sales) {
    const seq = journal.eventById(sale.id)?.seq ?? (await takeAlone(deps, taking, sale))
    if (typeof seq === 'number') {
      found.push({ id: sale.id, seq })
      continue
    }
    refused.push({ id: sale.id, reason: seq })
    const isInBooks = sale.places !== undefined && sale.places.length > 0
    if (!isInBooks) await noteRefused(deps.shop, { till: till.code, id: sale.id, reason: seq })
  }
  return { hub, epoch: journal.head().epoch, found, refused }
}

const MAX_TRIES = 20

const kept = {
  'sale.closed': SaleClosed,
  'sale.refunded': SaleRefunded,
  'shift.opened': ShiftOpened,
  'shift.closed': ShiftClosed,
  'cash.moved': CashMoved,
} as const
type KeptType = keyof typeof kept
type Kept = {
  [Type in KeptType]: {
    readonly type: Type
    readonly envelope: Envelope
    readonly payload: z.infer<(typeof kept)[Type]>
  }
}[KeptType]

interface Taking {
  readonly shifts: ShiftStore
  /** From where the books have what tells no place. */
  readonly booked: ReadonlyMap<string, CloudMark>
}

/** It moved value, and its till did not hear whether the cloud has it. */
function isUntold({ body, places = [] }: OfferedEvent): boolean {
  if (places.length > 0) return false
  const event = readBody(body)
  return typeof event !== 'string' && event.envelope.movements.length > 0
}

/** What cannot be written must not keep back what lies behind it. */
async function takeAlone(
  deps: SalesDeps,
  taking: Taking,
  sale: OfferedEvent,
): Promise<number | string> {
  try {
    return await takeOne(deps, taking, sale)
  } catch (error) {
    // The disk is full, or the hub stops: not the event's fault.
    if (error instanceof Failure) throw error
    return `it cannot be saved: ${wordsOf(error)}`
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof z.ZodError) return `${error.issues[0]?.path.join('.')} is wrong`
  return error instanceof Error ? error.message : String(error)
}

/** Its place, or why it is not taken. */
async function takeOne(
  deps: SalesDeps,
  { shifts, booked }: Taking,
  sale: OfferedEvent,
): Promise<number | string> {
  const event = readBody(sale.body)
  if (typeof event === 'string') return event
  const { envelope } = event
  const { id, type, till, currency } = envelope
  if (id !== sale.id) return `the body is that of ${id}`
  if (till === null) return `${type} without a till`
  const { company } = deps.shop.profile()
  if (currency !== company.currency) return `currency is ${currency}, not ${company.currency}`
  const { body, requestHash, firstHash } = sale
  const moved = envelope.movements.length > 0
  // A balance of the feed may hold its movements from there (spine B3).
  const places = moved ? (sale.places ?? []).concat(booked.get(id) ?? []) : []
  const ofPlaces = places.map((place) => savePlace(seqMark, place))
  const save = async () => {
    const ofReceipt = receiptStatements(deps, event)
    if (typeof ofReceipt === 'string') return ofReceipt
    const alongside = [...ofReceipt, ...shiftStatements(deps, shifts, event), ...ofPlaces]
    return await deps.shop.journal.appendStored({ body, requestHash, firstHash, alongside })
  }
  let result = await save()
  // Its shift, its sale or a refund of it was written at this moment: look again.
  for (let tries = 1; isConflict(result) && tries < MAX_TRIES; tries += 1) result = await save()
  if (typeof result === 'string') return result
  if (result.outcome === 'differs') return 'it was saved here meanwhile, otherwise'
  if (result.outcome === 'conflict') return `another till's events come between: ${result.conflict}`
  if (moved && places.length === 0) deps.keptPlaces.taken()
  if (event.type === 'sale.closed' || event.type === 'sale.refunded') {
    const kind = event.type === 'sale.closed' ? 'sale' : 'refund'
    const { total } = event.payload.priced
    const number = result.number ?? ''
    const receipt = { id, kind, number, at: envelope.at, till, total } as const
    deps.live.publish({ kind: 'receipt.saved', receipt }, null)
  }
  return result.position.seq
}

function isConflict(result: AppendResult | string): boolean {
  return typeof result !== 'string' && result.outcome === 'conflict'
}

const Body = z.object({ envelope: Envelope, payload: z.unknown() })

function readBody(body: string): Kept | string {
  if (/[\n\r]/.test(body)) return 'the body is more than one line'
  try {
    const { data, error } = Body.safeParse(JSON.parse(body))
    if (data === undefined) return `${error.issues[0]?.path.join('.')} is wrong`
    const { type } = data.envelope
    if (!isKeptType(type)) return `${type} is none of a till's`
    if (data.envelope.word !== null || hasNumber(data.payload))
      return `a ${type} answers no message of the cloud`
    const payload = kept[type].safeParse(data.payload)
    if (!payload.success) return `payload.${payload.error.issues[0]?.path.join('.')} is wrong`
    // The schema was looked up by this very type.
    return { type, envelope: data.envelope, payload: payload.data } as Kept
  } catch {
    // Said to the till, which keeps it; a person may look at it.
    return 'the body is no JSON'
  }
}

/** Of the cloud's stream, in which only the hub itself answers. */
function hasNumber(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && 'n' in payload
}

function isKeptType(type: string): type is KeptType {
  return type in kept
}

/** What this hub derives from a receipt, without its paper; in words why it cannot. */
function receiptStatements({ receipts, shop }: SalesDeps, event: Kept): Statement[] | string {
  if (event.type !== 'sale.closed' && event.type !== 'sale.refunded') return []
  const { envelope, payload } = event
  const { at, till, receipt } = envelope
  if (receipt === null) return `${event.type} without a receipt`
  const { priced, settlement } = payload
  const row = { at, till: till ?? '', total: priced.total }
  const { originalId } = receipt
  const { journal } = shop
  if (originalId === null) {
    const early = countEarlyRefunds(journal, envelope.id)
    return [...early, addReceipt({ kind: 'sale', ...row, originalSeq: null })]
  }
  const original = journal.eventById(originalId)
  const unlinked = addReceipt({ kind: 'refund', ...row, originalSeq: null })
  // The sale may come later, from another till.
  if (original === null) return [needNoSale(originalId), unlinked]
  if (original.type !== 'sale.closed') return [unlinked]
  const sale = receipts.sale(originalId)
  const ofRefund = addReceipt({ kind: 'refund', ...row, originalSeq: sale.seq })
  if (receipts.countsLostRefund(sale)) return [ofRefund]
  return [moveRefunded(sale.seq, stateAfter(sale.refunds, priced, settlement)), ofRefund]
}

/** What it does to its shift, if that is open here, or opens here by it. */
function shiftStatements({ shop }: SalesDeps, store: ShiftStore, event: Kept): Statement[] {
  const { envelope } = event
  const { id, at, till, shiftId, cashierId, tenders } = envelope
  if (shiftId === null || till === null) return []
  const row = store.byId(shiftId)
  if (event.type === 'shift.opened') {
    if (row !== undefined || store.openAt(till) !== undefined) return []
    const { openingCash } = event.payload
    const cashier = shop.replica.employee(cashierId ?? 0)?.name ?? ''
    const opened = { id, till, cashierId: cashierId ?? 0, cashier, openedAt: at, openingCash }
    return [addShift(opened)]
  }
  if (row === undefined || row.till !== till || row.closedAt !== null) return []
  switch (event.type) {
    case 'sale.closed':
      return moveShift(shiftId, till, { receipts: 1, tenders })
    case 'sale.refunded':
      return moveShift(shiftId, till, { refunds: 1, tenders })
    case 'cash.moved':
      return moveShift(shiftId, till, { movedCash: event.payload.amount })
    case 'shift.closed': {
      const { expectedCash, countedCash } = event.payload
      const { changes } = row
      return [endShift({ id: shiftId, till, changes, closedAt: at, expectedCash, countedCash })]
    }
  }
}
