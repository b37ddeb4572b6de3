import { createHash, randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Basket, PricedBasket } from '#shared/contracts/basket.ts'
import type { Envelope, EventType } from '#shared/contracts/event.ts'
import { type ClaimAnswer, HandshakeAnswer, type Hello } from '#shared/contracts/sync.ts'
import type { Settlement, TenderGiven } from '#shared/contracts/tender.ts'
import { eventHashText } from '#shared/domain/chain.ts'
import type { CatalogueProduct } from '#shared/domain/pricing/catalogue.ts'
import { pricingRules } from '#shared/domain/pricing/catalogue.ts'
import { priceBasket } from '#shared/domain/pricing/price-basket.ts'
import { receiptNumberBase } from '#shared/domain/receipt-number.ts'
import { refundLines } from '#shared/domain/refund-lines.ts'
import { refundTenders } from '#shared/domain/refund-tenders.ts'
import { settleTenders } from '#shared/domain/settle-tenders.ts'
import { uuidv7 } from '#shared/domain/uuid.ts'
import { products } from './seed.ts'
import type { RequestOptions } from './test-cloud.ts'

/** A hub's journal as the wire shows it: real prices, real hash chain, no box. */
export interface ScriptedHub {
  readonly profile: ClaimAnswer
  readonly events: ScriptedEvent[]
  sell(sale: SaleScript): ScriptedSale
  refund(sale: ScriptedSale, refund?: RefundScript): ScriptedEvent
  append(type: EventType, event: EventScript): ScriptedEvent
  /** Forgets what came after `seq` and goes on from there, as an old disk image would. */
  forkAfter(seq: number): void
  /** Forgets what came after `seq` and goes on in this epoch. */
  moveTo(epoch: number, seq: number): void
  batch(range?: PushRange): ScriptedBatch
  /** One hello, as a hub that holds `events` says it. */
  hello(said?: Partial<Hello>): Promise<Response>
  /** Hellos and proofs until the cloud says what to do; a `go` is the session of later pushes. */
  meet(said?: Partial<Hello>): Promise<HandshakeAnswer>
  /** In the session of the last `meet`; the first push meets by itself. */
  push(range?: PushRange): Promise<Response>
}

export interface ScriptedEvent {
  readonly seq: number
  readonly hash: string
  readonly id: string
  readonly body: string
  readonly receiptId: string | null
}

export interface ScriptedSale extends ScriptedEvent {
  readonly receiptId: string
  readonly priced: PricedBasket
  readonly settlement: Settlement
  readonly script: SaleScript
  /** By line, and the settlements of its refunds. */
  readonly refunded: Record<string, number>
  readonly refunds: Settlement[]
}

export interface SaleScript {
  /** The affiliate partner who sent the customer. */
  readonly partner?: { readonly id: number; readonly name: string }
  readonly lines: readonly {
    readonly productId: number
    readonly quantity: number
    readonly discounts?: Basket['lines'][number]['discounts']
  }[]
  readonly discounts?: Basket['discounts']
  readonly businessOn?: string
  readonly till?: string
  readonly cashierId?: number | null
  /** Of the total, the rest is cash. */
  readonly cardShare?: number
  /** Price rules by product id. */
  readonly prices?: Readonly<Record<number, number>>
}

export interface RefundScript {
  readonly lines?: readonly { readonly lineId: string; readonly quantity: number }[]
  readonly businessOn?: string
}

export interface EventScript {
  readonly payload: unknown
  readonly envelope?: Partial<Envelope>
}

export interface PushRange {
  readonly from?: number
  readonly to?: number
  readonly epoch?: number
  readonly session?: string
  readonly firstSeq?: number
  readonly packed?: Uint8Array<ArrayBuffer>
  readonly headers?: Readonly<Record<string, string>>
}

export interface ScriptedBatch {
  readonly firstSeq: number
  readonly packed: Uint8Array<ArrayBuffer>
  readonly headHash: string
}

const noBatch = { firstSeq: 1, headHash: '0'.repeat(64) } as const

