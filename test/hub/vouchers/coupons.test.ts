import { afterAll, beforeAll, expect, test } from 'vitest'
import { Quote } from '#shared/contracts/basket.ts'
import { newId, one, type TestTill } from '../open-hub.ts'
import { refused, type ValueHub } from '../value/value-hub.ts'
import {
  book,
  envelopeOf,
  giftCoupon,
  lease,
  moved,
  openVoucherHub,
  quoteOf,
  sold,
  TEN,
  tenOff,
  trySale,
  voucherOf,
} from './voucher-hub.ts'

const coupon = (n: number, more: object = {}) => {
  return { id: n, account: `TEN:v${n}`, promotionId: 1, code: `TENCODE00000000${n}`, ...more }
}
const said = ({ priced }: Quote) =>
  Object.fromEntries(
    (priced.coupons ?? []).map((each) => [
      each.couponId,
      each.outcome === 'applied' ? each.amount : each.reason,
    ]),
  )
const all = (...accounts: string[]) => ({ coupons: accounts.map((account) => ({ account })) })

test('several coupons on an order and on one line are spent by the sale, each named with what it took off', async () => {
  await using hub = await openVoucherHub({
    coupons: [
      coupon(1),
      coupon(2),
      { id: 3, account: 'GC:v3', programme: 4, promotionId: 8, faceValue: 300_00 },
    ],
    programmes: [
      { ...TEN, settings: '{"promotionId":1}' },
      { id: 4, code: 'GC', name: 'Бэлэг', kind: 'coupon', offline: 'leased' },
    ],
  })
  const till = await hub.openTill()
  for (const [i, account] of ['TEN:v1', 'TEN:v2', 'GC:v3'].entries()) {
    await lease(hub, `L${i}`, account)
  }
  hub.isCut = true
  const wish = {
    lines: [book, one(2)],
    coupons: [{ account: 'TEN:v1', lines: ['l1'] }, { account: 'TEN:v2' }, { account: 'GC:v3' }],
  }
  const quote = await quoteOf(till, wish)
  // 1000 − 10 %, then 10 % of both lines, then the gift line.
  expect(said(quote)).toEqual({ 'TEN:v1': 100_00, 'TEN:v2': 115_00, 'GC:v3': 300_00 })
  expect(quote.priced.total).toBe(735_00)
  // One answer whatever the order of showing them.
  const turned = await quoteOf(till, { ...wish, coupons: wish.coupons.toReversed() })
  expect(turned.priced.lines).toEqual(quote.priced.lines)
  const receipt = await sold(till, wish, {}, { quote })
  expect(receipt.priced.coupons).toEqual(quote.priced.coupons)
  const { coupons, leases } = envelopeOf(hub, receipt.id)
  expect(coupons).toEqual(['TEN:v1', 'TEN:v2', 'GC:v3'])
  expect(leases).toEqual(['L0', 'L1', 'L2'])
  expect(moved(hub, receipt.id)).toEqual([
    ['spend', 'TEN:v1', 1, 'L0'],
    ['spend', 'TEN:v2', 1, 'L1'],
    ['spend', 'GC:v3', 1, 'L2'],
  ])
  // No code is in the journal.
  expect(hub.journal.eventById(receipt.id)?.body).not.toContain('TENCODE')
})

test('a coupon that takes nothing off says why, and stays with its holder', async () => {
  const states = ['reserved', 'used', 'expired', 'cancelled'] as const
  await using hub = await openVoucherHub({
    promotions: [
      tenOff,
      giftCoupon,
      { ...tenOff, id: 2, issuingStoreOnly: true },
      { ...tenOff, id: 3, soldOnly: true },
      { ...tenOff, id: 4, conditions: { minimumAmount: { amount: 1500_00, vat: 'included' } } },
      { ...tenOff, id: 5, conditions: { products: [2] } },
    ],
    coupons: [
      ...states.map((state, i) => ({ ...coupon(i + 1), state })),
      coupon(5, { endsAt: Date.now() - 1 }),
      coupon(6, { promotionId: 2, storeId: 4 }),
      coupon(7, { promotionId: 3 }),
      coupon(8, { promotionId: 4 }),
      coupon(9, { promotionId: 5 }),
      { ...coupon(10), account: 'TEN:v10', memberId: 3 },
    ],
    giftCards: [{ id: 1, account: 'CARD:v1', balance: 100_00 }],
  })
  const till = await hub.openTill()
  const accounts = Array.from({ length: 10 }, (_, i) => `TEN:v${i + 1}`)
  const quote = await quoteOf(till, all(...accounts, 'TEN:nobody', 'CARD:v1'))
  expect(said(quote)).toEqual({
    'TEN:v1': 'reserved',
    'TEN:v2': 'used',
    'TEN:v3': 'expired',
    'TEN:v4': 'cancelled',
    'TEN:v5': 'expired',
    'TEN:v6': 'wrong-store',
    'TEN:v7': 'not-sold',
    'TEN:v8': 'minimum-amount',
    'TEN:v9': 'wrong-product',
    'TEN:v10': 'wrong-member',
    'TEN:nobody': 'unknown',
    'CARD:v1': 'unknown',
  })
  const least = quote.priced.coupons?.find(({ couponId }) => couponId === 'TEN:v8')
  expect(least).toMatchObject({ missing: { amount: 500_00 } })
  const receipt = await sold(till, all(...accounts), {})
  expect(receipt.priced.total).toBe(1000_00)
  expect(moved(hub, receipt.id)).toEqual([])
  // The same one twice is a request that cannot be read.
  const twice = await till.call('POST', '/quotes', { lines: [book], ...all('TEN:v1', 'TEN:v1') })
  expect(twice.status).toBe(422)
})

