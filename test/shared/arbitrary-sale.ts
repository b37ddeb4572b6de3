import fc from 'fast-check'
import type { Basket, Discount } from '#shared/contracts/basket.ts'
import type { CatalogueProduct } from '#shared/domain/pricing/catalogue.ts'
import { NOON, STORE, shopRules } from './shop.ts'

const PRODUCTS = 5
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const price = fc.oneof(
  fc.integer({ min: 0, max: 20 }),
  fc.integer({ min: 0, max: 200_00 }),
  fc.integer({ min: 0, max: 50_000_000_00 }),
)

const discount: fc.Arbitrary<Discount> = fc.oneof(
  fc.record({
    kind: fc.constant('percent' as const),
    rate: fc.integer({ min: 0, max: 10_000 }),
    reason: fc.constantFrom('', 'torn', 'friend'),
  }),
  fc.record({
    kind: fc.constant('fixed' as const),
    amount: price,
    reason: fc.constantFrom('', 'torn', 'friend'),
  }),
)
const discounts = fc.array(discount, { maxLength: 3 })

const priceRule = fc.record({
  id: fc.integer({ min: 1, max: 99 }),
  storeId: maybe(fc.constantFrom(STORE, STORE + 1)),
  customerId: maybe(fc.constantFrom(5, 6)),
  minQuantity: fc.constantFrom(0, 500, 2000),
  price,
  startsAt: maybe(fc.constantFrom(NOON - 1, NOON + 1)),
  endsAt: maybe(fc.constantFrom(NOON, NOON + 1)),
})

const catalogueProducts: fc.Arbitrary<CatalogueProduct[]> = fc
  .array(
    fc.record({
      name: fc.constant('X'),
      vatGroupId: fc.constantFrom(1, 2, 3, 4),
      listPrice: price,
      prices: fc.array(priceRule, { maxLength: 4 }),
    }),
    { minLength: PRODUCTS, maxLength: PRODUCTS },
  )
  .map((products) => products.map((product, i) => ({ ...product, id: i + 1 })))

const basketLine = fc.record(
  {
    id: fc.stringMatching(/^[a-z0-9]{1,3}$/),
    productId: fc.integer({ min: 1, max: PRODUCTS }),
    quantity: fc.oneof(
      fc.constantFrom(1000, 2000, 3000, 10_000),
      fc.integer({ min: 1, max: 20_000 }),
    ),
    typedPrice: price,
    discounts,
  },
  { requiredKeys: ['id', 'productId', 'quantity', 'discounts'] },
)

const basket: fc.Arbitrary<Basket> = fc.record(
  {
    lines: fc.uniqueArray(basketLine, { minLength: 1, maxLength: 8, selector: (line) => line.id }),
    discounts,
    customerId: fc.constant(5),
  },
  { requiredKeys: ['lines', 'discounts'] },
)

/** Any basket over any five products, VAT in the prices or on top, surcharges or none. */
export const sale = fc.record({
  products: catalogueProducts,
  basket,
  rules: fc.record({
    storeId: fc.constant(STORE),
    pricesIncludeVat: fc.boolean(),
    surchargeAllowed: fc.boolean(),
    vatGroups: fc.constant(shopRules.vatGroups),
  }),
})
