import { expect, test } from 'vitest'
import type { BasketLine, PricedBasket } from '#shared/contracts/basket.ts'
import type { OfferedCoupon } from '#shared/contracts/coupon.ts'
import type { Promotion } from '#shared/contracts/promotion.ts'
import { refundLines } from '#shared/domain/refund-lines.ts'
import {
  basketOf,
  GIFT_PRODUCT,
  giftProduct,
  line,
  NOON,
  offered,
  priceIn,
  product,
  promotion,
  rulesOf,
  STORE,
  shopRules,
} from '../shop.ts'

const book = product(100_00, { id: 1, name: 'Book', categoryIds: [10] })
const toy = product(60_00, { id: 2, name: 'Toy', categoryIds: [20], vatGroupId: 3 })
const shelf = [book, toy, giftProduct]
const oneBook = [line(1, { id: 'book' })]
const bookAndToy = [line(1, { id: 'book' }), line(1, { id: 'toy', productId: 2 })]

type Over = Partial<Parameters<typeof promotion>[1]>
const onCoupon = (id: number, reward: Parameters<typeof promotion>[0], over: Over = {}) =>
  promotion(reward, { ...over, id, trigger: 'coupon' })
const percentOff = (rate: number, on: 'lines' | 'order' = 'lines') =>
  ({ kind: 'percent', rate: rate * 100, on }) as const
const amountOff = (amount: number, on: 'lines' | 'order' = 'order') =>
  ({ kind: 'fixed', amount, on }) as const
const giftCard = onCoupon(8, { kind: 'gift-line', giftLineProductId: GIFT_PRODUCT })

function sale(
  lines: BasketLine[],
  promotions: Promotion[],
  coupons: OfferedCoupon[],
  over: Partial<Parameters<typeof priceIn>[2]> = {},
): PricedBasket {
  return priceIn(shelf, basketOf(lines), { promotions: rulesOf(...promotions), coupons, ...over })
}
const said = (priced: PricedBasket) =>
  Object.fromEntries(
    (priced.coupons ?? []).map((one) => [
      one.couponId,
      one.outcome === 'applied' ? one.amount : one.reason,
    ]),
  )
/** The answer to one coupon of one promotion on one book. */
const answer = (
  rule: Promotion,
  over: Partial<OfferedCoupon> = {},
  more: Parameters<typeof sale>[3] = {},
) => sale(oneBook, [rule], [offered('c', rule.id, over)], more).coupons?.[0]

const tenOff = onCoupon(1, percentOff(10))

test('a coupon says what it took off, on which lines, and each amount names rule and coupon', () => {
  const priced = sale(bookAndToy, [tenOff], [offered('c1', 1)])
  expect(priced.coupons).toEqual([
    {
      couponId: 'c1',
      outcome: 'applied',
      ruleId: 'promotion:1',
      amount: 16_00,
      lines: [
        { lineId: 'book', amount: 10_00 },
        { lineId: 'toy', amount: 6_00 },
      ],
    },
  ])
  expect(priced.lines[0]?.discounts).toEqual([
    { ruleId: 'promotion:1', reason: '', amount: 10_00, couponId: 'c1' },
  ])
  expect(priced.total).toBe(144_00)
})

test('a promotion for a coupon takes nothing off without one', () => {
  expect(sale(oneBook, [tenOff], [])).toEqual(priceIn(shelf, basketOf(oneBook)))
})

test('several coupons on one order and on one line: 10 %, 20 % and 15.00 off 100.00 leave 57.00', () => {
  const rules = [tenOff, onCoupon(2, percentOff(20)), onCoupon(3, amountOff(15_00))]
  const coupons = [offered('a', 3), offered('b', 1), offered('c', 2)]
  const priced = sale(oneBook, rules, coupons)
  expect(priced.lines[0]?.discounts.map((one) => [one.couponId, one.amount])).toEqual([
    ['c', 20_00],
    ['b', 8_00],
    ['a', 15_00],
  ])
  expect(priced.total).toBe(57_00)
  expect(said(priced)).toEqual({ a: 15_00, b: 8_00, c: 20_00 })
})

