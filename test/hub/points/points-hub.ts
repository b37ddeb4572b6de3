import { z } from 'zod'
import { Quote } from '#shared/contracts/basket.ts'
import { Envelope, SaleClosed, SaleRefunded } from '#shared/contracts/event.ts'
import { PointsSettings } from '#shared/contracts/points-programme.ts'
import { Saved } from '#shared/contracts/till.ts'
import { storeProfile } from '#test/support/feed.ts'
import { newId, type TestTill } from '../open-hub.ts'
import { HOUR, openValueHub, type ValueHub } from '../value/value-hub.ts'

type Settings = z.input<typeof PointsSettings>

/** A programme in the feed, with one member of so many points leased to this hub. */
export interface PointsHub extends ValueHub {
  readonly till: TestTill
  /** A new member who has so many points in the books, and of them so many leased here. */
  readonly newMember: (points: number, leased?: number) => Promise<Member>
  readonly quote: (basket: object) => Promise<Quote>
  /** Pays in cash what points leave. */
  readonly sell: (basket: object, change?: object) => Promise<Sold>
  readonly refund: (receiptId: string, wish?: object) => Promise<Sold>
  readonly eventOf: (id: string) => { envelope: Envelope; payload: SaleClosed }
  readonly refundOf: (id: string) => { envelope: Envelope; payload: SaleRefunded }
}
export interface Member {
  readonly id: number
  readonly account: string
  readonly phone: string
  readonly lease: string
}
export interface Sold {
  readonly status: number
  readonly body: unknown
  readonly id: string
}

export async function openPointsHub(
  settings: Settings,
  options: {
    code?: string
    offline?: string
    products?: readonly Product[]
    level?: string
    company?: Parameters<typeof storeProfile>[1]
  } = {},
): Promise<PointsHub> {
  const { code = 'POINTS', offline = 'leased', products } = options
  const programme = { id: 4, code, name: 'Оноо', kind: 'points', offline }
  const hub = await openValueHub({
    profile: storeProfile({}, options.company),
    feed: {
      programmes: [{ ...programme, settings: JSON.stringify(PointsSettings.parse(settings)) }],
      ...(products && { products: products.map((one) => ({ ...one })) }),
    },
  })
  const till = await hub.openTill()
  let members = 100
  const bodyOf = (id: string) => JSON.parse(hub.journal.eventById(id)?.body ?? '{}') as unknown
  const state = {
    till,
    async newMember(points: number, leased = points): Promise<Member> {
      members += 1
      const id = members
      const phone = `9922${id}0`
      const member = { id, name: 'Сараа', phone, phoneTail: '10', balances: { 4: points } }
      hub.feed.put({ members: [{ ...member, level: options.level ?? null }] })
      const of = { id, account: `${code}:${id}`, phone, lease: `LP${id}` }
      const change = { endsAt: Date.now() + 24 * HOUR }
      if (leased > 0) await hub.grant(of.lease, of, leased, change)
      return of
    },
    async quote(basket: object) {
      const { status, body } = await till.call('POST', '/quotes', basket)
      if (status !== 200) throw new Error(JSON.stringify(body))
      return Quote.parse(body)
    },
    async sell(basket: object, change: object = {}): Promise<Sold> {
      const { quoteId, priced } = await state.quote(basket)
      const { total, points } = priced
      const cash = points?.as === 'tender' ? total - points.amount : total
      const tenders = cash === 0 ? [] : [{ kind: 'cash', given: cash }]
      const id = newId()
      const sale = { id, shiftId: till.shiftId, basket, quoteId, total, tenders, ...change }
      return { ...(await till.call('POST', '/sales', sale)), id: sale.id }
    },
    async refund(receiptId: string, wish: object = {}): Promise<Sold> {
      const id = newId()
      const refund = { id, shiftId: till.shiftId, receiptId, reason: 'broken', ...wish }
      return { ...(await till.call('POST', '/refunds', refund)), id }
    },
    eventOf: (id: string) =>
      z.object({ envelope: Envelope, payload: SaleClosed }).parse(bodyOf(id)),
    refundOf: (id: string) =>
      z.object({ envelope: Envelope, payload: SaleRefunded }).parse(bodyOf(id)),
  }
  return Object.assign(hub, state)
}

interface Product {
  readonly id: number
  readonly name: string
  readonly listPrice: number
  readonly vatGroupId?: number
}

/** The receipt of an answer that saved. */
export function receiptOf({ status, body }: Sold) {
  if (status > 201) throw new Error(`${status} ${JSON.stringify(body)}`)
  const { receipt } = Saved.parse(body)
  if (receipt === null) throw new Error('no receipt')
  return receipt
}

/** Paying by rate: so many points for so much money. */
export function byRate(
  points: number,
  amount: number,
  more: Partial<NonNullable<Settings['paying']>> = {},
): NonNullable<Settings['paying']> {
  const by = { kind: 'rate', worth: { points, amount } } as const
  return { as: 'discount-line', code: '*PLATBA IBOD*', by, ruleId: 'PAY', ...more }
}
