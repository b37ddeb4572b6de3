import { expect, test } from 'vitest'
import { refundLines } from '#shared/domain/refund-lines.ts'
import { basketOf, fixed, line, percent, priceIn, product, rule, shopRules } from './shop.ts'

const books = [
  product(100_00, { id: 1, prices: [rule(80_00)] }),
  product(66_00, { id: 2, vatGroupId: 2 }),
]
const sale = priceIn(
  books,
  basketOf(
    [
      line(3, { id: 'a', discounts: [percent(10, 'friend')] }),
      line(0.548, { id: 'b', productId: 2 }),
    ],
    { discounts: [fixed(10_01)] },
  ),
)

test('a full refund is the sale with every amount turned round', () => {
  const refund = refundLines({ original: sale, alreadyRefunded: {} })
  const turned = JSON.parse(
    JSON.stringify(sale, (key, value) =>
      typeof value === 'number' && !unsigned.has(key) ? 0 - value : value,
    ),
  )
  expect(refund).toEqual(turned)
})

const unsigned = new Set([
  'productId',
  'unitPrice',
  'vatGroupId',
  'priceRuleId',
  'vatRate',
  'cityTaxRate',
])

test('a third of a line takes its difference line, discounts and taxes along', () => {
  const wanted = [{ lineId: 'a', quantity: 1000 }]
  const refund = refundLines({ original: sale, alreadyRefunded: {}, wanted })
  expect(refund.lines.map((one) => [one.id, one.quantity, one.unitPrice])).toEqual([
    ['a', -1000, 100_00],
    ['a/difference', 1000, 20_00],
  ])
  expect(refund.lines[0]?.discounts).toEqual([
    { ruleId: 'typed:1', reason: 'friend', amount: -8_00 },
  ])
  expect(refund.listTotal).toBe(-100_00)
  expect(refund.listTotal - refund.discountTotal).toBe(refund.total)
  expect(refund.taxes.map((tax) => tax.vatGroupId)).toEqual([1])
})

test('three pieces sold for 100.00 come back as 33.33, 33.34 and 33.33', () => {
  const original = priceIn([product(40_00)], basketOf([line(3)], { discounts: [fixed(20_00)] }))
  const wanted = [{ lineId: 'a', quantity: 1000 }]
  const totals = [0, 1000, 2000].map(
    (before) => refundLines({ original, alreadyRefunded: { a: before }, wanted }).total,
  )
  expect(totals).toEqual([-33_33, -33_34, -33_33])
})

test('prices without VAT: the net is refunded by its share, and tax on the running total', () => {
  const rules = { ...shopRules, pricesIncludeVat: false }
  const original = priceIn([product(33_33)], basketOf([line(3)]), { rules })
  const part = refundLines({
    original,
    alreadyRefunded: {},
    wanted: [{ lineId: 'a', quantity: 1000 }],
  })
  expect(part).toMatchObject({ listTotal: -33_33, discountTotal: 0, net: -33_33, vat: -3_33 })
  expect(part.total).toBe(-36_66)
})

test('a refund without lines takes all that is left', () => {
  const refund = refundLines({ original: sale, alreadyRefunded: { a: 2000, b: 548 } })
  expect(refund.lines.map((one) => [one.id, one.quantity])).toEqual([
    ['a', -1000],
    ['a/difference', 1000],
  ])
})

test('nothing left is a conflict', () => {
  const alreadyRefunded = { a: 3000, b: 548 }
  expect(() => refundLines({ original: sale, alreadyRefunded })).toThrow(
    'everything on this receipt has been given back already',
  )
})

test('more than is left is refused with the line and the quantity left', () => {
  const wanted = [
    { lineId: 'a', quantity: 500 },
    { lineId: 'a', quantity: 501 },
  ]
  expect(() => refundLines({ original: sale, alreadyRefunded: { a: 2000 }, wanted })).toThrow(
    expect.objectContaining({
      code: 'conflict',
      message: 'line a has 1000 thousandths left to refund, not 1001',
      extra: { lineId: 'a', quantityLeft: 1000 },
      fields: [expect.objectContaining({ field: 'lines.1.quantity', value: '1001' })],
    }),
  )
})

test('a quantity of nothing is refused', () => {
  const wanted = [{ lineId: 'a', quantity: 0 }]
  expect(() => refundLines({ original: sale, alreadyRefunded: {}, wanted })).toThrow('not 0')
})

test('a line that the receipt lacks, and a difference line by itself, are refused', () => {
  const refund = (lineId: string) =>
    refundLines({ original: sale, alreadyRefunded: {}, wanted: [{ lineId, quantity: 1 }] })
  expect(() => refund('z')).toThrow('the receipt has no line z')
  expect(() => refund('a/difference')).toThrow(
    'line a/difference is the price difference of line a; refund that one',
  )
})