test('the answer is the same in whatever order coupons and lines come', () => {
  const rules = [tenOff, onCoupon(2, percentOff(20)), onCoupon(3, amountOff(15_00))]
  const coupons = [offered('a', 3), offered('b', 1), offered('c', 2)]
  const priced = sale(bookAndToy, rules, coupons)
  const again = sale(bookAndToy.toReversed(), rules, coupons.toReversed())
  expect(again.lines.toReversed()).toEqual(priced.lines)
  expect(again.coupons?.toReversed()).toEqual(priced.coupons)
  expect({ ...again, lines: [], coupons: [] }).toEqual({ ...priced, lines: [], coupons: [] })
})

test('two coupons of one programme stand on one order: 10 % and 10 % are 19 %', () => {
  const priced = sale(oneBook, [tenOff], [offered('a', 1), offered('b', 1)])
  expect(said(priced)).toEqual({ a: 10_00, b: 9_00 })
})

test('a coupon may be for one line only', () => {
  const priced = sale(bookAndToy, [tenOff], [offered('c', 1, { lines: ['toy'] })])
  expect(priced.coupons?.[0]).toMatchObject({ lines: [{ lineId: 'toy', amount: 6_00 }] })
  expect(answer(tenOff, { lines: ['elsewhere'] })).toMatchObject({ reason: 'wrong-product' })
})

test('only a coupon that was sold or issued pays; one in any other state says which', () => {
  const states = ['reserved', 'held', 'used', 'expired', 'cancelled'] as const
  for (const state of states) expect(answer(tenOff, { state })).toMatchObject({ reason: state })
  expect(answer(tenOff, { state: 'sold' })).toMatchObject({ amount: 10_00 })
  expect(answer(tenOff, { state: 'issued' })).toMatchObject({ amount: 10_00 })
})

test('a coupon held for this very basket counts as what it was before', () => {
  expect(answer(tenOff, { state: 'held', heldForThis: true, before: 'sold' })).toMatchObject({
    amount: 10_00,
  })
})

test('use_sale_coupon: the reward accepts only a coupon that was sold', () => {
  const soldOnly = onCoupon(1, percentOff(10), { soldOnly: true })
  expect(answer(soldOnly, { state: 'issued' })).toMatchObject({ reason: 'not-sold' })
  expect(answer(soldOnly, { state: 'sold' })).toMatchObject({ amount: 10_00 })
  const held = { state: 'held', heldForThis: true } as const
  expect(answer(soldOnly, { ...held, before: 'issued' })).toMatchObject({ reason: 'not-sold' })
  expect(answer(soldOnly, { ...held, before: 'sold' })).toMatchObject({ amount: 10_00 })
})

test('a coupon is worth nothing from its end on', () => {
  const end = NOON + 1000
  expect(answer(tenOff, { endsAt: end }, { at: end - 1 })).toMatchObject({ amount: 10_00 })
  expect(answer(tenOff, { endsAt: end }, { at: end })).toMatchObject({ reason: 'expired' })
})

test('what nobody knows is unknown: no programme, an automatic one, or no rules at all', () => {
  expect(answer(tenOff, { promotionId: null })).toMatchObject({ reason: 'unknown' })
  expect(answer(tenOff, { promotionId: 77 })).toMatchObject({ reason: 'unknown' })
  expect(answer(promotion(percentOff(10)))).toMatchObject({ reason: 'unknown' })
  expect(priceIn(shelf, basketOf(oneBook), { coupons: [offered('c', 1)] }).coupons).toEqual([
    { couponId: 'c', outcome: 'refused', reason: 'unknown' },
  ])
})

test('a coupon of a foreign currency is refused', () => {
  expect(answer(giftCard, { faceValue: 5_00, currency: 'RON' })).toMatchObject({
    reason: 'wrong-currency',
  })
  expect(answer(giftCard, { faceValue: 5_00, currency: 'MNT' })).toMatchObject({ amount: 5_00 })
})

test("a coupon's warehouse restricts its use only where the programme says so", () => {
  const bound = onCoupon(1, percentOff(10), { issuingStoreOnly: true })
  const elsewhere = { storeId: STORE + 1 }
  expect(answer(tenOff, elsewhere)).toMatchObject({ amount: 10_00 })
  expect(answer(bound, elsewhere)).toMatchObject({ reason: 'wrong-store' })
  expect(answer(bound, { storeId: STORE })).toMatchObject({ amount: 10_00 })
})

test('a coupon of a member is for that member', () => {
  const shown = (memberId?: number) =>
    priceIn(shelf, basketOf(oneBook, memberId === undefined ? {} : { memberId }), {
      promotions: rulesOf(tenOff),
      coupons: [offered('c', 1, { memberId: 3 })],
    }).coupons?.[0]
  expect(shown(3)).toMatchObject({ amount: 10_00 })
  expect(shown(4)).toMatchObject({ reason: 'wrong-member' })
  expect(shown()).toMatchObject({ reason: 'wrong-member' })
})

