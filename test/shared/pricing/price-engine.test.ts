import { expect, test } from 'vitest'
import type { StoreProfile } from '#shared/contracts/sync.ts'
import { pricingRules } from '#shared/domain/pricing/catalogue.ts'
import { basketOf, line, NOON, priceIn, product, rule, STORE, shopRules, vat10 } from '../shop.ts'

const shown = (priced: ReturnType<typeof priceIn>) =>
  priced.lines.map(({ kind, quantity, unitPrice, gross }) => ({ kind, quantity, unitPrice, gross }))

test('list 100.00 against engine price 80.00, 3 pieces: 3 × 100.00 and −3 × 20.00 make 240.00', () => {
  const priced = priceIn(
    [product(100_00, { prices: [rule(80_00, { id: 9 })] })],
    basketOf([line(3)]),
  )
  expect(shown(priced)).toEqual([
    { kind: 'product', quantity: 3000, unitPrice: 100_00, gross: 300_00 },
    { kind: 'difference', quantity: -3000, unitPrice: 20_00, gross: -60_00 },
  ])
  expect(priced).toMatchObject({ listTotal: 300_00, discountTotal: 60_00, total: 240_00 })
  expect(priced.lines[1]).toMatchObject({
    id: 'a/difference',
    ofLine: 'a',
    name: 'X',
    vatGroupId: 1,
    priceRuleId: 9,
  })
})

const tier = product(10_00, { prices: [rule(8_00, { minQuantity: 10_000 })] })

test('tier 8.00 from 10 pieces: 9 pieces get no discount', () => {
  const priced = priceIn([tier], basketOf([line(9)]))
  expect(priced.lines).toHaveLength(1)
  expect(priced.total).toBe(90_00)
})

test('tier 8.00 from 10 pieces: 10 pieces get a line of −10 × 2.00', () => {
  const priced = priceIn([tier], basketOf([line(10)]))
  expect(shown(priced)[1]).toEqual({
    kind: 'difference',
    quantity: -10_000,
    unitPrice: 2_00,
    gross: -20_00,
  })
  expect(priced.total).toBe(80_00)
})

test('two lines of 5 pieces do not add up to the tier from 10', () => {
  const lines = [line(5, { id: 'a' }), line(5, { id: 'b' })]
  expect(priceIn([tier], basketOf(lines)).total).toBe(100_00)
})

test('a customer price of 80.00 is for that customer only', () => {
  const products = [product(100_00, { prices: [rule(80_00, { customerId: 5 })] })]
  expect(priceIn(products, basketOf([line(1)], { customerId: 5 })).total).toBe(80_00)
  expect(priceIn(products, basketOf([line(1)], { customerId: 6 })).total).toBe(100_00)
  expect(priceIn(products, basketOf([line(1)])).total).toBe(100_00)
})

test('a promotion price of 90.00 from 10 pieces holds from its start until just before its end', () => {
  const prices = [rule(90_00, { minQuantity: 10_000, startsAt: NOON, endsAt: NOON + 1000 })]
  const at = (moment: number) =>
    priceIn([product(100_00, { prices })], basketOf([line(10)]), { at: moment }).total
  expect([at(NOON - 1), at(NOON), at(NOON + 999), at(NOON + 1000)]).toEqual([
    1000_00, 900_00, 900_00, 1000_00,
  ])
})

test('the VIP customer gets 70.00 from 20 pieces, and the lowest of all that applies before', () => {
  const prices = [
    rule(90_00, { id: 1, minQuantity: 10_000 }),
    rule(80_00, { id: 2, customerId: 5 }),
    rule(70_00, { id: 3, customerId: 5, minQuantity: 20_000 }),
  ]
  const unit = (pieces: number, customerId?: number) =>
    priceIn(
      [product(100_00, { prices })],
      basketOf([line(pieces)], customerId === undefined ? {} : { customerId }),
    ).total / pieces
  expect(unit(20, 5)).toBe(70_00)
  expect(unit(19, 5)).toBe(80_00)
  expect(unit(20)).toBe(90_00)
  expect(unit(9)).toBe(100_00)
})

test('a rule that names only this store is its list price: the line stands at it, lower or higher', () => {
  for (const price of [95_00, 105_00]) {
    const prices = [rule(price, { storeId: STORE })]
    const priced = priceIn([product(100_00, { prices })], basketOf([line(2)]))
    expect(shown(priced)).toEqual([
      { kind: 'product', quantity: 2000, unitPrice: price, gross: 2 * price },
    ])
    expect(priced.lines[0]?.priceRuleId).toBeNull()
  }
})

test("another store's price does not count here", () => {
  const prices = [
    rule(50_00, { storeId: STORE + 1 }),
    rule(40_00, { storeId: STORE + 1, minQuantity: 1 }),
  ]
  expect(priceIn([product(100_00, { prices })], basketOf([line(1)])).total).toBe(100_00)
})

