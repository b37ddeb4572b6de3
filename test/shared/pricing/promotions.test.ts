import { expect, test } from 'vitest'
import type { PricedBasket } from '#shared/contracts/basket.ts'
import { Promotion } from '#shared/contracts/promotion.ts'
import {
  basketOf,
  fixed,
  line,
  NOON,
  percent,
  priceIn,
  product,
  promotion,
  rule,
  rulesOf,
  shopRules,
} from '../shop.ts'

const off = (priced: PricedBasket) =>
  priced.lines.flatMap((one) => one.discounts.map((d) => [one.id, d.ruleId, d.amount]))
const tea = product(100_00, { id: 1, name: 'Tea', categoryIds: [10, 1] })
const cup = product(60_00, { id: 2, name: 'Cup', categoryIds: [20, 1], vatGroupId: 3 })
const jam = product(30_00, { id: 3, name: 'Jam', categoryIds: [11, 10, 1] })
const shelf = [tea, cup, jam]
const teaLine = (pieces: number, id = 'tea') => line(pieces, { id, productId: 1 })
const cupLine = (pieces: number, id = 'cup') => line(pieces, { id, productId: 2 })
const jamLine = (pieces: number, id = 'jam') => line(pieces, { id, productId: 3 })
const percentOff = (rate: number, on: 'lines' | 'order' = 'lines') =>
  ({ kind: 'percent', rate: rate * 100, on }) as const
const priced = (lines: ReturnType<typeof line>[], ...promotions: Promotion[]) =>
  priceIn(shelf, basketOf(lines), { promotions: rulesOf(...promotions) })

test('10 % off a category stands on its lines, with the id of the rule', () => {
  const teas = promotion(percentOff(10), {
    id: 7,
    name: 'Tea week',
    conditions: { categories: [10] },
  })
  const sale = priced([teaLine(2), cupLine(1), jamLine(1)], teas)
  expect(off(sale)).toEqual([
    ['tea', 'promotion:7', 20_00],
    ['jam', 'promotion:7', 3_00],
  ])
  expect(sale.lines[0]?.discounts[0]).toEqual({
    ruleId: 'promotion:7',
    reason: 'Tea week',
    amount: 20_00,
  })
  expect(sale).toMatchObject({ listTotal: 290_00, discountTotal: 23_00, total: 267_00 })
})

test('what a promotion excludes it leaves alone, of its categories and of all products', () => {
  const off10 = (conditions: object) =>
    off(priced([teaLine(1), cupLine(1), jamLine(1)], promotion(percentOff(10), { conditions })))
  expect(off10({ categories: [10], excludedProducts: [1] }).map(([id]) => id)).toEqual(['jam'])
  expect(off10({ excludedCategories: [11, 20] }).map(([id]) => id)).toEqual(['tea'])
  expect(off10({ products: [1], excludedCategories: [1] })).toEqual([])
})

test('without promotions the answer has no word about them', () => {
  const without = priceIn(shelf, basketOf([teaLine(1)]))
  expect(Object.keys(without)).toEqual([
    'lines',
    'taxes',
    'listTotal',
    'discountTotal',
    'net',
    'vat',
    'cityTax',
    'total',
  ])
  expect(priced([teaLine(1)])).toEqual(without)
})

test('a promotion comes after the price engine and before what the cashier types', () => {
  const cheaper = product(100_00, { prices: [rule(80_00)] })
  const basket = basketOf([line(1, { discounts: [fixed(10_00, 'torn')] })], {
    discounts: [percent(10)],
  })
  const sale = priceIn([cheaper], basket, { promotions: rulesOf(promotion(percentOff(25))) })
  expect(off(sale)).toEqual([
    ['a', 'promotion:1', 20_00],
    ['a', 'typed:1', 10_00],
  ])
  expect(sale.lines[0]?.orderDiscount).toBe(5_00)
  expect(sale.total).toBe(45_00)
})

test('percents come before fixed amounts, whatever their ids', () => {
  const ten = promotion({ kind: 'fixed', amount: 10_00, on: 'lines' }, { id: 1 })
  const sale = priced([teaLine(1)], ten, promotion(percentOff(50), { id: 2 }))
  expect(off(sale)).toEqual([
    ['tea', 'promotion:2', 50_00],
    ['tea', 'promotion:1', 10_00],
  ])
})

