import fc from 'fast-check'
import type { Conditions } from '#shared/contracts/conditions.ts'
import type { OfferedCoupon } from '#shared/contracts/coupon.ts'
import type { Exclusivity, Promotion, Reward } from '#shared/contracts/promotion.ts'
import type { CatalogueProduct } from '#shared/domain/pricing/catalogue.ts'
import { compileRules } from '#shared/domain/pricing/compile-rules.ts'
import { couponStates } from '#shared/value/coupon.ts'
import { GIFT_PRODUCT, giftProduct, NOON, offered, promotion, STORE } from './shop.ts'

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const some = <T>(...values: T[]) => fc.subarray(values, { minLength: 1 })
const productId = fc.integer({ min: 1, max: 5 })
const pieces = fc.integer({ min: 1, max: 3 })
const amount = fc.oneof(
  fc.integer({ min: 1, max: 50 }),
  fc.integer({ min: 1, max: 100_00 }),
  fc.integer({ min: 1, max: 60_000_000_00 }),
)
const rate = fc.integer({ min: 1, max: 10_000 })

const lineReward: fc.Arbitrary<Reward> = fc.oneof(
  fc.record({
    kind: fc.constant('percent' as const),
    rate,
    on: fc.constantFrom('lines' as const, 'order' as const),
  }),
  fc.record({
    kind: fc.constant('fixed' as const),
    amount,
    on: fc.constantFrom('piece' as const, 'lines' as const, 'order' as const),
  }),
  fc.record({
    kind: fc.constant('cheapest' as const),
    of: fc.option(pieces),
    pieces,
    rate: fc.constantFrom(10_000, 5000),
  }),
  fc.record({
    kind: fc.constant('bundle' as const),
    sets: fc.array(fc.record({ products: some(1, 2, 3, 4, 5), pieces }), {
      minLength: 1,
      maxLength: 3,
    }),
    price: amount,
  }),
  fc.record({ kind: fc.constant('free-product' as const), productId, pieces }),
)
const couponReward: fc.Arbitrary<Reward> = fc.oneof(
  { arbitrary: lineReward, weight: 4 },
  {
    arbitrary: fc.constant<Reward>({ kind: 'gift-line', giftLineProductId: GIFT_PRODUCT }),
    weight: 1,
  },
)

const conditions: fc.Arbitrary<Conditions> = fc
  .record({
    products: maybe(some(1, 2, 3, 4, 5)),
    categories: maybe(some(10, 11, 12)),
    excludedProducts: maybe(fc.constant([2])),
    stores: maybe(some(STORE, STORE + 1)),
    startsAt: maybe(fc.constantFrom(NOON, NOON + 1)),
    minimumAmount: maybe(
      fc.record({
        amount: fc.integer({ min: 1, max: 300_00 }),
        vat: fc.constantFrom('included' as const, 'excluded' as const),
      }),
    ),
    minimumQuantity: maybe(fc.constantFrom(500, 2000)),
  })
  .chain((all) => fc.subarray(Object.entries(all), { maxLength: 2 }))
  .map((entries): Conditions => Object.fromEntries(entries))

const exclusivity: fc.Arbitrary<Exclusivity> = fc.oneof(
  { arbitrary: fc.constant<Exclusivity>({ kind: 'stack' }), weight: 5 },
  {
    arbitrary: fc.record({
      kind: fc.constant('best-of-group' as const),
      group: fc.constantFrom('g', 'h'),
    }),
    weight: 2,
  },
  { arbitrary: fc.constant<Exclusivity>({ kind: 'alone-on-lines' }), weight: 1 },
  { arbitrary: fc.constant<Exclusivity>({ kind: 'alone-on-order' }), weight: 1 },
)

const promotionOf = (trigger: Promotion['trigger'], reward: fc.Arbitrary<Reward>) =>
  fc
    .record({
      priority: fc.integer({ min: 0, max: 2 }),
      exclusivity,
      conditions,
      limits: fc.record({
        maxAmount: maybe(amount),
        timesPerOrder: maybe(fc.integer({ min: 1, max: 2 })),
        couponsPerOrder: maybe(fc.integer({ min: 1, max: 2 })),
      }),
      reward,
    })
    .map((over) => ({ trigger, over }))

const coupon = fc.record({
  of: fc.nat(4),
  state: fc.oneof(
    { arbitrary: fc.constantFrom('sold' as const, 'issued' as const), weight: 8 },
    { arbitrary: fc.constantFrom(...couponStates), weight: 1 },
  ),
  faceValue: amount,
  lines: fc.nat(9),
})

export interface Rules {
  readonly promotions: ReturnType<typeof compileRules>
  readonly coupons: OfferedCoupon[]
}

/** Any promotions over five products, and any coupons of them, also of ones that nobody knows. */
export const rulesAndCoupons: fc.Arbitrary<Rules> = fc
  .record({
    automatic: fc.array(promotionOf('automatic', lineReward), { maxLength: 5 }),
    byCoupon: fc.array(promotionOf('coupon', couponReward), { maxLength: 4 }),
    coupons: fc.array(coupon, { maxLength: 5 }),
  })
  .map(({ automatic, byCoupon, coupons }) => {
    const all = [...automatic, ...byCoupon].map(({ trigger, over }, i) =>
      promotion(over.reward, { ...over, id: i + 1, trigger }),
    )
    return {
      promotions: compileRules(all, { timeZone: 'Asia/Ulaanbaatar', currency: 'MNT' }),
      coupons: coupons.map(({ of, state, faceValue }, i) =>
        offered(`c${i}`, automatic.length + of + 1, { state, faceValue }),
      ),
    }
  })

/** With categories, and the product of gift lines beside them. */
export function stocked(products: readonly CatalogueProduct[]): CatalogueProduct[] {
  const inCategory = products.map((one) => ({ ...one, categoryIds: [10 + (one.id % 3), 13] }))
  return [...inCategory, giftProduct]
}