test("a company tier above the store's own list price makes no surcharge", () => {
  const prices = [
    rule(95_00, { id: 1, storeId: STORE }),
    rule(97_00, { id: 2, minQuantity: 10_000 }),
  ]
  const priced = priceIn([product(100_00, { prices })], basketOf([line(10)]))
  expect(priced.lines).toHaveLength(1)
  expect(priced.total).toBe(950_00)
})

test('of two rules with the same price the older one is named', () => {
  const prices = [rule(80_00, { id: 8 }), rule(80_00, { id: 3 }), rule(80_00, { id: 5 })]
  const priced = priceIn([product(100_00, { prices })], basketOf([line(1)]))
  expect(priced.lines[1]?.priceRuleId).toBe(3)
})

const dearer = product(100_00, { prices: [rule(120_00, { customerId: 5 })] })

test('a higher engine price adds a surcharge line', () => {
  const priced = priceIn([dearer], basketOf([line(2)], { customerId: 5 }))
  expect(shown(priced)[1]).toEqual({
    kind: 'difference',
    quantity: 2000,
    unitPrice: 20_00,
    gross: 40_00,
  })
  expect(priced).toMatchObject({ listTotal: 200_00, discountTotal: -40_00, total: 240_00 })
})

test('a company may forbid the surcharge; the list price stands', () => {
  const rules = { ...shopRules, surchargeAllowed: false }
  const priced = priceIn([dearer], basketOf([line(2)], { customerId: 5 }), { rules })
  expect(priced.lines).toHaveLength(1)
  expect(priced.total).toBe(200_00)
})

test('a typed price switches the engine off for its line only', () => {
  const lines = [line(10, { id: 'a', typedPrice: 9_50 }), line(10, { id: 'b' })]
  const priced = priceIn([tier], basketOf(lines))
  expect(priced.lines.map((one) => [one.id, one.gross])).toEqual([
    ['a', 95_00],
    ['b', 100_00],
    ['b/difference', -20_00],
  ])
})

test('a typed price without the right is refused and names the line', () => {
  const basket = basketOf([line(1), line(1, { id: 'b', typedPrice: 0 })])
  expect(() => priceIn([tier], basket, { maySetPrices: false })).toThrow(
    expect.objectContaining({
      code: 'forbidden',
      fields: [expect.objectContaining({ field: 'lines.1.typedPrice', value: '0' })],
    }),
  )
})

test('weighed goods: 0.548 kg at 66.00 cost 36.17', () => {
  expect(priceIn([product(66_00)], basketOf([line(0.548)])).total).toBe(36_17)
})

test('the pair of lines costs engine price × quantity to the last unit, also when weighed', () => {
  const products = [product(66_05, { prices: [rule(59_99, { minQuantity: 500 })] })]
  const priced = priceIn(products, basketOf([line(0.548)]))
  expect(priced.lines.map((one) => one.gross)).toEqual([36_20, 32_87 - 36_20])
})

test('a product that is not in the catalogue is named with its line', () => {
  const basket = basketOf([line(1, { productId: 77 })])
  expect(() => priceIn([tier], basket)).toThrow(
    expect.objectContaining({
      code: 'invalid',
      message: 'product 77 of line a is not in the catalogue',
      fields: [expect.objectContaining({ field: 'lines.0.productId', value: '77' })],
    }),
  )
})

test('a product whose VAT group the store lacks is refused', () => {
  expect(() => priceIn([product(1_00, { vatGroupId: 99 })], basketOf([line(1)]))).toThrow(
    'product 1 has VAT group 99, which the store lacks',
  )
})

test('two lines with one id are refused, and an id kept for difference lines', () => {
  expect(() => priceIn([tier], basketOf([line(1), line(1)]))).toThrow('line id a is used twice')
  expect(() => priceIn([tier], basketOf([line(1, { id: 'b/difference' })]))).toThrow(
    'line id b/difference is used twice or ends in /difference; give it another',
  )
})

test('a line beyond ten billion units is refused before sums stop being exact', () => {
  const basket = basketOf([line(1_000_000, { typedPrice: 1_000_001 })])
  expect(() => priceIn([tier], basket)).toThrow('costs more than')
  expect(priceIn([tier], basketOf([line(1_000_000, { typedPrice: 1_000_000 })])).total).toBe(
    1_000_000_000_000,
  )
})

test('what the company and the store have settled comes from the store profile', () => {
  const profile: StoreProfile = {
    group: 'books',
    company: {
      id: 1,
      code: 'INT',
      name: 'Internom',
      taxNumber: '1234567',
      currency: 'MNT',
      language: 'mn',
      pricesIncludeVat: true,
      surchargeAllowed: false,
      cashRounding: 100,
      shownDecimals: 0,
    },
    store: {
      id: 7,
      code: 'UB1',
      name: 'Сэлбэ',
      address: '',
      phone: '',
      timeZone: 'Asia/Ulaanbaatar',
      receiptFooter: '',
    },
    vatGroups: [vat10],
  }
  expect(pricingRules(profile)).toEqual({
    storeId: 7,
    pricesIncludeVat: true,
    surchargeAllowed: false,
    vatGroups: [vat10],
  })
})