let hub: ValueHub
let first: TestTill
let second: TestTill
beforeAll(async () => {
  hub = await openVoucherHub({ coupons: [coupon(1), coupon(2), coupon(3)] })
  ;[first, second] = [await hub.openTill(), await hub.openTill()]
})
afterAll(() => hub[Symbol.asyncDispose]())

test('of two tills that pay with one coupon at once one gets it, and the other the new price', async () => {
  await lease(hub, 'L1', 'TEN:v1')
  const quotes = [await quoteOf(first, all('TEN:v1')), await quoteOf(second, all('TEN:v1'))]
  expect(quotes.map(({ priced }) => priced.total)).toEqual([900_00, 900_00])
  const [quoteA, quoteB] = quotes
  if (quoteA === undefined || quoteB === undefined) throw new Error('no quotes')
  const answers = await Promise.all([
    trySale(first, all('TEN:v1'), {}, { quote: quoteA }),
    trySale(second, all('TEN:v1'), {}, { quote: quoteB }),
  ])
  expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409])
  const lost = answers.find(({ status }) => status === 409)
  const retried = await trySale(second, all('TEN:v1'), {}, { quote: quoteB })
  expect(retried.status).toBe(409)
  const { conflict, quote } = retried.body as { conflict: string; quote: unknown }
  expect(conflict).toBe('price-changed')
  expect(said(Quote.parse(quote))).toEqual({ 'TEN:v1': 'used' })
  expect(Quote.parse(quote).priced.total).toBe(1000_00)
  expect(JSON.stringify(lost?.body)).toMatch(/price-changed|not-spendable/)
  expect(hub.leaseAt('L1')).toEqual(['open', 1, 1, 0])
})

test('a coupon that is reserved for a receipt is that one’s to use, and free again when it is given up', async () => {
  const [till, other] = [first, second]
  await lease(hub, 'L2', 'TEN:v2')
  const receiptId = newId()
  const cover = { kind: 'coupon', account: 'TEN:v2' }
  const covered = await till.call('PUT', `/covers/${receiptId}`, cover)
  expect(covered.body).toEqual({ receiptId, account: 'TEN:v2', amount: 1 })
  expect(said(await quoteOf(other, all('TEN:v2')))).toEqual({ 'TEN:v2': 'held' })
  const taken = await other.call('PUT', `/covers/${newId()}`, cover)
  expect(taken.status).toBe(409)
  const mine = { ...all('TEN:v2'), receiptId }
  expect(said(await quoteOf(till, mine))).toEqual({ 'TEN:v2': 100_00 })
  await till.call('DELETE', `/covers/${receiptId}`)
  expect(said(await quoteOf(other, all('TEN:v2')))).toEqual({ 'TEN:v2': 100_00 })
  await till.call('PUT', `/covers/${receiptId}`, cover)
  const receipt = await sold(till, mine, {}, { id: receiptId })
  expect(receipt.priced.total).toBe(900_00)
  expect((await voucherOf(till, 'TENCODE000000002')).state).toBe('used')
})

test('a coupon that another store holds is not used here offline, and online only if the cloud gives it', async () => {
  const till = first
  hub.isCut = true
  const offline = await trySale(till, all('TEN:v3'))
  expect(refused(offline)).toMatchObject({ hindrance: 'offline', asked: 1, spendable: 0 })
  hub.isCut = false
  hub.onHold = ({ requestId, session }) => ({
    kind: 'hold-refused',
    refusal: { requestId, session, reason: 'too-little', free: 0 },
  })
  const online = await trySale(till, all('TEN:v3'))
  expect(refused(online)).toMatchObject({ hindrance: 'too-little' })
  expect(hub.journal.eventById(online.sale.id)).toBeNull()
  expect((await voucherOf(till, 'TENCODE000000003')).state).toBe('issued')
})

test('an order that brings coupons prints their codes, and each has a unit that the cloud will count', async () => {
  await using hub = await openVoucherHub({
    promotions: [
      tenOff,
      {
        id: 9,
        code: 'NEXT',
        name: 'Дараагийн удаа',
        trigger: 'automatic',
        conditions: { minimumAmount: { amount: 1000_00, vat: 'included' } },
        reward: { kind: 'next-order-coupon', promotionId: 1, count: 2 },
      },
    ],
    programmes: [
      {
        ...TEN,
        settings: JSON.stringify({
          promotionId: 1,
          validity: { kind: 'until', endsAt: 9_000_000_000_000 },
        }),
      },
    ],
  })
  const till = await hub.openTill()
  const quote = await quoteOf(till, {})
  expect(quote.priced.couponsToIssue).toEqual([{ ruleId: 'promotion:9', promotionId: 1, count: 2 }])
  const receipt = await sold(till, {}, {}, { quote })
  const issued = receipt.issued ?? []
  expect(issued).toHaveLength(2)
  expect(new Set(issued.map(({ code }) => code)).size).toBe(2)
  for (const { code, account, promotionId, endsAt } of issued) {
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/)
    expect(account).toMatch(/^TEN:[0-9a-f-]{36}$/)
    expect([promotionId, endsAt]).toEqual([1, 9_000_000_000_000])
  }
  const movements = envelopeOf(hub, receipt.id).movements
  expect(
    movements.map(({ kind, account, amount, rule, endsAt }) => [
      kind,
      account,
      amount,
      rule,
      endsAt,
    ]),
  ).toEqual(issued.map(({ account }) => ['load', account, 1, 'promotion:9', 9_000_000_000_000]))
  // Read again it is the same receipt, with the same codes.
  const again = (await till.call('GET', `/receipts/${receipt.id}`)).body as { issued: unknown }
  expect(again.issued).toEqual(issued)
})