test('a refusal says what is missing: amount, quantity, product', () => {
  const from = onCoupon(1, percentOff(10), {
    conditions: { minimumAmount: { amount: 150_00, vat: 'included' } },
  })
  expect(answer(from)).toMatchObject({ reason: 'minimum-amount', missing: { amount: 50_00 } })
  const three = onCoupon(1, percentOff(10), { conditions: { minimumQuantity: 3000 } })
  expect(answer(three)).toMatchObject({ reason: 'minimum-quantity', missing: { quantity: 2000 } })
  const toys = onCoupon(1, percentOff(10), { conditions: { categories: [20] } })
  expect(answer(toys)).toMatchObject({ reason: 'wrong-product' })
  const freeToy = onCoupon(1, { kind: 'free-product', productId: 2, pieces: 1 })
  expect(answer(freeToy)).toMatchObject({
    reason: 'wrong-product',
    missing: { productId: 2, quantity: 1000 },
  })
})

test("the first thing that is wrong is told, in the order of Odoo's check", () => {
  const strict = onCoupon(1, percentOff(10), {
    soldOnly: true,
    conditions: {
      endsAt: NOON,
      member: {},
      products: [2],
      minimumAmount: { amount: 150_00, vat: 'included' },
    },
  })
  const reasons: unknown[] = []
  const ask = (rule: Promotion, over: Partial<OfferedCoupon>) => {
    const one = answer(rule, over)
    reasons.push(one?.outcome === 'refused' ? one.reason : one?.amount)
  }
  const without = (...names: (keyof Promotion['conditions'])[]) => {
    const left = Object.entries(strict.conditions).filter(
      ([name]) => !names.includes(name as never),
    )
    return { ...strict, conditions: Object.fromEntries(left) }
  }
  ask(strict, { state: 'used', endsAt: NOON })
  ask(strict, { state: 'sold', endsAt: NOON })
  ask(strict, { state: 'reserved' })
  ask(strict, { state: 'issued' })
  ask(strict, { state: 'sold' })
  ask(without('minimumAmount'), { state: 'sold' })
  ask(without('minimumAmount', 'endsAt'), { state: 'sold' })
  ask(without('minimumAmount', 'endsAt', 'member'), { state: 'sold' })
  ask(without('minimumAmount', 'endsAt', 'member', 'products'), { state: 'sold' })
  expect(reasons).toEqual([
    'used',
    'expired',
    'reserved',
    'not-sold',
    'minimum-amount',
    'not-now',
    'wrong-member',
    'wrong-product',
    10_00,
  ])
})

test('a fixed coupon takes no more than the total, and the next one finds nothing left', () => {
  const voucher = onCoupon(1, amountOff(80_00))
  const priced = sale(bookAndToy, [voucher], [offered('a', 1), offered('b', 1), offered('c', 1)])
  expect(said(priced)).toEqual({ a: 80_00, b: 80_00, c: 'nothing-left' })
  expect(priced.total).toBe(0)
  expect(priced.taxes.map((tax) => tax.gross)).toEqual([0, 0])
})

test('a fixed coupon splits over the tax groups and their VAT', () => {
  const priced = sale(bookAndToy, [onCoupon(1, amountOff(80_00))], [offered('a', 1)])
  expect(priced.taxes.map((tax) => [tax.code, tax.gross, tax.vat])).toEqual([
    ['A', 50_00, 4_55],
    ['C', 30_00, 0],
  ])
})

test('a programme that allows one coupon on an order refuses the second', () => {
  const once = onCoupon(1, percentOff(10), { limits: { couponsPerOrder: 1 } })
  const priced = sale(oneBook, [once], [offered('b', 1), offered('a', 1)])
  expect(said(priced)).toEqual({ a: 10_00, b: 'limit-reached' })
})

test('where one coupon is allowed, the one that is worth more is used', () => {
  const once = onCoupon(1, percentOff(10), { limits: { couponsPerOrder: 1 } })
  const coupons = [offered('a', 1, { lines: ['toy'] }), offered('b', 1, { lines: ['book'] })]
  expect(said(sale(bookAndToy, [once], coupons))).toEqual({ a: 'limit-reached', b: 10_00 })
})

