import type { Basket, PricedBasket } from '#shared/contracts/basket.ts'
import { Failure } from '#shared/domain/failure.ts'
import { type CatalogueProduct, pricingRules } from '#shared/domain/pricing/catalogue.ts'
import { priceBasket } from '#shared/domain/pricing/price-basket.ts'
import type { Shop } from '../shop.ts'
import type { TillSession } from '../tills/session.ts'

export interface Priced {
  readonly catalogueVersion: string
  readonly priced: PricedBasket
}

/** The basket at the prices of this moment, all read from one state of the replica. */
export function priceNow(shop: Shop, basket: Basket, till: TillSession): Priced {
  const { replica } = shop
  const rights = till.cashier?.rights ?? []
  return replica.snapshot(() => {
    checkPeople(shop, basket)
    const profile = shop.profile()
    const priced = priceBasket({
      basket,
      catalogue: catalogueOf(shop, basket),
      rules: pricingRules({ ...profile, vatGroups: [...replica.vatGroups()] }),
      at: shop.clock(),
      maySetPrices: rights.includes('price.type'),
      mayGiveDiscounts: rights.includes('discount.give'),
    })
    return { catalogueVersion: replica.catalogueVersion(), priced }
  })
}

function catalogueOf(shop: Shop, basket: Basket): ReadonlyMap<number, CatalogueProduct> {
  const { replica } = shop
  const ids = new Set(basket.lines.map((line) => line.productId))
  const pricesById = new Map<number, ReturnType<typeof replica.pricesOf>[number][]>()
  for (const price of replica.pricesOf([...ids])) {
    const prices = pricesById.get(price.productId) ?? []
    prices.push(price)
    pricesById.set(price.productId, prices)
  }
  const catalogue = new Map<number, CatalogueProduct>()
  for (const id of ids) {
    const product = replica.product(id)
    if (product === undefined || !product.active) continue
    const { name, variant, vatGroupId, listPrice } = product
    catalogue.set(id, {
      id,
      name: variant === '' ? name : `${name} ${variant}`,
      vatGroupId,
      listPrice,
      prices: pricesById.get(id) ?? [],
    })
  }
  return catalogue
}

function checkPeople({ replica }: Shop, { memberId, customerId }: Basket): void {
  if (memberId !== undefined) {
    const member = replica.member(memberId)
    if (member === undefined) throw unknown('memberId', memberId, 'member')
    if (member.blocked)
      throw new Failure(
        'conflict',
        `member ${memberId} (${member.name}) is blocked: sell without the card`,
      )
  }
  if (customerId !== undefined && replica.customer(customerId) === undefined)
    throw unknown('customerId', customerId, 'customer')
}

function unknown(field: string, id: number, what: string): Failure {
  const message = `${what} ${id} is not known in this store`
  return new Failure('invalid', message, { fields: [{ field, value: String(id), message }] })
}
