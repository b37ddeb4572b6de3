import type { RefundOfSale, SoldReceipt, SoldReceiptQuery } from '#shared/contracts/sold-receipt.ts'
import type { Receipt, ReceiptSummary } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { Value } from '../value/value.ts'
import { givenBack, type Receipts, type StoredSale } from './receipts.ts'
import { nothingRefunded, type RefundState, stateAfter } from './store.ts'

/** A sale to give back: this hub's, or another store's as the cloud has it. */
export interface Original extends Omit<StoredSale, 'seq'> {
  /** Null: it was not sold here. */
  readonly seq: number | null
  /** Refunds of it that this hub's own table counts. */
  readonly refundsHere: number
  readonly soldAt: Receipt['soldAt']
}

/** Sales that may be given back at this store. */
export interface Originals {
  readonly forRefund: (id: string) => Promise<Original>
  readonly receipt: (id: string) => Promise<Receipt>
  readonly byNumber: (text: string) => Promise<readonly ReceiptSummary[]>
  /** This hub gave something back of it. */
  readonly refunded: (id: string, refund: RefundOfSale) => void
  /** It was refunded elsewhere meanwhile: look again. */
  readonly forget: (id: string) => void
}

/** What the cloud says of sales; null = no answer. */
export type AskSold = (query: SoldReceiptQuery) => Promise<readonly SoldReceipt[] | null>

interface Known {
  readonly sold: SoldReceipt
  readonly own: Map<string, RefundOfSale>
  isStale: boolean
}
/** Kept in memory, so that a customer at the counter is served when the line goes away. */
const MAX_KNOWN = 500

export function createOriginals(deps: {
  readonly receipts: Receipts
  readonly refunds: Pick<Value['refunds'], 'isOurs'>
  readonly ask: AskSold
}): Originals {
  const { receipts, refunds } = deps
  const knownById = new Map<string, Known>()

  const remember = (sold: SoldReceipt): Known => {
    const { id } = sold.envelope
    const own = knownById.get(id)?.own ?? new Map<string, RefundOfSale>()
    const known = { sold, own, isStale: false }
    knownById.delete(id)
    knownById.set(id, known)
    const [oldest] = knownById.keys()
    if (knownById.size > MAX_KNOWN && oldest !== undefined) knownById.delete(oldest)
    return known
  }
  /** As fresh as the line allows; undefined = the cloud says that there is none. */
  const look = async (id: string): Promise<Known | null | undefined> => {
    const answer = await deps.ask({ id })
    if (answer === null) return knownById.get(id) ?? null
    const [sold] = answer
    return sold === undefined ? undefined : remember(sold)
  }
  const saleHere = (id: string): StoredSale | null =>
    receipts.isHere(id) ? receipts.sale(id) : null
  const original = ({ sold, own }: Known, here: StoredSale | null): Original => {
    const { number, envelope, payload, store } = sold
    const refundsNow = stateOf(sold, own)
    if (here !== null) {
      return { ...here, refunds: refundsNow, refundsHere: here.refunds.refunds, soldAt: null }
    }
    const of = { seq: null, refundsHere: 0, number, envelope, payload, refunds: refundsNow }
    return { ...of, soldAt: store }
  }
  const asReceipt = ({ sold, own }: Known): Receipt => {
    const { number, envelope, payload, store } = sold
    const receipt = receipts.fresh(number, { kind: 'sale', envelope, payload })
    return { ...receipt, ...givenBack(stateOf(sold, own)), soldAt: store }
  }

  return {
    async forRefund(id) {
      const here = saleHere(id)
      const ours = here && { ...here, refundsHere: here.refunds.refunds, soldAt: null }
      if (ours !== null && refunds.isOurs(id)) return ours
      const before = knownById.get(id)
      const known = before?.isStale === false ? before : await look(id)
      if (known) return original(known, here)
      if (ours !== null) return ours
      throw notThere(receipts, id, known === null)
    },
    async receipt(id) {
      const here = receipts.find(id)
      if (here !== null && (here.kind === 'refund' || refunds.isOurs(id))) return here
      const known = await look(id)
      if (here !== null) {
        return known ? { ...here, ...givenBack(stateOf(known.sold, known.own)) } : here
      }
      if (known) return asReceipt(known)
      throw notThere(receipts, id, known === null)
    },
    async byNumber(text) {
      const here = receipts.byNumber(text)
      if (here.length > 0) return here
      const answer = (await deps.ask({ number: text })) ?? []
      for (const sold of answer) remember(sold)
      const found = answer.length > 0 ? answer : knownByNumber(knownById, text)
      return found.map(({ number, envelope, payload }) => {
        const { id, at, till } = envelope
        return { id, kind: 'sale', number, at, till: till ?? '', total: payload.priced.total }
      })
    },
    refunded(id, refund) {
      knownById.get(id)?.own.set(refund.id, refund)
    },
    forget(id) {
      const known = knownById.get(id)
      if (known !== undefined) known.isStale = true
    },
  }
}

function knownByNumber(known: ReadonlyMap<string, Known>, text: string): SoldReceipt[] {
  return [...known.values()].flatMap(({ sold }) => (sold.number === text ? sold : []))
}

/** What the books know, and what this hub did that they may not have yet. */
function stateOf({ refunds }: SoldReceipt, own: ReadonlyMap<string, RefundOfSale>): RefundState {
  const all = new Map(own)
  for (const refund of refunds) all.set(refund.id, refund)
  let state = nothingRefunded
  for (const { priced, settlement } of all.values()) state = stateAfter(state, priced, settlement)
  return state
}

function notThere(receipts: Receipts, id: string, isSilent: boolean): Failure {
  // Its own words say whether this hub had it once.
  if (isSilent) receipts.get(id)
  const words = `receipt ${id} is not in the books of this company: its store may not have sent it yet`
  return new Failure('not-found', words, { extra: { elsewhere: true } })
}
