import { expect, test } from 'vitest'
import type { PointsChoice } from '#shared/contracts/points.ts'
import type { PointsItem } from '#shared/contracts/points-programme.ts'
import { compileProgramme, type OfferedProgramme } from '#shared/domain/points/compile-programme.ts'
import {
  basketOf,
  GIFT_PRODUCT,
  giftProduct,
  line,
  offered as offeredCoupon,
  percent,
  priceIn,
  product,
  promotion,
  rule,
  rulesOf,
  vat10,
  vat21,
  vatFree,
} from '../shop.ts'
import { densi, ibod, ibodEarning, ibodPaying, internom, itemList } from './programmes.ts'

function offered(
  programme: ReturnType<typeof ibod>,
  over: Partial<OfferedProgramme> & { items?: PointsItem[] } = {},
): OfferedProgramme {
  const { items = [], ...facts } = over
  const compiled = compileProgramme(programme, items, { timeZone: 'Europe/Prague' })
  return { compiled, balance: 1000, cardPairs: null, ownRate: null, ...facts }
}

const points = (programme: string, some: number): PointsChoice => ({
  programme,
  pay: { kind: 'points', points: some },
})
const pairs = (...some: [number, number][]): PointsChoice => ({
  programme: 'IBOD',
  pay: { kind: 'pairs', pairs: some.map(([price, of]) => ({ price, points: of })) },
})

test('100 for 900 points: a line *PLATBA IBOD* of 100, 900 used, and only the rest earns', () => {
  const priced = priceIn([product(350_00)], basketOf([line(1)], { points: pairs([100_00, 900]) }), {
    programmes: [offered(ibod())],
  })
  expect(priced.total).toBe(250_00)
  expect(priced.points).toMatchObject({
    code: '*PLATBA IBOD*',
    points: 900,
    amount: 100_00,
    groups: [{ vatGroupId: vat10.id, amount: 100_00 }],
    ruleId: 'R-PAY',
  })
  expect(priced.lines[0]?.discounts).toEqual([
    { ruleId: 'points:IBOD', reason: '*PLATBA IBOD*', amount: 100_00 },
  ])
  expect(priced.earned?.map((one) => [one.ruleId, one.points])).toEqual([['R-TOTAL', 5]])
})

test('48000 with 8000 points: 40000 are taxed, VAT 3636.36', () => {
  const priced = priceIn(
    [product(48_000_00)],
    basketOf([line(1)], { points: points('INTERNOM', 8000) }),
    { programmes: [offered(internom(), { balance: 8000 })] },
  )
  expect(priced).toMatchObject({ listTotal: 48_000_00, total: 40_000_00, vat: 3636_36 })
  expect(priced.earned).toMatchObject([{ points: 400, amount: 40_000_00, ruleId: 'ACS' }])
})

test('the same points as a tender: all is taxed, and still only the rest earns', () => {
  const priced = priceIn(
    [product(48_000_00)],
    basketOf([line(1)], { points: points('INTERNOM', 8000) }),
    { programmes: [offered(internom('tender'), { balance: 8000 })] },
  )
  expect(priced).toMatchObject({ total: 48_000_00, vat: 4363_64 })
  expect(priced.points).toMatchObject({ as: 'tender', points: 8000, amount: 8000_00 })
  expect(priced.earned).toMatchObject([{ points: 400, amount: 40_000_00 }])
})

test('a check of 400 with 200 paid in points: 200.00 to pay, 10.00 earned, 110.00 on the slip', () => {
  const priced = priceIn(
    [product(400_00)],
    basketOf([line(1)], { points: points('BONUS', 200_00) }),
    { programmes: [offered(densi(5000), { balance: 300_00, ownRate: 500 })] },
  )
  expect(priced.total).toBe(200_00)
  const [earned] = priced.earned ?? []
  expect(earned?.points).toBe(10_00)
  expect(300_00 - (priced.points?.points ?? 0) + (earned?.points ?? 0)).toBe(110_00)
})

test('points lower each tax group by its part of the receipt', () => {
  const products = [
    product(100_00, { id: 1 }),
    product(100_00, { id: 2, vatGroupId: vatFree.id }),
    product(100_00, { id: 3, vatGroupId: vat21.id }),
  ]
  const lines = products.map(({ id }) => line(1, { id: `l${id}`, productId: id }))
  const priced = priceIn(products, basketOf(lines, { points: pairs([100_00, 900]) }), {
    programmes: [offered(ibod())],
  })
  expect(priced.taxes.map((tax) => [tax.vatGroupId, tax.gross])).toEqual([
    [vat10.id, 66_67],
    [vatFree.id, 66_67],
    [vat21.id, 66_66],
  ])
})

