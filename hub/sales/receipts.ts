import { z } from 'zod'
import { Envelope, SaleClosed, SaleRefunded } from '#shared/contracts/event.ts'
import type { Receipt, ReceiptSummary, Saved } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import { parseReceiptNumber } from '#shared/domain/receipt-number.ts'
import type { Position } from '../journal/job.ts'
import type { Journal, StoredEvent } from '../journal/journal.ts'
import type { Prints } from '../prints.ts'
import type { Shop } from '../shop.ts'
import { paidOutFor } from './points-of-refund.ts'
import { createReceiptStore, type RefundState } from './store.ts'

const SaleBody = z.object({ envelope: Envelope, payload: SaleClosed })
const RefundBody = z.object({ envelope: Envelope, payload: SaleRefunded })

/** A sale of this hub with what was given back of it. */
export interface StoredSale {
  readonly seq: number
  readonly number: string
  readonly envelope: Envelope
  readonly payload: SaleClosed
  readonly refunds: RefundState
}

type Made =
  | { readonly kind: 'sale'; readonly envelope: Envelope; readonly payload: SaleClosed }
  | { readonly kind: 'refund'; readonly envelope: Envelope; readonly payload: SaleRefunded }

/** As it was just stored. */
export interface Stored {
  readonly body: string
  readonly requestHash: string
  readonly firstHash: null
}

/** Receipts as the journal has them. */
export interface Receipts {
  readonly get: (id: string) => Receipt
  readonly find: (id: string) => Receipt | null
  /** Whether this hub's journal holds it. */
  readonly isHere: (id: string) => boolean
  /** Throws `not-found` or `conflict` where there is nothing to give back here. */
  readonly sale: (id: string) => StoredSale
  /** Does its count hold a refund whose event a salvage lost? It comes back from its till. */
  readonly countsLostRefund: (sale: StoredSale) => boolean
  readonly newest: (page: { readonly after?: string | undefined; readonly limit: number }) => {
    readonly items: ReceiptSummary[]
    readonly next: string | null
  }
  readonly byNumber: (text: string) => ReceiptSummary[]
  /** The receipt of an event that was just committed, without reading it back. */
  readonly fresh: (number: string | null, made: Made) => Receipt
  readonly saved: (position: Position, id: string, receipt: Receipt | null) => Saved
  /** The same for a sale or refund, with what its till keeps; read back unless it is given. */
  readonly savedReceipt: (position: Position, receipt: Receipt, stored?: Stored) => Saved
}

