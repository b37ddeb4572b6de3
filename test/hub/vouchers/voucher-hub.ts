import { Quote } from '#shared/contracts/basket.ts'
import { type Receipt, Saved } from '#shared/contracts/till.ts'
import { TillVoucher } from '#shared/contracts/voucher.ts'
import type { FeedContent } from '#test/support/feed.ts'
import { storeProfile, vat10 } from '#test/support/feed.ts'
import { newId, type OpenHubOptions, one, type TestTill } from '../open-hub.ts'
import { HOUR, openValueHub, type ValueHub } from '../value/value-hub.ts'

export const untaxed = {
  id: 2,
  code: 'NONE',
  name: 'No VAT',
  taxType: 'NO_VAT',
  vatRate: 0,
  cityTaxRate: 0,
} as const
/** Of kind 10 % off books (promotion 1), of 500 off by a gift line (8), and gift cards. */
export const TEN = { id: 1, code: 'TEN', name: '10 хувь', kind: 'coupon', offline: 'leased' }
export const CARD = {
  id: 2,
  code: 'CARD',
  name: 'Бэлгийн карт',
  kind: 'gift-card',
  offline: 'leased',
}
/** A gift product of any amount, one of 500.00, and what a gift line stands for. */
export const OPEN_CARD = 20
export const CARD_500 = 21
export const GIFT_LINE = 22

export const tenOff = {
  id: 1,
  code: 'TEN',
  name: '10 хувийн купон',
  trigger: 'coupon',
  reward: { kind: 'percent', rate: 1000, on: 'lines' },
} as const
export const giftCoupon = {
  id: 8,
  code: 'GIFT',
  name: 'Бэлгийн купон',
  trigger: 'coupon',
  reward: { kind: 'gift-line', giftLineProductId: GIFT_LINE },
} as const

const gift = { vatGroupId: 2, isGift: true }
export const gifts = [
  { id: OPEN_CARD, name: 'Бэлгийн карт', listPrice: 0, ...gift },
  { id: CARD_500, name: 'Бэлгийн карт 500', listPrice: 500_00, ...gift },
  { id: GIFT_LINE, name: 'Купон', listPrice: 0, vatGroupId: 2 },
]

/** Books for 1000.00 and 250.00, gift products, coupons and cards as the test needs them. */
export async function openVoucherHub(
  feed: FeedContent = {},
  { settings = {}, ...options }: OpenHubOptions & { readonly settings?: object } = {},
): Promise<ValueHub> {
  const profile = { ...storeProfile(), vatGroups: [vat10, untaxed] }
  return openValueHub({
    ...options,
    profile,
    feed: {
      vatGroups: [vat10, untaxed],
      programmes: [
        { ...TEN, settings: JSON.stringify({ promotionId: 1 }) },
        { ...CARD, settings: JSON.stringify(settings) },
        { id: 3, code: 'credit', name: 'Кредит', kind: 'store-credit', offline: 'leased' },
      ],
      promotions: [tenOff, giftCoupon],
      products: [
        { id: 1, name: 'Ном', listPrice: 1000_00 },
        { id: 2, name: 'Дэвтэр', listPrice: 250_00 },
        ...gifts,
      ],
      ...feed,
    },
  })
}

/** The sole use of a coupon, or so much of a card, for a day. */
export const lease = (hub: ValueHub, id: string, account: string, amount = 1) =>
  hub.tell({
    kind: 'grant',
    requestId: null,
    receiptId: null,
    account,
    endsAt: Date.now() + 24 * HOUR,
    lease: id,
    amount,
  })

export interface Wish {
  readonly lines?: readonly object[]
  readonly coupons?: readonly { readonly account: string; readonly lines?: readonly string[] }[]
  readonly memberId?: number
  readonly receiptId?: string
}
export const book = one(1)

export async function quoteOf(till: TestTill, wish: Wish) {
  const { status, body } = await till.call('POST', '/quotes', { lines: [book], ...wish })
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`)
  return Quote.parse(body)
}

/** Tries to sell what was quoted, the rest in cash. */
export async function trySale(
  till: TestTill,
  wish: Wish,
  cards: Readonly<Record<string, number>> = {},
  given: { readonly id?: string; readonly quote?: Quote } = {},
) {
  const basket = { lines: [book], ...wish }
  const { quoteId, priced } = given.quote ?? (await quoteOf(till, wish))
  const { total } = priced
  const byCards = Object.entries(cards)
  const rest = byCards.reduce((left, [, amount]) => left - amount, total)
  const tenders = [
    ...byCards.map(([account, amount]) => ({ kind: 'gift-card', given: amount, account })),
    ...(rest > 0 ? [{ kind: 'cash', given: rest }] : []),
  ]
  const id = given.id ?? newId()
  const sale = { id, shiftId: till.shiftId, basket, quoteId, total, tenders }
  const { status, body } = await till.call('POST', '/sales', sale)
  return { status, body, sale }
}

export async function sold(...wish: Parameters<typeof trySale>): Promise<Receipt> {
  const { status, body } = await trySale(...wish)
  const receipt = status === 201 ? Saved.parse(body).receipt : null
  if (receipt === null) throw new Error(`${status} ${JSON.stringify(body)}`)
  return receipt
}

export async function voucherOf(till: TestTill, code: string): Promise<TillVoucher> {
  const { status, body } = await till.call('GET', `/vouchers?code=${encodeURIComponent(code)}`)
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`)
  return TillVoucher.parse(body)
}

/** The envelope as it was journaled. */
export function envelopeOf(hub: ValueHub, id: string) {
  const body = hub.journal.eventById(id)?.body ?? '{}'
  return (
    JSON.parse(body) as { envelope: { movements: Movement[]; coupons: string[]; leases: string[] } }
  ).envelope
}
interface Movement {
  readonly id: string
  readonly account: string
  readonly kind: string
  readonly amount: number
  readonly cover: string
  readonly lease: string | null
  readonly rule: string | null
  readonly reverses: string | null
  readonly endsAt: number | null
}
export const moved = (hub: ValueHub, id: string) =>
  envelopeOf(hub, id).movements.map(({ kind, account, amount, lease: from }) => [
    kind,
    account,
    amount,
    from,
  ])