test('of two coupons of a group the better one is used, and the other says what beats it', () => {
  const exclusivity = { kind: 'best-of-group', group: 'spring' } as const
  const rules = [
    onCoupon(1, percentOff(10), { exclusivity }),
    onCoupon(2, amountOff(15_00), { exclusivity }),
  ]
  const priced = sale(oneBook, rules, [offered('a', 1), offered('b', 2)])
  expect(priced.coupons).toMatchObject([
    { couponId: 'a', reason: 'beaten-by', by: 'promotion:2' },
    { couponId: 'b', amount: 15_00 },
  ])
})

test('a coupon takes the place of an automatic promotion of its group only if it is better', () => {
  const exclusivity = { kind: 'best-of-group', group: 'spring' } as const
  const automatic = promotion(percentOff(20), { id: 5, exclusivity })
  const coupons = [offered('c', 1)]
  const worse = sale(oneBook, [automatic, onCoupon(1, percentOff(10), { exclusivity })], coupons)
  expect(worse.total).toBe(80_00)
  expect(worse.coupons).toMatchObject([{ reason: 'beaten-by', by: 'promotion:5' }])
  const better = sale(oneBook, [automatic, onCoupon(1, percentOff(30), { exclusivity })], coupons)
  expect(better.total).toBe(70_00)
})

test('a coupon alone on the order is used instead of all others if that is better', () => {
  const alone = (rate: number) =>
    onCoupon(2, percentOff(rate, 'order'), { exclusivity: { kind: 'alone-on-order' } })
  const coupons = [offered('ten', 1), offered('alone', 2)]
  const better = sale(oneBook, [tenOff, alone(30)], coupons)
  expect(better.coupons).toMatchObject([
    { reason: 'excluded-by', by: 'promotion:2' },
    { amount: 30_00 },
  ])
  const worse = sale(oneBook, [tenOff, alone(5)], coupons)
  expect(worse.coupons).toMatchObject([
    { amount: 10_00 },
    { reason: 'beaten-by', by: 'promotion:1' },
  ])
})

test('what stands alone on a line or on the order excludes coupons there, which keep their worth', () => {
  const onBooks = promotion(percentOff(5), {
    id: 5,
    conditions: { products: [1] },
    exclusivity: { kind: 'alone-on-lines' },
  })
  const priced = sale(oneBook, [onBooks, tenOff], [offered('c', 1)])
  expect(priced.coupons).toMatchObject([{ reason: 'excluded-by', by: 'promotion:5' }])
  const withToy = sale(bookAndToy, [onBooks, tenOff], [offered('c', 1)])
  expect(withToy.coupons).toMatchObject([{ lines: [{ lineId: 'toy', amount: 6_00 }] }])
  const onAll = { ...onBooks, exclusivity: { kind: 'alone-on-order' } as const }
  const solo = sale(bookAndToy, [onAll, tenOff], [offered('c', 1)])
  expect(solo.coupons).toMatchObject([{ reason: 'excluded-by', by: 'promotion:5' }])
})

test('a gift coupon pays with a line of its gift product, up to its face value', () => {
  const priced = sale(oneBook, [giftCard], [offered('g1', 8, { state: 'sold', faceValue: 30_00 })])
  expect(priced.lines[1]).toMatchObject({
    id: 'g1/gift',
    kind: 'gift',
    productId: GIFT_PRODUCT,
    name: 'Gift card',
    quantity: -1000,
    unitPrice: 30_00,
    gross: -30_00,
    vat: 0,
  })
  // It is a payment: the VAT of the book stays.
  expect(priced).toMatchObject({ listTotal: 100_00, discountTotal: 30_00, vat: 9_09, total: 70_00 })
  expect(priced.coupons).toMatchObject([
    { amount: 30_00, lines: [{ lineId: 'g1/gift', amount: 30_00 }] },
  ])
})

test('gift coupons pay what is due after all discounts and no more, few of them and the fitting ones', () => {
  const coupons = [
    offered('ten', 1),
    offered('g100', 8, { faceValue: 100_00 }),
    offered('g90', 8, { faceValue: 90_00 }),
    offered('g20', 8, { faceValue: 20_00 }),
  ]
  const one = sale(oneBook, [tenOff, giftCard], coupons)
  expect(one.total).toBe(0)
  expect(said(one)).toEqual({ ten: 10_00, g100: 'nothing-left', g90: 90_00, g20: 'nothing-left' })
  const two = sale([line(2, { id: 'book' })], [giftCard], coupons.slice(1))
  expect(said(two)).toEqual({ g100: 100_00, g90: 90_00, g20: 10_00 })
})