test('points pay only for what the programme admits, and after all discounts', () => {
  const products = [product(60_00, { id: 1 }), product(500_00, { id: 2, categoryIds: [9, 4] })]
  const lines = [line(1, { id: 'a', discounts: [percent(10)] }), line(1, { id: 'b', productId: 2 })]
  const paying = ibodPaying({ conditions: { excludedCategories: [4] } })
  const buy = (choice: PointsChoice) =>
    priceIn(products, basketOf(lines, { points: choice }), {
      programmes: [offered(ibod({ paying }))],
    })
  expect(buy(pairs([50_00, 500])).points?.lines).toEqual([
    { lineId: 'a', points: 500, amount: 50_00 },
  ])
  expect(buy(pairs([100_00, 900]))).toMatchObject({
    total: 554_00,
    pointsRefused: { reason: 'above-due', most: { points: 500, amount: 50_00 } },
  })
})

test('points pay a surcharge line too, and neither line turns negative', () => {
  const products = [product(80_00, { prices: [rule(100_00)] })]
  const priced = priceIn(products, basketOf([line(1)], { points: pairs([100_00, 900]) }), {
    programmes: [offered(ibod())],
  })
  expect(priced.lines.map((one) => one.gross)).toEqual([0, 0])
  expect(priced).toMatchObject({ total: 0, earned: [] })
})

test('a gift card that is sold neither earns nor is paid for with points', () => {
  const products = [product(500_00, { isGift: true })]
  const priced = priceIn(products, basketOf([line(1)], { points: pairs([50_00, 500]) }), {
    programmes: [offered(ibod())],
  })
  expect(priced).toMatchObject({ earned: [], pointsRefused: { reason: 'no-items' } })
})

test('a payment in a programme that the customer is not in is refused, and the price stands', () => {
  const priced = priceIn([product(80_00)], basketOf([line(1)], { points: pairs([50_00, 500]) }))
  expect(priced).toMatchObject({ total: 80_00, pointsRefused: { reason: 'no-programme' } })
})

test('conditions of paying and of earning are told apart', () => {
  const programme = ibod({
    earning: ibodEarning({ conditions: { stores: [99] } }),
    paying: ibodPaying({ conditions: { minimumAmount: { amount: 90_00, vat: 'included' } } }),
  })
  const priced = priceIn([product(80_00)], basketOf([line(1)], { points: pairs([50_00, 500]) }), {
    programmes: [offered(programme)],
  })
  expect(priced).toMatchObject({ earned: [], pointsRefused: { reason: 'minimum-amount' } })
})

test('a basket without points says nothing of them', () => {
  const priced = priceIn([product(80_00)], basketOf([line(1)]))
  expect(Object.keys(priced)).not.toContain('earned')
  expect(Object.keys(priced)).not.toContain('points')
})

test('each programme of the customer earns by its own rules, in the order of their codes', () => {
  const items = [...itemList({ points: 10 }).values()]
  const programme = ibod({ earning: ibodEarning({ method: 'both' }) })
  const priced = priceIn([product(50_00)], basketOf([line(2)]), {
    programmes: [offered(internom()), offered(programme, { items })],
  })
  expect(priced.earned?.map((one) => [one.programme, one.by, one.points])).toEqual([
    ['IBOD', 'total', 2],
    ['IBOD', 'piece', 20],
    ['INTERNOM', 'percent', 1],
  ])
})

test('buy two, one more is free: two pieces earn, and what is free earns nothing by total either', () => {
  const items = [...itemList({ points: 10 }).values()]
  const programme = ibod({ earning: ibodEarning({ method: 'both' }) })
  const priced = priceIn([product(50_00)], basketOf([line(3)]), {
    promotions: rulesOf(promotion({ kind: 'cheapest', of: 3, pieces: 1 })),
    programmes: [offered(programme, { items })],
  })
  expect(priced.total).toBe(100_00)
  expect(priced.earned?.map((one) => [one.by, one.points])).toEqual([
    ['total', 2],
    ['piece', 20],
  ])
})

test('a percent off is no free piece: three pieces at 10 % off earn for three', () => {
  const items = [...itemList({ points: 10 }).values()]
  const programme = ibod({ earning: ibodEarning({ method: 'items' }) })
  const priced = priceIn([product(50_00)], basketOf([line(3)]), {
    promotions: rulesOf(promotion({ kind: 'percent', rate: 1000, on: 'lines' })),
    programmes: [offered(programme, { items })],
  })
  expect(priced.earned?.map((one) => one.points)).toEqual([30])
})

test('gift coupons pay first: points pay what is left, and only money earns', () => {
  const buy = (choice: PointsChoice) =>
    priceIn([product(300_00), giftProduct], basketOf([line(1)], { points: choice }), {
      promotions: rulesOf(
        promotion(
          { kind: 'gift-line', giftLineProductId: GIFT_PRODUCT },
          { trigger: 'coupon', limits: {} },
        ),
      ),
      coupons: [offeredCoupon('g', 1, { faceValue: 150_00, currency: 'MNT' })],
      programmes: [offered(ibod(), { balance: 5000 })],
    })
  expect(buy(pairs([100_00, 900]))).toMatchObject({
    total: 50_00,
    points: { points: 900 },
    earned: [{ points: 1, amount: 50_00 }],
  })
  expect(buy(pairs([200_00, 1700]))).toMatchObject({
    total: 150_00,
    pointsRefused: { reason: 'above-due', most: { points: 900, amount: 100_00 } },
  })
})
