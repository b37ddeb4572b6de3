import { expect, test } from 'vitest'
import { basketOf, line, percent, priceIn, product, rule, shopRules, vat10 } from '../shop.ts'

const amounts = (priced: ReturnType<typeof priceIn>) => {
  const { net, vat, cityTax, total } = priced
  return { net, vat, cityTax, total }
}
const exclusive = { rules: { ...shopRules, pricesIncludeVat: false } }

test('48,000.00 with VAT holds 4,363.64 of VAT; 14,900.00 holds 1,354.55', () => {
  const vatOf = (price: number) => priceIn([product(price)], basketOf([line(1)])).vat
  expect(vatOf(48_000_00)).toBe(4_363_64)
  expect(vatOf(14_900_00)).toBe(1_354_55)
})

test('net 5,000.00 with 2 % city tax: VAT 500.00, city tax 100.00, to pay 5,600.00', () => {
  const priced = priceIn([product(5_000_00, { vatGroupId: 2 })], basketOf([line(1)]), exclusive)
  expect(amounts(priced)).toEqual({ net: 5_000_00, vat: 500_00, cityTax: 100_00, total: 5_600_00 })
})

test('1,120.00 with both taxes inside holds VAT 100.00 and city tax 20.00', () => {
  const priced = priceIn([product(1_120_00, { vatGroupId: 2 })], basketOf([line(1)]))
  expect(amounts(priced)).toEqual({ net: 1_000_00, vat: 100_00, cityTax: 20_00, total: 1_120_00 })
})

test('tax is rounded once per VAT group and the lines add up to it', () => {
  const lines = ['a', 'b', 'c'].map((id) => line(1, { id }))
  const priced = priceIn([product(1_00)], basketOf(lines))
  // 9.09 each would make 27; the group's tax is 27.27, so 27; three of 0.95 hold 26 by the group.
  expect(priced.vat).toBe(27)
  const cheap = priceIn([product(95)], basketOf(lines))
  expect(cheap.vat).toBe(26)
  expect(cheap.lines.map((one) => one.vat)).toEqual([9, 9, 8])
  expect(cheap.lines.map((one) => one.net + one.vat)).toEqual([95, 95, 95])
})

test('several VAT groups stand apart and add up to the total', () => {
  const products = [1, 2, 3, 4].map((id) => product(100_00, { id, vatGroupId: 5 - id }))
  const lines = products.map(({ id }) => line(1, { id: `l${id}`, productId: id }))
  const priced = priceIn(products, basketOf(lines, { discounts: [percent(10)] }))
  expect(priced.taxes.map((tax) => [tax.code, tax.gross, tax.vat, tax.cityTax])).toEqual([
    ['A', 90_00, 8_18, 0],
    ['B', 90_00, 8_04, 1_61],
    ['C', 90_00, 0, 0],
    ['D', 90_00, 15_62, 0],
  ])
  expect(priced.total).toBe(360_00)
})

test('without VAT in the prices, discounts are taken off the net', () => {
  const products = [product(100_00, { prices: [rule(80_00)] })]
  const basket = basketOf([line(1, { discounts: [percent(10)] })])
  const priced = priceIn(products, basket, exclusive)
  expect(priced).toMatchObject({ listTotal: 100_00, discountTotal: 28_00, net: 72_00, vat: 7_20 })
  expect(priced.total).toBe(79_20)
})

test('the difference line bears its negative share of the tax, within one unit of exact', () => {
  const products = [product(100_00, { prices: [rule(4)] })]
  const priced = priceIn(products, basketOf([line(1)]))
  expect(priced.lines.map((one) => one.vat)).toEqual([9_09, -9_09])
  expect(priced.total).toBe(4)
})

test('goods free of VAT bear none, even if a rate was left beside them', () => {
  for (const taxType of ['VAT_FREE', 'VAT_ZERO', 'NO_VAT'] as const) {
    const rules = { ...shopRules, vatGroups: [{ ...vat10, taxType }] }
    const priced = priceIn([product(11_00)], basketOf([line(1)]), { rules })
    expect(priced).toMatchObject({ vat: 0, net: 11_00 })
    expect(priced.taxes[0]?.vatRate).toBe(0)
  }
})
