import { afterAll, beforeAll, expect, test } from 'vitest'
import { NotLoadable } from '#shared/contracts/voucher.ts'
import { one, type TestTill } from '../open-hub.ts'
import { refused, type ValueHub } from '../value/value-hub.ts'
import {
  book,
  CARD_500,
  gifts,
  lease,
  moved,
  OPEN_CARD,
  openVoucherHub,
  quoteOf,
  sold,
  trySale,
  voucherOf,
} from './voucher-hub.ts'

const onto = (account: string, typedPrice?: number, id = 'card') => ({
  ...one(typedPrice === undefined ? CARD_500 : OPEN_CARD, 1000, id),
  loads: account,
  ...(typedPrice !== undefined && { typedPrice }),
})
const notLoadable = (answer: { status: number; body: unknown }) => {
  expect(answer.status).toBe(409)
  return NotLoadable.loose().parse(answer.body).hindrance
}
const stock = (n: number, more: object = {}) => {
  return {
    id: n,
    account: `CARD:v${n}`,
    code: `CARDCODE0000000${n}`,
    state: 'reserved',
    storeId: 1,
    ...more,
  } as const
}

let hub: ValueHub
let till: TestTill
let second: TestTill
beforeAll(async () => {
  hub = await openVoucherHub(
    {
      products: [
        ...gifts,
        { id: 1, name: 'Ном', listPrice: 1000_00 },
        { id: 2, name: 'Дэвтэр', listPrice: 250_00 },
        { id: 9, name: 'Тэмдэглэл', listPrice: 60_00 },
        { id: 8, name: 'Дэвтэр', listPrice: 50_00 },
      ],
      giftCards: [
        stock(1),
        stock(2),
        { id: 3, account: 'CARD:v3', code: 'A', balance: 100_00 },
        { id: 4, account: 'CARD:v4', balance: 300_00 },
        { id: 5, account: 'CARD:v5', balance: 900_00 },
      ],
    },
    { settings: { validity: { kind: 'until', endsAt: 9e12 } } },
  )
  // Neither prices nor discounts may be typed: what is loaded is no price.
  till = await hub.openTill({ rights: ['sale'] })
  second = await hub.openTill()
})
afterAll(() => hub[Symbol.asyncDispose]())

test('scenario B: loading a gift card is a debt and no sale: no VAT, by any tender, and its movement is in the same event', async () => {
  hub.isCut = true
  const lines = [onto('CARD:v1', 50_00)]
  const quote = await quoteOf(till, { lines })
  expect(quote.priced).toMatchObject({ total: 50_00, vat: 0, net: 50_00, discountTotal: 0 })
  const { quoteId } = quote
  const id = '019a0000-0000-7000-8000-0000000000b1'
  const basket = { lines }
  const tenders = [{ kind: 'card', given: 50_00, reference: 'slip' }]
  const sale = { id, shiftId: till.shiftId, basket, quoteId, total: 50_00, tenders }
  expect((await till.call('POST', '/sales', sale)).status).toBe(201)
  expect(moved(hub, id)).toEqual([['load', 'CARD:v1', 50_00, null]])
  // Shown at once; it pays when the cloud has it.
  const now = await voucherOf(till, 'CARDCODE00000001')
  expect(now).toMatchObject({ state: 'sold', balance: 50_00, spendable: 0, hindrance: 'offline' })
  // The same request again is the same sale, and nothing is loaded twice.
  expect((await till.call('POST', '/sales', sale)).status).toBe(200)
  expect(await voucherOf(till, 'CARDCODE00000001')).toMatchObject({ balance: 50_00 })
})

