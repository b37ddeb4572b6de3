import type { Basket } from '#shared/contracts/basket.ts'
import { Promotion } from '#shared/contracts/promotion.ts'
import type { CatalogueProduct } from '#shared/domain/pricing/catalogue.ts'
import { NOON, product } from '../shared/shop.ts'

const PRODUCTS = 2_000
const CATEGORIES = 50
const PARENTS = 5

/** A shop's products, each in a category that lies in another one. */
export function manyProducts(): Map<number, CatalogueProduct> {
  return new Map(
    Array.from({ length: PRODUCTS }, (_, i) => {
      const category = 1 + (i % CATEGORIES)
      const categoryIds = [category, 100 + (category % PARENTS)]
      const vatGroupId = 1 + (i % 3)
      return [i + 1, product(5_00 + ((i * 37) % 95_00), { id: i + 1, vatGroupId, categoryIds })]
    }),
  )
}

/** As different as a basket gets: no two lines of one product. */
export function longBasket(lines: number): Basket {
  return {
    lines: Array.from({ length: lines }, (_, i) => ({
      id: `line-${i}`,
      productId: 1 + ((i * 19) % PRODUCTS),
      quantity: 1000 * (1 + (i % 4)),
      discounts: [],
    })),
    discounts: [],
  }
}

/** All of them hold now and in this store, and the basket has goods for nearly each. */
export function liveRules(basket: Basket): Promotion[] {
  const productIds = basket.lines.map((line) => line.productId)
  const some = (i: number, count: number) =>
    Array.from({ length: count }, (_, k) => productIds[(i * 7 + k * 3) % productIds.length] ?? 1)
  const rule = (i: number, more: object) => ({
    id: i + 1,
    code: `P${i + 1}`,
    name: `Promotion ${i + 1}`,
    trigger: 'automatic',
    priority: i % 3,
    ...more,
  })
  const now = { startsAt: NOON - 1000, endsAt: NOON + 1_000_000 }
  return Array.from({ length: 200 }, (_, i) => {
    const category = { ...now, categories: [1 + (i % CATEGORIES)] }
    switch (i % 10) {
      case 0:
      case 1:
      case 2:
        return rule(i, {
          conditions: category,
          reward: { kind: 'percent', rate: 300 + i, on: 'lines' },
        })
      case 3:
      case 4:
        return rule(i, {
          conditions: { ...now, products: some(i, 5) },
          reward: { kind: 'fixed', amount: 20 + i, on: 'piece' },
        })
      case 5:
        return rule(i, {
          conditions: { ...now, categories: [100 + (i % PARENTS)] },
          exclusivity: { kind: 'best-of-group', group: `g${i % 4}` },
          reward: { kind: 'percent', rate: 500 + i, on: 'lines' },
        })
      case 6:
        return rule(i, {
          conditions: { ...category, minimumQuantity: 2000 },
          limits: { maxAmount: 20_00 },
          reward: { kind: 'cheapest', of: 3, pieces: 1 },
        })
      case 7:
        return rule(i, {
          conditions: now,
          reward: {
            kind: 'bundle',
            sets: [
              { products: some(i, 2), pieces: 1 },
              { products: some(i + 1, 2), pieces: 1 },
            ],
            price: 40_00,
          },
        })
      case 8:
        return rule(i, {
          conditions: { ...now, products: some(i, 3), hours: [{ from: 0, until: 1440 }] },
          exclusivity: { kind: i % 20 === 8 ? 'alone-on-lines' : 'stack' },
          reward: { kind: 'fixed', amount: 50 + i, on: 'lines' },
        })
      default:
        return rule(i, {
          conditions: { ...now, minimumAmount: { amount: 100_00 + i, vat: 'included' } },
          exclusivity: { kind: 'best-of-group', group: 'spent' },
          reward: { kind: 'fixed', amount: 1_00 + i, on: 'order' },
        })
    }
  }).map((one) => Promotion.parse(one))
}