test('a fixed amount off the order never exceeds it and is split over the tax groups', () => {
  const hundred = promotion({ kind: 'fixed', amount: 100_00, on: 'order' })
  const sale = priced([teaLine(1), cupLine(1)], hundred)
  expect(off(sale)).toEqual([
    ['tea', 'promotion:1', 62_50],
    ['cup', 'promotion:1', 37_50],
  ])
  expect(sale.taxes.map((tax) => [tax.code, tax.gross, tax.vat])).toEqual([
    ['A', 37_50, 3_41],
    ['C', 22_50, 0],
  ])
  expect(priced([jamLine(1)], hundred)).toMatchObject({ total: 0, vat: 0, discountTotal: 30_00 })
})

test('a fixed amount off each piece counts whole pieces only', () => {
  const five = promotion({ kind: 'fixed', amount: 5_00, on: 'piece' })
  expect(priced([teaLine(3)], five).discountTotal).toBe(15_00)
  expect(priced([teaLine(2.9)], five).discountTotal).toBe(10_00)
  expect(priced([teaLine(0.9)], five).discountTotal).toBe(0)
})

test('a promotion takes off no more than its limit, spread over its lines', () => {
  const half = promotion(percentOff(50), { limits: { maxAmount: 40_00 } })
  expect(off(priced([teaLine(1), cupLine(1)], half))).toEqual([
    ['tea', 'promotion:1', 25_00],
    ['cup', 'promotion:1', 15_00],
  ])
})

test('half off the cheapest product is off one piece of it', () => {
  const half = promotion({ kind: 'cheapest', of: null, pieces: 1, rate: 5000 })
  expect(off(priced([teaLine(1), jamLine(3)], half))).toEqual([['jam', 'promotion:1', 15_00]])
})

const everyThird = promotion({ kind: 'cheapest', of: 3, pieces: 1 })

test('of every 3 the cheapest is free: one of 3, none of 2, one of 5, two of 6', () => {
  const free = (pieces: number) => priced([teaLine(pieces)], everyThird).discountTotal
  expect([2, 3, 5, 6].map(free)).toEqual([0, 100_00, 100_00, 200_00])
})

test('pieces of several lines are put together dearest first', () => {
  // 100, 100, 60 | 60, 30, 30: a cup and a jam are free.
  const sale = priced([jamLine(2), cupLine(2), teaLine(2)], everyThird)
  expect(off(sale)).toEqual([
    ['jam', 'promotion:1', 30_00],
    ['cup', 'promotion:1', 60_00],
  ])
})

test('2.5 and 0.9 are two whole pieces and none: no third one', () => {
  expect(priced([teaLine(2.5), jamLine(0.9)], everyThird).discountTotal).toBe(0)
  // Three whole pieces of 3.5: one of them is free, 100.00 of 350.00.
  expect(priced([teaLine(3.5)], everyThird).total).toBe(250_00)
})

test('two pay three at most once on an order', () => {
  const once = promotion({ kind: 'cheapest', of: 3, pieces: 1 }, { limits: { timesPerOrder: 1 } })
  expect(priced([teaLine(9)], once).discountTotal).toBe(100_00)
})

const breakfast = promotion({
  kind: 'bundle',
  sets: [
    { products: [1], pieces: 1 },
    { products: [2], pieces: 1 },
  ],
  price: 120_00,
})

test('tea and a cup for 120.00: the 40.00 come off both, as often as the pair is there', () => {
  expect(off(priced([teaLine(1), cupLine(1), jamLine(1)], breakfast))).toEqual([
    ['tea', 'promotion:1', 25_00],
    ['cup', 'promotion:1', 15_00],
  ])
  expect(priced([teaLine(3), cupLine(2)], breakfast).total).toBe(120_00 * 2 + 100_00)
  expect(priced([teaLine(2)], breakfast).discountTotal).toBe(0)
})

test('a piece that fits two sets of a bundle goes where it is needed', () => {
  // Any tea or cup, and a cup: the tea takes the first place although it is dearer than no cup.
  const pair = promotion({
    kind: 'bundle',
    sets: [
      { products: [1, 2], pieces: 1 },
      { products: [1], pieces: 1 },
    ],
    price: 100_00,
  })
  expect(priced([teaLine(1), cupLine(1)], pair).total).toBe(100_00)
})