test('scenario A: credit of 100 pays 60; a second till gets no more than 40; what is left can be spent', async () => {
  hub.isCut = false
  await lease(hub, 'L3', 'CARD:v3', 100_00)
  hub.isCut = true
  const receiptId = '019a0000-0000-7000-8000-0000000000a1'
  const cover = { kind: 'gift-card', account: 'CARD:v3', amount: 60_00 }
  const authorised = await till.call('PUT', `/covers/${receiptId}`, cover)
  expect(authorised.body).toEqual({ receiptId, account: 'CARD:v3', amount: 60_00 })
  expect(await voucherOf(second, 'A')).toMatchObject({ balance: 100_00, spendable: 40_00 })
  const fifty = { lines: [one(8)] }
  const nsf = await trySale(second, fifty, { 'CARD:v3': 50_00 })
  expect(refused(nsf)).toMatchObject({ asked: 50_00, spendable: 40_00 })
  await sold(till, { lines: [one(9)], receiptId }, { 'CARD:v3': 60_00 }, { id: receiptId })
  expect(moved(hub, receiptId)).toEqual([['spend', 'CARD:v3', 60_00, 'L3']])
  expect(await voucherOf(second, 'A')).toMatchObject({ balance: 40_00, spendable: 40_00 })
  const mixed = await sold(second, fifty, { 'CARD:v3': 40_00 })
  expect(
    mixed.settlement.tenders.map(({ kind, amount, account }) => [kind, amount, account]),
  ).toEqual([
    ['gift-card', 40_00, 'CARD:v3'],
    ['cash', 10_00, undefined],
  ])
  expect(mixed.settlement.tenders[0]).toMatchObject({ left: 0 })
  expect(await voucherOf(till, 'A')).toMatchObject({ balance: 0, spendable: 0 })
})

test('several cards pay one receipt, each its part, and none more than is due', async () => {
  hub.isCut = false
  await lease(hub, 'L4', 'CARD:v4', 300_00)
  await lease(hub, 'L5', 'CARD:v5', 900_00)
  const receipt = await sold(till, {}, { 'CARD:v4': 300_00, 'CARD:v5': 700_00 })
  expect(moved(hub, receipt.id)).toEqual([
    ['spend', 'CARD:v4', 300_00, 'L4'],
    ['spend', 'CARD:v5', 700_00, 'L5'],
  ])
  const tooMuch = await trySale(till, { lines: [one(2)] }, { 'CARD:v5': 300_00 })
  expect(tooMuch.status).toBe(422)
  const unknown = await trySale(till, {}, { 'CARD:v9': 10_00 })
  expect(refused(unknown)).toMatchObject({ hindrance: 'no-account' })
})

test('two tills that sell one card at once: one does, and the other is told', async () => {
  const wish = { lines: [onto('CARD:v2')] }
  const quotes = [await quoteOf(till, wish), await quoteOf(second, wish)]
  const answers = await Promise.all(
    [till, second].map((till, i) => {
      const quote = quotes[i]
      return trySale(till, wish, {}, quote === undefined ? {} : { quote })
    }),
  )
  const [one, other] = answers.toSorted((a, b) => a.status - b.status)
  expect(one?.status).toBe(201)
  expect(['in-work', 'sold-already']).toContain(notLoadable(other ?? { status: 0, body: null }))
  expect(hub.journal.eventById(other?.sale.id ?? '')).toBeNull()
  expect(await voucherOf(till, 'CARDCODE00000002')).toMatchObject({ balance: 500_00 })
})

test('a card that is printed only, ended, cancelled or frozen pays nothing, and nothing moves', async () => {
  await using hub = await openVoucherHub({
    giftCards: [
      stock(1),
      { id: 2, account: 'CARD:v2', balance: 100_00, endsAt: 1 },
      { id: 3, account: 'CARD:v3', balance: 100_00, state: 'cancelled' },
      { id: 4, account: 'CARD:v4', balance: 100_00, frozen: true },
    ],
    coupons: [{ id: 1, account: 'TEN:v1', promotionId: 1 }],
  })
  const till = await hub.openTill()
  // The lease is there, so that only the card's own state refuses it.
  for (const n of [1, 2, 3, 4]) await lease(hub, `L${n}`, `CARD:v${n}`, 100_00)
  const told: unknown[] = []
  for (const account of ['CARD:v1', 'CARD:v2', 'CARD:v3', 'CARD:v4', 'TEN:v1']) {
    const answer = await trySale(till, {}, { [account]: 50_00 })
    told.push(refused(answer).hindrance)
    const covered = await till.call('PUT', `/covers/${answer.sale.id}`, {
      kind: 'gift-card',
      account,
      amount: 50_00,
    })
    expect(refused(covered).hindrance).toBe(told.at(-1))
    expect(hub.journal.eventById(answer.sale.id)).toBeNull()
  }
  expect(told).toEqual(['not-valid', 'not-valid', 'not-valid', 'frozen', 'no-account'])
  for (const n of [1, 2, 3, 4]) expect(hub.leaseAt(`L${n}`)).toEqual(['open', 100_00, 0, 0])
  for (const given of [-5, 0, 1.5, 1e18]) {
    const tenders = [{ kind: 'gift-card', given, account: 'CARD:v1' }]
    const { quoteId } = await quoteOf(till, {})
    const id = '019a0000-0000-7000-8000-0000000000c1'
    const sale = {
      id,
      shiftId: till.shiftId,
      basket: { lines: [book] },
      quoteId,
      total: 1000_00,
      tenders,
    }
    expect((await till.call('POST', '/sales', sale)).status).toBe(422)
  }
})