export function createReceipts(deps: {
  readonly shop: Shop
  readonly prints: Prints
  readonly cloudSeq: () => number
}): Receipts {
  const { shop, prints } = deps
  const { journal } = shop
  const store = createReceiptStore(journal)

  const toReceipt = (event: StoredEvent): Receipt | null => {
    const body: unknown = JSON.parse(event.body)
    if (event.type === 'sale.closed') {
      const receipt = fresh(event.number, { kind: 'sale', ...SaleBody.parse(body) })
      return { ...receipt, ...givenBack(store.refundsOf(event.seq)) }
    }
    if (event.type === 'sale.refunded')
      return fresh(event.number, { kind: 'refund', ...RefundBody.parse(body) })
    return null
  }
  const fresh: Receipts['fresh'] = (number, { kind, envelope, payload }) => ({
    id: envelope.id,
    kind,
    number: number ?? '',
    at: envelope.at,
    businessOn: envelope.businessOn,
    till: envelope.till ?? '',
    shiftId: envelope.shiftId ?? '',
    cashier: payload.cashierName ?? '',
    customer: payload.customer ?? null,
    memberId: payload.memberId,
    ...(payload.partner !== undefined && { partner: payload.partner }),
    originalId: 'originalId' in payload ? payload.originalId : null,
    originalNumber: 'originalNumber' in payload ? payload.originalNumber : null,
    priced: payload.priced,
    settlement: payload.settlement,
    refunded: {},
    print: prints.printOf(envelope.id),
    soldAt: null,
    cover: envelope.receipt?.cover ?? null,
    ...(payload.loyalty !== undefined && { loyalty: payload.loyalty }),
    ...('issued' in payload && payload.issued !== undefined && { issued: payload.issued }),
    ...('issuedTaken' in payload &&
      payload.issuedTaken !== undefined && { issuedTaken: payload.issuedTaken }),
  })
  const find = (id: string): Receipt | null => {
    const event = journal.eventById(id)
    return event === null ? null : toReceipt(event)
  }
  const get = (id: string): Receipt => {
    const receipt = find(id)
    if (receipt === null) throw notHere(journal, id)
    return receipt
  }

  const saved: Receipts['saved'] = ({ epoch, seq, hash }, id, receipt) => ({
    id,
    saved: { epoch, seq, hash },
    cloudSeq: deps.cloudSeq(),
    receipt,
  })

  return {
    get,
    find,
    isHere: (id) => journal.eventById(id) !== null,
    saved,
    savedReceipt(position, receipt, stored) {
      const { id } = receipt
      const answer = saved(position, id, receipt)
      const event = stored ?? journal.eventById(id)
      if (event === null) return answer
      const { body, requestHash, firstHash } = event
      return { ...answer, stored: { id, body, requestHash, firstHash: firstHash ?? position.hash } }
    },
    sale(id) {
      const event = journal.eventById(id)
      if (event === null) throw notHere(journal, id)
      if (event.type !== 'sale.closed')
        throw new Failure(
          'conflict',
          `${id} is a ${event.type}, not a sale: only a sale is refunded`,
        )
      const { envelope, payload } = SaleBody.parse(JSON.parse(event.body))
      const { seq, number } = event
      return { seq, number: number ?? '', envelope, payload, refunds: store.refundsOf(seq) }
    },
    countsLostRefund: ({ seq, refunds: { refunds } }) =>
      refunds > 0 && refunds > store.refundsHere(seq),
    newest({ after, limit }) {
      const before = after === undefined ? Number.MAX_SAFE_INTEGER : Number(after)
      if (!Number.isSafeInteger(before))
        throw new Failure('invalid', `after: ${after} is not the \`next\` of a page`)
      const rows = store.newest(before, limit + 1)
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      const next = rows.length > limit && last !== undefined ? String(last.seq) : null
      return { items: items.map(toSummary), next }
    },
    byNumber(text) {
      const parsed = parseReceiptNumber(text)
      if (parsed === null)
        throw new Failure(
          'invalid',
          `number: "${text}" is not a receipt number like S1-T1-1-000042-7K`,
        )
      const found = store.byNumber(parsed.base)
      const isWanted = (number: string) =>
        parsed.check === null || number === `${parsed.base}-${parsed.check}`
      return found.filter(({ number }) => isWanted(number)).map(toSummary)
    },
    fresh,
  }
}

/** What a receipt says of its refunds. */
export function givenBack(state: RefundState): Pick<Receipt, 'refunded' | 'pointsPaidOut'> {
  const { amount } = paidOutFor(state.settlements)
  return { refunded: { ...state.lines }, ...(amount > 0 && { pointsPaidOut: amount }) }
}

function toSummary(row: ReceiptSummary & { readonly seq: number }): ReceiptSummary {
  const { id, kind, number, at, till, total } = row
  return { id, kind, number, at, till, total }
}

function notHere(journal: Journal, id: string): Failure {
  const [first] = journal.read('SELECT seq, at FROM event ORDER BY seq LIMIT 1', [])
  const isPruned = first !== undefined && Number(first['seq']) > 1
  if (isPruned && madeAt(id) < Number(first['at'])) {
    const since = new Date(Number(first['at'])).toISOString().slice(0, 10)
    const words = `receipt ${id} is older than what this hub keeps (since ${since}): look it up at HQ by its number, and give back what HQ says`
    return new Failure('not-found', words, { extra: { pruned: true } })
  }
  return new Failure(
    'not-found',
    `receipt ${id} was not made on this hub, and the cloud does not answer for other stores': try again when the internet is back`,
    { extra: { elsewhere: true, offline: true } },
  )
}

/** When its till made the id (UUIDv7): UTC ms. */
function madeAt(id: string): number {
  return Number.parseInt(id.replace('-', '').slice(0, 12), 16)
}