test('a bundle that would cost more than its pieces is not made', () => {
  const dear = promotion({ kind: 'bundle', sets: [{ products: [3], pieces: 2 }], price: 60_00 })
  expect(priced([jamLine(2)], dear).discountTotal).toBe(0)
})

test('a piece that is in a bundle does not count for the next reward of pieces', () => {
  const third = promotion({ kind: 'cheapest', of: 3, pieces: 1 }, { id: 2 })
  const sale = priced([teaLine(2), cupLine(2)], breakfast, third)
  expect(off(sale).map(([, ruleId]) => ruleId)).toEqual(['promotion:1', 'promotion:1'])
  // Two pairs leave three teas of five.
  expect(priced([teaLine(5), cupLine(2)], breakfast, third).total).toBe(240_00 + 200_00)
})

test('two teas, and a cup is free once it is in the basket; before, the answer says to add it', () => {
  const gift = promotion(
    { kind: 'free-product', productId: 2, pieces: 1 },
    { conditions: { products: [1], minimumQuantity: 2000 } },
  )
  expect(priced([teaLine(1), cupLine(1)], gift)).toMatchObject({ discountTotal: 0 })
  const without = priced([teaLine(2)], gift)
  expect(without).toMatchObject({ discountTotal: 0 })
  expect(without.toAdd).toEqual([{ ruleId: 'promotion:1', productId: 2, quantity: 1000 }])
  const withCup = priced([teaLine(2), cupLine(1)], gift)
  expect(off(withCup)).toEqual([['cup', 'promotion:1', 60_00]])
  expect(withCup.toAdd).toBeUndefined()
})

test('two bought, one of the same free: of three one, of five one and another may be added', () => {
  const plusOne = promotion(
    { kind: 'free-product', productId: 1, pieces: 1 },
    { conditions: { products: [1], minimumQuantity: 2000 } },
  )
  const sale = (pieces: number) => priced([teaLine(pieces)], plusOne)
  expect([2, 3, 4, 5, 6].map((n) => sale(n).discountTotal / 100_00)).toEqual([0, 1, 1, 1, 2])
  expect([2, 3, 4, 5, 6].map((n) => sale(n).toAdd?.[0]?.quantity ?? 0)).toEqual([
    1000, 0, 0, 1000, 0,
  ])
})

test('an order of 200.00 brings a coupon for the next one', () => {
  const next = promotion(
    { kind: 'next-order-coupon', promotionId: 50 },
    { conditions: { minimumAmount: { amount: 200_00, vat: 'included' } } },
  )
  expect(priced([teaLine(1)], next).couponsToIssue).toBeUndefined()
  expect(priced([teaLine(2)], next)).toMatchObject({
    total: 200_00,
    couponsToIssue: [{ ruleId: 'promotion:1', promotionId: 50, count: 1 }],
  })
})

test('a minimum counts the order before discounts, with VAT or without', () => {
  const from = (amount: number, vat: 'included' | 'excluded') =>
    priced(
      [teaLine(1)],
      promotion(percentOff(10), { conditions: { minimumAmount: { amount, vat } } }),
      promotion(percentOff(50), { id: 2 }),
    ).lines[0]?.discounts.length
  expect([from(100_00, 'included'), from(100_01, 'included')]).toEqual([2, 1])
  // 100.00 hold 9.09 of VAT.
  expect([from(90_91, 'excluded'), from(90_92, 'excluded')]).toEqual([2, 1])
})

test('where prices are without VAT the minimum with VAT adds it', () => {
  const rules = { ...shopRules, pricesIncludeVat: false }
  const from = (amount: number) =>
    priceIn(shelf, basketOf([teaLine(1)]), {
      rules,
      promotions: rulesOf(
        promotion(percentOff(10), { conditions: { minimumAmount: { amount, vat: 'included' } } }),
      ),
    }).discountTotal
  expect([from(110_00), from(110_01)]).toEqual([10_00, 0])
})

test('a minimum quantity is of the matching lines together', () => {
  const three = promotion(percentOff(10), { conditions: { products: [1], minimumQuantity: 3000 } })
  expect(priced([teaLine(2), teaLine(1, 'more')], three).discountTotal).toBe(30_00)
  expect(priced([teaLine(2), cupLine(5)], three).discountTotal).toBe(0)
})

