import { expect, test } from 'vitest'
import { takeDiscounts } from '#shared/domain/pricing/discounts.ts'
import { basketOf, fixed, line, percent, priceIn, product, rule } from '../shop.ts'

test('percents come before fixed amounts, each of what is left, in whatever order they were typed', () => {
  const discounts = [fixed(5_00, 'torn'), percent(10, 'friend'), percent(20, 'season')]
  const expected = {
    left: 67_00,
    taken: [
      { ruleId: 'typed:1', reason: 'season', amount: 20_00 },
      { ruleId: 'typed:2', reason: 'friend', amount: 8_00 },
      { ruleId: 'typed:3', reason: 'torn', amount: 5_00 },
    ],
  }
  expect(takeDiscounts(100_00, discounts)).toEqual(expected)
  expect(takeDiscounts(100_00, discounts.toReversed())).toEqual(expected)
})

test('equal discounts go by their reasons', () => {
  const taken = takeDiscounts(1_00, [fixed(60, 'b'), fixed(60, 'a'), fixed(60, 'b')]).taken
  expect(taken.map(({ reason, amount }) => [reason, amount])).toEqual([
    ['a', 60],
    ['b', 40],
  ])
})

test('a percent discount is rounded half up', () => {
  expect(takeDiscounts(1_25, [percent(10)]).left).toBe(1_12)
})

test('a fixed discount takes no more than is left', () => {
  const basket = basketOf([line(1, { discounts: [percent(50), fixed(80_00)] })])
  const priced = priceIn([product(100_00)], basket)
  expect(priced.lines[0]?.discounts.map((one) => one.amount)).toEqual([50_00, 50_00])
  expect(priced.total).toBe(0)
})

test('a percent on a line is of its engine price and stands on the product line', () => {
  const products = [product(100_00, { prices: [rule(80_00)] })]
  const priced = priceIn(products, basketOf([line(3, { discounts: [percent(10)] })]))
  expect(priced.lines.map((one) => one.gross)).toEqual([276_00, -60_00])
  expect(priced.lines[0]?.discounts).toEqual([{ ruleId: 'typed:1', reason: '', amount: 24_00 }])
  expect(priced).toMatchObject({ listTotal: 300_00, discountTotal: 84_00, total: 216_00 })
})

test('all of a surcharged product for nothing: neither of its two lines turns negative', () => {
  const products = [product(100_00, { prices: [rule(120_00)] })]
  const discounts = [percent(90), fixed(100_00)]
  const priced = priceIn(products, basketOf([line(1, { discounts })]))
  expect(priced.lines.map((one) => one.gross)).toEqual([0, 0])
  expect(priced.lines.map((one) => one.discounts.map((d) => d.amount))).toEqual([
    [100_00],
    [8_00, 12_00],
  ])
  expect(priced).toMatchObject({ discountTotal: 100_00, total: 0 })
})

test('an order discount is spread by largest remainder, equal remainders by line id', () => {
  const products = [product(10_00, { id: 1 }), product(10_00, { id: 2, vatGroupId: 3 })]
  const lines = [line(1, { id: 'c' }), line(1, { id: 'a', productId: 2 }), line(1, { id: 'b' })]
  const priced = priceIn(products, basketOf(lines, { discounts: [fixed(1_00)] }))
  expect(priced.lines.map((one) => [one.id, one.orderDiscount, one.gross])).toEqual([
    ['c', 33, 9_67],
    ['a', 34, 9_66],
    ['b', 33, 9_67],
  ])
  expect(priced.taxes.map((tax) => [tax.vatGroupId, tax.gross])).toEqual([
    [1, 19_34],
    [3, 9_66],
  ])
  expect(priced.total).toBe(29_00)
})

test('an order discount beyond the total makes the order free, not negative', () => {
  const priced = priceIn([product(10_00)], basketOf([line(1)], { discounts: [fixed(99_00)] }))
  expect(priced).toMatchObject({ total: 0, vat: 0, discountTotal: 10_00 })
})

test('an order of free lines takes an order discount of nothing', () => {
  const priced = priceIn([product(0)], basketOf([line(1)], { discounts: [percent(10), fixed(5)] }))
  expect(priced).toMatchObject({ total: 0, discountTotal: 0 })
})

test('a discount without the right is refused, on a line and on the order', () => {
  const may = { mayGiveDiscounts: false }
  const onLine = basketOf([line(1), line(1, { id: 'b', discounts: [percent(1)] })])
  expect(() => priceIn([product(1)], onLine, may)).toThrow(
    expect.objectContaining({
      code: 'forbidden',
      fields: [expect.objectContaining({ field: 'lines.1.discounts' })],
    }),
  )
  const onOrder = basketOf([line(1)], { discounts: [fixed(1)] })
  expect(() => priceIn([product(1)], onOrder, may)).toThrow('giving a discount needs the right')
  expect(priceIn([product(1)], basketOf([line(1)]), may).total).toBe(1)
})
