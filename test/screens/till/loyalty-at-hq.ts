import { z } from 'zod'
import type { Shop } from '../../support/shop.ts'
import { newId } from '../../support/till-client.ts'

/** What HQ has set up for a day with points, coupons and gift cards, by its own routes. */
export interface LoyaltyAtHq {
  readonly card: string
  readonly pin: string
  /** The member's account of points. */
  readonly points: string
  readonly coupons: readonly Voucher[]
  readonly giftCards: readonly Voucher[]
  /** Of the product that sells a gift card. */
  readonly giftBarcode: string
  readonly book: { readonly barcode: string; readonly price: number }
  readonly companyId: number
  readonly ask: Ask
}

export interface Voucher {
  readonly code: string
  readonly account: string
}

type Ask = (method: string, path: string, body?: object) => Promise<unknown>

/** The points that the member begins the day with. */
export const OPENING_POINTS = 2000

/**
 * A point for each full 1,000 that is paid, and pairs that pay for points with the PIN, as a
 * discount line (requirements 004); a coupon of 10 % and a gift card, both of the stock of UB1.
 */
export async function setUpLoyalty(shop: Shop): Promise<LoyaltyAtHq> {
  const ask = askHq(shop)
  const Items = z.object({ items: z.array(z.looseObject({ id: z.int(), code: z.string() })) })
  const stores = Items.parse(await ask('GET', '/v1/stores?limit=200')).items
  const store = stores.find(({ code }) => code === shop.storeCode)
  const companies = Items.parse(await ask('GET', '/v1/companies?limit=200')).items
  const company = companies.find(({ code }) => code === store?.['company'])
  const companyId = company?.id ?? 0
  const storeId = store?.id

  await ask('PUT', '/v1/members/DAY1', { name: 'Сараа', phone: '88112233', cards: ['70088'] })
  const { id: memberId } = z
    .looseObject({ id: z.int() })
    .parse(await ask('GET', '/v1/members/DAY1'))
  await ask('PUT', '/v1/members/DAY1/pin', { pin: '4711', reason: 'at the counter' })
  await ask('POST', '/v1/programmes', { code: 'BODY', name: 'Оноо', kind: 'points', companyId })
  const total = { points: 1, perAmount: 1_000_00, ruleId: 'R1' }
  const pairs = [
    { price: 2_000_00, points: 20 },
    { price: 5_000_00, points: 45 },
  ]
  await ask('PATCH', '/v1/programmes/BODY', {
    earning: { method: 'total', total },
    paying: {
      as: 'discount-line',
      code: '*PLATBA IBOD*',
      by: { kind: 'pairs', pairs },
      pin: true,
      ruleId: 'P1',
    },
    bookWorth: { points: 1, amount: 100 },
  })
  const points = `BODY:${memberId}`
  const opening = { id: newId(), amount: OPENING_POINTS, reason: 'opening', companyId }
  await ask('POST', `/v1/value-accounts/${points}/credits`, opening)

  const promotion = await ask('POST', '/v1/promotions', {
    companyId,
    code: 'TEN',
    name: '10 %',
    trigger: 'coupon',
    reward: { kind: 'percent', rate: 1000, on: 'order' },
  })
  const promotionId = z.looseObject({ id: z.int() }).parse(promotion).id
  await ask('POST', '/v1/programmes', { code: 'TEN', name: '10 %', kind: 'coupon', companyId })
  await ask('PATCH', '/v1/programmes/TEN', { coupon: { promotionId } })
  const gift = { code: 'CARD', name: 'Бэлгийн карт', kind: 'gift-card', companyId }
  await ask('POST', '/v1/programmes', gift)
  await ask('PATCH', '/v1/programmes/CARD', { giftCard: {} })
  const coupons = await vouchers(ask, 'coupon', { programme: 'TEN', storeId, issued: 'issued' })
  const giftCards = await vouchers(ask, 'gift-card', { programme: 'CARD', storeId })

  const Product = z.looseObject({ barcodes: z.array(z.string()), listPrice: z.int() })
  const giftBarcode = '2999000000017'
  await ask('PUT', `/v1/companies/${company?.code}/products/GIFT50`, {
    name: 'Бэлгийн карт 50,000₮',
    category: await anyCategory(ask, company?.code ?? ''),
    vatGroup: 'NOVAT',
    uom: 'ш',
    listPrice: 50_000_00,
    isGift: true,
    barcodes: [giftBarcode],
  })
  const page = z
    .object({ items: z.array(Product) })
    .parse(await ask('GET', `/v1/companies/${company?.code}/products?limit=50`))
  const book = page.items.find(
    ({ barcodes, listPrice }) => barcodes.length > 0 && listPrice >= 10_000_00,
  )
  return {
    card: '70088',
    pin: '4711',
    points,
    coupons,
    giftCards,
    giftBarcode,
    ask,
    book: { barcode: book?.barcodes[0] ?? '', price: book?.listPrice ?? 0 },
    companyId,
  }
}

function askHq(shop: Shop): Ask {
  return async (method, path, body) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
    const answer = await shop.cloud(path, init)
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return text.startsWith('{') ? JSON.parse(text) : text
  }
}

async function vouchers(ask: Ask, kind: string, batch: object): Promise<Voucher[]> {
  const id = newId()
  await ask('POST', `/v1/${kind}-batches`, { id, count: 5, ...batch })
  const csv = String(await ask('GET', `/v1/${kind}-batches/${id}/codes.csv`))
  const [, ...rows] = csv.trim().split('\r\n')
  return rows.map((row) => {
    const [, code = '', account = ''] = row.split(',')
    return { code, account }
  })
}

async function anyCategory(ask: Ask, company: string): Promise<string> {
  const Products = z.object({ items: z.array(z.looseObject({ category: z.string() })) })
  const answer = await ask('GET', `/v1/companies/${company}/products?limit=1`)
  return Products.parse(answer).items[0]?.category ?? ''
}
