import type { Basket, PricedBasket } from '#shared/contracts/basket.ts'
import type { PointsOffer } from '#shared/contracts/points.ts'
import { Failure } from '#shared/domain/failure.ts'
import { pricingRules } from '#shared/domain/pricing/catalogue.ts'
import { priceBasket } from '#shared/domain/pricing/price-basket.ts'
import type { Shop } from '../shop.ts'
import type { TillSession } from '../tills/session.ts'
import type { Value } from '../value/value.ts'
import { checkLoads } from '../vouchers/loads-of-sale.ts'
import { offeredCoupons } from '../vouchers/offered-coupons.ts'
import { createVouchers } from '../vouchers/vouchers.ts'
import type { Catalogue } from './catalogue-cache.ts'
import { labelledLines } from './labelled-lines.ts'
import { memberFacts } from './member-facts.ts'
import { pointsOfMember } from './member-points.ts'
import { offersOf } from './points-offers.ts'
import { sendingPartner } from './sending-partner.ts'

export interface Priced {
  readonly catalogueVersion: string
  readonly priced: PricedBasket
  readonly pointsOffers?: PointsOffer[] | undefined
}

export interface PriceDeps {
  readonly shop: Shop
  readonly value: Pick<Value, 'accountsOf' | 'reservedFor' | 'ofVoucher'>
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
  const price = (catalogue: Catalogue, productIds = productsOf(basket, catalogue)): Priced => {
    const { promotions } = catalogue
    const input = {
      basket,
      catalogue: catalogue.of(productIds),
      rules: pricingRules({ ...shop.profile(), vatGroups: [...catalogue.vatGroups] }),
      at: shop.clock(),
      maySetPrices: rights.includes('price.type'),
      mayGiveDiscounts: rights.includes('discount.give'),
      labelled: labelledLines(shop, basket),
      ...(promotions !== null && { promotions }),
      ...(basket.coupons !== undefined && {
        coupons: offeredCoupons(createVouchers(deps), basket, receiptId),
      }),
      ...pointsOfMember(deps, basket.memberId, receiptId),
      ...memberFacts(shop.replica, basket.memberId),
    }
    const priced = priceBasket(input)
    checkLoads(deps, basket, priced, receiptId)
    return { catalogueVersion: catalogue.version, priced, ...offersOf(deps, input) }
  }
  const { memberId, customerId, partnerId, coupons } = basket
  const hasPeople = (memberId ?? customerId ?? partnerId) !== undefined
  if (!hasPeople && coupons === undefined) {
    const catalogue = shop.catalogue()
    const productIds = productsOf(basket, catalogue)
    if (catalogue.knows(productIds)) return price(catalogue, productIds)
  }
  return shop.replica.snapshot(() => {
    checkPeople(shop, basket)
    return price(shop.catalogue())
  })
}

/** Those of the basket, and those that promotions give or post to. */
function productsOf({ lines }: Basket, { promotions }: Catalogue): ReadonlySet<number> {
  const ids = new Set(lines.map((line) => line.productId))
  for (const id of promotions?.productIds ?? []) ids.add(id)
  return ids
}

function checkPeople({ replica }: Shop, { memberId, customerId, partnerId }: Basket): void {
  if (partnerId !== undefined) sendingPartner(replica, partnerId)
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
