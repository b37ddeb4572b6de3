import type { Basket, PricedBasket } from '#shared/contracts/basket.ts'
import { Failure } from '#shared/domain/failure.ts'
import { pricingRules } from '#shared/domain/pricing/catalogue.ts'
import { priceBasket } from '#shared/domain/pricing/price-basket.ts'
import type { Shop } from '../shop.ts'
import type { TillSession } from '../tills/session.ts'
import type { Value } from '../value/value.ts'
import type { Catalogue } from './catalogue-cache.ts'
import { pointsOfMember } from './member-points.ts'

export interface Priced {
  readonly catalogueVersion: string
  readonly priced: PricedBasket
}

export interface PriceDeps {
  readonly shop: Shop
  readonly value: Pick<Value, 'accountsOf' | 'reservedFor'>
}

/**
 * The basket at the prices of this moment, all read from one state of the replica. What is reserved
 * for the receipt that it will be, it may spend.
 */
export function priceNow(
  deps: PriceDeps,
  basket: Basket,
  till: TillSession,
  receiptId = basket.receiptId,
): Priced {
  const { shop } = deps
  const rights = till.cashier?.rights ?? []
  const productIds = new Set(basket.lines.map((line) => line.productId))
  const price = (catalogue: Catalogue): Priced => {
    const priced = priceBasket({
      basket,
      catalogue: catalogue.of(productIds),
      rules: pricingRules({ ...shop.profile(), vatGroups: [...catalogue.vatGroups] }),
      at: shop.clock(),
      maySetPrices: rights.includes('price.type'),
      mayGiveDiscounts: rights.includes('discount.give'),
      ...pointsOfMember(deps, basket.memberId, receiptId),
    })
    return { catalogueVersion: catalogue.version, priced }
  }
  if (basket.memberId === undefined && basket.customerId === undefined) {
    const catalogue = shop.catalogue()
    if (catalogue.knows(productIds)) return price(catalogue)
  }
  return shop.replica.snapshot(() => {
    checkPeople(shop, basket)
    return price(shop.catalogue())
  })
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