test('a gift coupon pays also where a promotion stands alone on the order', () => {
  const alone = promotion(percentOff(10), { id: 5, exclusivity: { kind: 'alone-on-order' } })
  const priced = sale(oneBook, [alone, giftCard], [offered('g', 8, { faceValue: 50_00 })])
  expect(priced.total).toBe(40_00)
})

test('where prices are without VAT a gift coupon pays of the total with VAT, by a product without tax', () => {
  const rules = { ...shopRules, pricesIncludeVat: false }
  const coupons = [offered('g', 8, { faceValue: 150_00 })]
  expect(sale(oneBook, [giftCard], coupons, { rules })).toMatchObject({ total: 0, vat: 10_00 })
  const taxed = onCoupon(8, { kind: 'gift-line', giftLineProductId: 1 })
  expect(sale(oneBook, [taxed], coupons, { rules }).coupons).toMatchObject([
    { reason: 'wrong-product', missing: { productId: 1 } },
  ])
})

test('a gift coupon whose product or face value is not there is refused', () => {
  const nowhere = onCoupon(8, { kind: 'gift-line', giftLineProductId: 555 })
  expect(answer(nowhere, { faceValue: 5_00 })).toMatchObject({
    reason: 'wrong-product',
    missing: { productId: 555 },
  })
  expect(answer(giftCard)).toMatchObject({ reason: 'nothing-left' })
})

test('giving back a third of what a gift coupon paid in part gives back a third of that line', () => {
  const original = sale(
    [line(3, { id: 'book' })],
    [giftCard],
    [offered('g', 8, { faceValue: 100_00 })],
  )
  expect(original.total).toBe(200_00)
  const wanted = [{ lineId: 'book', quantity: 1000 }]
  const parts = [0, 1000, 2000].map((book) =>
    refundLines({ original, alreadyRefunded: { book }, wanted }),
  )
  expect(parts.map((part) => part.lines[1]?.gross)).toEqual([33_33, 33_34, 33_33])
  expect(parts.map((part) => part.total)).toEqual([-66_67, -66_66, -66_67])
  expect(parts[0]).toMatchObject({ listTotal: -100_00, discountTotal: -33_33 })
})

test('a coupon may bring coupons for the next order, whatever else there is', () => {
  const next = onCoupon(4, { kind: 'next-order-coupon', promotionId: 50, count: 2 })
  const priced = sale(oneBook, [next], [offered('n', 4)])
  expect(priced.couponsToIssue).toEqual([{ ruleId: 'promotion:4', promotionId: 50, count: 2 }])
  expect(said(priced)).toEqual({ n: 0 })
})

test('one coupon offered twice is a mistake of the request', () => {
  expect(() => sale(oneBook, [tenOff], [offered('c', 1), offered('c', 1)])).toThrow(
    expect.objectContaining({
      code: 'invalid',
      message: 'coupon c is offered twice; offer it once',
      fields: [expect.objectContaining({ field: 'coupons.1.id', value: 'c' })],
    }),
  )
})

test('thirty coupons of one programme, or of thirty, are priced; ten that stand alone are too many', () => {
  const many = Array.from({ length: 30 }, (_, i) => offered(`c${i + 10}`, 1))
  const bookOff = onCoupon(1, amountOff(1_00, 'lines'))
  expect(sale(oneBook, [bookOff], many).total).toBe(70_00)
  const ofMany = Array.from({ length: 30 }, (_, i) => onCoupon(i + 1, amountOff(1_00, 'lines')))
  const each = ofMany.map(({ id }) => offered(`c${id}`, id))
  expect(sale(oneBook, ofMany, each).total).toBe(70_00)
  const alone = { exclusivity: { kind: 'alone-on-lines' } } as const
  const rules = Array.from({ length: 10 }, (_, i) => onCoupon(i + 1, amountOff(i + 1), alone))
  const coupons = rules.map(({ id }) => offered(`c${id}`, id))
  expect(sale(oneBook, rules.slice(1), coupons.slice(1)).discountTotal).toBe(10)
  expect(() => sale(oneBook, rules, coupons)).toThrow(
    'too many of the 10 coupons exclude each other; offer fewer of them',
  )
})