test('members of a level get what others do not', () => {
  const gold = promotion(percentOff(10), { conditions: { member: { levels: ['gold'] } } })
  const of = (level: string | null) =>
    priceIn(shelf, basketOf([teaLine(1)], { memberId: 3 }), {
      promotions: rulesOf(gold),
      member: { id: 3, level, groups: [], programmes: [] },
    }).total
  expect([of('gold'), of('silver'), of(null)]).toEqual([90_00, 100_00, 100_00])
})

test('happy hour ends by the clock of the store', () => {
  const night = promotion(percentOff(10), {
    conditions: { hours: [{ from: 16 * 60, until: 17 * 60 }] },
  })
  const at = (moment: number) =>
    priceIn(shelf, basketOf([teaLine(1)]), { promotions: rulesOf(night), at: moment }).total
  // 2027-01-15 08:00 UTC is 16:00 in Ulaanbaatar.
  expect([at(NOON - 1), at(NOON), at(NOON + 3_599_999), at(NOON + 3_600_000)]).toEqual([
    100_00, 90_00, 90_00, 100_00,
  ])
})

test('of a group the one that takes most off wins, and of equals the higher priority, then the older', () => {
  const inGroup = (id: number, rate: number, priority = 0) =>
    promotion(percentOff(rate), {
      id,
      priority,
      exclusivity: { kind: 'best-of-group', group: 'g' },
    })
  const winner = (...promotions: Promotion[]) => off(priced([teaLine(1)], ...promotions))
  expect(winner(inGroup(1, 10), inGroup(2, 20))).toEqual([['tea', 'promotion:2', 20_00]])
  expect(winner(inGroup(1, 10), inGroup(2, 10, 5))).toEqual([['tea', 'promotion:2', 10_00]])
  expect(winner(inGroup(2, 10), inGroup(1, 10))).toEqual([['tea', 'promotion:1', 10_00]])
})

test('what stands alone on its lines takes them first, and no other promotion touches them', () => {
  const clearance = promotion(percentOff(30), {
    id: 9,
    conditions: { products: [1] },
    exclusivity: { kind: 'alone-on-lines' },
  })
  const line10 = promotion(percentOff(10), { id: 1 })
  const order10 = promotion({ kind: 'fixed', amount: 4_00, on: 'order' }, { id: 2 })
  expect(off(priced([teaLine(1), cupLine(1)], line10, order10, clearance))).toEqual([
    ['tea', 'promotion:9', 30_00],
    ['cup', 'promotion:1', 6_00],
    ['cup', 'promotion:2', 4_00],
  ])
})

test('of two that stand alone on a line the higher priority takes it, then what takes more', () => {
  const alone = (id: number, rate: number, priority = 0) =>
    promotion(percentOff(rate), { id, priority, exclusivity: { kind: 'alone-on-lines' } })
  const winner = (...promotions: Promotion[]) => off(priced([teaLine(1)], ...promotions))
  expect(winner(alone(1, 10), alone(2, 30))).toEqual([['tea', 'promotion:2', 30_00]])
  expect(winner(alone(1, 10, 1), alone(2, 30))).toEqual([['tea', 'promotion:1', 10_00]])
})

test('what stands alone on the order leaves no room for others; of two the one that takes more', () => {
  const staff = (id: number, rate: number) =>
    promotion(percentOff(rate, 'order'), { id, exclusivity: { kind: 'alone-on-order' } })
  const sale = priced([teaLine(1)], promotion(percentOff(50)), staff(2, 10), staff(3, 20))
  expect(off(sale)).toEqual([['tea', 'promotion:3', 20_00]])
})

test('the cashier may still take something off where a promotion stands alone', () => {
  const alone = promotion(percentOff(10), { exclusivity: { kind: 'alone-on-order' } })
  const basket = basketOf([line(1, { discounts: [fixed(5_00)] })])
  const sale = priceIn([tea], basket, { promotions: rulesOf(alone) })
  expect(sale.total).toBe(85_00)
})

test('a gift line without a coupon is refused as a promotion, with the field', () => {
  const parsed = Promotion.safeParse({
    id: 1,
    code: 'G',
    name: '',
    trigger: 'automatic',
    reward: { kind: 'gift-line', giftLineProductId: 9 },
  })
  expect(parsed.error?.issues[0]?.path).toEqual(['reward', 'kind'])
})