export interface ScriptedHubDeps {
  readonly clock: () => number
  readonly request: (path: string, options: RequestOptions) => Promise<Response>
}

export function scriptHub(profile: ClaimAnswer, { clock, request }: ScriptedHubDeps): ScriptedHub {
  const { hubId, token } = profile
  let { epoch } = profile
  const { company, store } = profile.profile
  const events: ScriptedEvent[] = []
  const newId = () => uuidv7(clock(), randomBytes(10))
  let counter = 0

  const append = (type: EventType, { payload, envelope: given }: EventScript): ScriptedEvent => {
    const envelope: Envelope = {
      v: 1,
      id: newId(),
      type,
      at: clock(),
      bootId: 'boot',
      uptimeMs: 1,
      businessOn: '2026-11-20',
      currency: company.currency,
      till: 'T1',
      shiftId: null,
      cashierId: null,
      receipt: null,
      movements: [],
      tenders: [],
      stock: [],
      leases: [],
      word: null,
      coupons: [],
      ...given,
    }
    const body = JSON.stringify({ envelope, payload })
    const seq = (events.at(-1)?.seq ?? 0) + 1
    const { id, at } = envelope
    const prev = events.at(-1)?.hash ?? ''
    const link = eventHashText({ prev, hubId, epoch, seq, id, type, at })
    const hash = createHash('sha256').update(link).update(body).digest('hex')
    const event = { seq, hash, id, body, receiptId: envelope.receipt?.id ?? null }
    events.push(event)
    return event
  }

  const receiptOf = (till: string, originalId: string | null) => {
    counter += 1
    const number = receiptNumberBase({ store: store.code, till, epoch, counter })
    const cover: 'right' | null = originalId === null ? null : 'right'
    return { id: newId(), number, originalId, cover }
  }

  const sell = (script: SaleScript): ScriptedSale => {
    const { till = 'T1', cashierId = 1, businessOn = '2026-11-20' } = script
    const basket: Basket = {
      lines: script.lines.map((line, i) => ({ id: `l${i}`, discounts: [], ...line })),
      discounts: [...(script.discounts ?? [])],
    }
    const priced = priceBasket({
      basket,
      catalogue: catalogueWith(script.prices ?? {}),
      rules: pricingRules(profile.profile),
      at: clock(),
      maySetPrices: true,
      mayGiveDiscounts: true,
    })
    const settlement = settle(priced.total, script.cardShare ?? 0, company.cashRounding)
    const receipt = receiptOf(till, null)
    const event = append('sale.closed', {
      envelope: {
        till,
        cashierId,
        businessOn,
        receipt,
        stock: stockOf(priced),
        tenders: tendersOf(settlement),
      },
      payload: {
        v: 1,
        catalogueVersion: '1',
        customerId: null,
        memberId: null,
        ...(script.partner && { partner: script.partner }),
        priced,
        settlement,
      },
    })
    const known = { receiptId: receipt.id, priced, settlement, script, refunded: {}, refunds: [] }
    return { ...event, ...known }
  }

  const refund = (sale: ScriptedSale, { lines, businessOn }: RefundScript = {}) => {
    const wanted = lines === undefined ? {} : { wanted: lines }
    const priced = refundLines({
      original: sale.priced,
      alreadyRefunded: sale.refunded,
      ...wanted,
    })
    const settlement = refundTenders({
      original: sale.settlement,
      refunds: sale.refunds,
      amount: -priced.total,
      cashRounding: company.cashRounding,
    })
    for (const line of priced.lines) {
      if (line.kind !== 'product') continue
      sale.refunded[line.id] = (sale.refunded[line.id] ?? 0) - line.quantity
    }
    sale.refunds.push(settlement)
    const { till = 'T1', cashierId = 1 } = sale.script
    const receipt = receiptOf(till, sale.receiptId)
    return append('sale.refunded', {
      envelope: {
        till,
        cashierId,
        receipt,
        stock: stockOf(priced),
        tenders: tendersOf(settlement),
        businessOn: businessOn ?? sale.script.businessOn ?? '2026-11-20',
      },
      payload: {
        v: 1,
        originalId: sale.receiptId,
        originalNumber: 'x',
        reason: 'буцаалт',
        customerId: null,
        memberId: null,
        ...(sale.script.partner && { partner: sale.script.partner }),
        priced,
        settlement,
      },
    })
  }

  const batch = ({ from = 1, to = events.length }: PushRange = {}) => {
    const sent = events.filter((event) => event.seq >= from && event.seq <= to)
    const packed = new Uint8Array(gzipSync(sent.map((event) => event.body).join('\n')))
    return { firstSeq: from, packed, headHash: sent.at(-1)?.hash ?? '0'.repeat(64) }
  }
  let session: string | null = null
  let asks = 0
  const standing = (seq: number) => ({ epoch, seq, hash: events[seq - 1]?.hash ?? '' })
  const hello = async (said: Partial<Hello> = {}) => {
    asks += 1
    const asked = { bootId: `boot ${hubId}`, uptimeMs: asks }
    const head = standing(events.length)
    const json = { head, firstSeq: 1, session, provisional: false, proofs: [], asked, ...said }
    return await request('/v1/journal/handshake', { method: 'POST', key: token, json })
  }
  const meet = async (said: Partial<Hello> = {}) => {
    const proofs: Hello['proofs'] = []
    for (let round = 0; round < 60; round += 1) {
      const answer = await hello({ ...said, proofs })
      if (!answer.ok) throw new Error(`hello: ${answer.status} ${await answer.text()}`)
      const met = HandshakeAnswer.parse(await answer.json())
      if (met.outcome === 'go') session = met.session
      if (met.outcome !== 'prove') return met
      proofs.push(standing(met.seq))
    }
    throw new Error('the cloud asks for ever')
  }
  const push = async (range: PushRange = {}) => {
    if (session === null && range.session === undefined) {
      await meet({ head: { epoch, seq: 0, hash: '' } })
    }
    const { firstSeq, packed, headHash } =
      range.packed === undefined
        ? batch(range)
        : {
            ...noBatch,
            firstSeq: range.firstSeq ?? 1,
            packed: range.packed,
            headHash: events.at(-1)?.hash ?? noBatch.headHash,
          }
    return await request(`/v1/journal/${range.epoch ?? epoch}/${firstSeq}`, {
      method: 'POST',
      key: token,
      body: packed,
      headers: {
        'kassa-head-hash': headHash,
        'kassa-session': range.session ?? session ?? '',
        ...range.headers,
      },
    })
  }
  const forkAfter = (seq: number) => void events.splice(seq)
  const moveTo = (next: number, seq: number) => {
    epoch = next
    forkAfter(seq)
  }
  return { profile, events, moveTo, sell, refund, append, forkAfter, batch, hello, meet, push }
}

function catalogueWith(prices: Readonly<Record<number, number>>) {
  const rule = (productId: number, price: number) => ({
    id: productId,
    storeId: null,
    customerId: null,
    minQuantity: 0,
    price,
    startsAt: null,
    endsAt: null,
  })
  return new Map<number, CatalogueProduct>(
    products.map((product) => {
      const price = prices[product.id]
      return [
        product.id,
        { ...product, prices: price === undefined ? [] : [rule(product.id, price)] },
      ]
    }),
  )
}

function settle(total: number, cardShare: number, cashRounding: number): Settlement {
  const card = Math.floor(total * cardShare)
  const given: TenderGiven[] = []
  if (card > 0) given.push({ kind: 'card', given: card })
  if (total > card) given.push({ kind: 'cash', given: total - card + cashRounding })
  return settleTenders({ total, given, cashRounding })
}

function tendersOf({ tenders }: Settlement) {
  return tenders.map(({ kind, amount }) => ({ kind, amount }))
}

function stockOf(priced: PricedBasket) {
  return priced.lines
    .filter((line) => line.kind === 'product')
    .map(({ productId, quantity }) => ({ productId, quantity: -quantity }))
}