test('what may be sold here: printed stock of this store, once; a sold card may be topped up', async () => {
  await using hub = await openVoucherHub(
    {
      giftCards: [
        stock(1),
        stock(2, { storeId: 4 }),
        stock(3, { storeId: null }),
        stock(4, { endsAt: 1 }),
        stock(5, { state: 'cancelled' }),
        stock(6, { frozen: true }),
        stock(7, { state: 'sold', balance: 10_00, storeId: 4 }),
      ],
      coupons: [
        {
          id: 1,
          account: 'TEN:v1',
          promotionId: 1,
          state: 'reserved',
          storeId: 1,
          code: 'TENCODE1',
        },
        { id: 2, account: 'TEN:v2', promotionId: 1, state: 'used', storeId: 1 },
      ],
    },
    { settings: { minimumLoad: 5_00, maximumLoad: 5000_00 } },
  )
  const till = await hub.openTill()
  hub.isCut = true
  const quoted = async (line: object) => till.call('POST', '/quotes', { lines: [line] })
  const cases: Record<string, object> = {
    'wrong-store': onto('CARD:v2'),
    offline: onto('CARD:v3'),
    ended: onto('CARD:v4'),
    cancelled: onto('CARD:v5'),
    frozen: onto('CARD:v6'),
    unknown: onto('CARD:v9'),
    used: onto('TEN:v2'),
    'sold-already': onto('CARD:v7'),
    'too-little': onto('CARD:v1', 4_99),
    'too-much': onto('CARD:v1', 5000_01),
  }
  for (const [hindrance, line] of Object.entries(cases)) {
    expect(notLoadable(await quoted(line))).toBe(hindrance)
  }
  // Nobody's stock is sold where the cloud can be asked.
  hub.isCut = false
  expect((await quoted(onto('CARD:v3'))).status).toBe(200)
  hub.isCut = true
  // A coupon, a card of 500 and a top-up together with a book.
  const lines = [
    book,
    onto('TEN:v1', 20_00, 'a'),
    onto('CARD:v1', undefined, 'b'),
    onto('CARD:v7', 100_00, 'c'),
  ]
  const receipt = await sold(till, { lines })
  expect(receipt.priced).toMatchObject({ total: 1620_00, vat: 90_91 })
  expect(moved(hub, receipt.id)).toEqual([
    ['load', 'TEN:v1', 1, null],
    ['load', 'CARD:v1', 500_00, null],
    ['load', 'CARD:v7', 100_00, null],
  ])
  expect((await voucherOf(till, 'TENCODE1')).state).toBe('sold')
  expect(notLoadable(await quoted(onto('CARD:v1')))).toBe('sold-already')
  expect(notLoadable(await quoted(onto('TEN:v1', 20_00)))).toBe('sold-already')
  const topped = await sold(till, { lines: [onto('CARD:v1', 30_00)] })
  expect(moved(hub, topped.id)).toEqual([['load', 'CARD:v1', 30_00, null]])
  expect(await voucherOf(till, 'CARDCODE00000001')).toMatchObject({ balance: 530_00 })
  // A gift product without the voucher that it sells would be money for nothing.
  const bare = await trySale(till, { lines: [one(CARD_500)] })
  expect(notLoadable(bare)).toBe('no-voucher')
  const circle = await trySale(
    till,
    { lines: [book, onto('CARD:v7', 10_00)] },
    { 'CARD:v7': 10_00 },
  )
  expect(notLoadable(circle)).toBe('pays-itself')
})
