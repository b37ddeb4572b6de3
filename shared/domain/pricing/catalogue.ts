import type { VatGroup } from '../../contracts/basket.ts'
import type { StoreProfile } from '../../contracts/sync.ts'

/** A price other than the list price; null = any. Fields as in the feed's `price` rows. */
export interface PriceRule {
  readonly id: number
  readonly storeId: number | null
  readonly customerId: number | null
  /** Thousandths of one basket line; 0 = from any quantity. */
  readonly minQuantity: number
  readonly price: number
  /** Holds from `startsAt` until just before `endsAt`. */
  readonly startsAt: number | null
  readonly endsAt: number | null
}

/** What the engine must know of a product; `name` as it shall stand on the receipt. */
export interface CatalogueProduct {
  readonly id: number
  readonly name: string
  readonly vatGroupId: number
  /** Its category, that one's parent and so on; needed where rules name categories. */
  readonly categoryIds?: readonly number[]
  /** Selling it loads a gift card: no points are earned for it, and none pay for it. */
  readonly isGift?: boolean
  readonly listPrice: number
  readonly prices: readonly PriceRule[]
}

/** At least the products of the basket, by id. */
export type Catalogue = ReadonlyMap<number, CatalogueProduct>

/** What the company and the store have settled. Promotions and coupons will stand here too. */
export interface PricingRules {
  readonly storeId: number
  readonly pricesIncludeVat: boolean
  readonly surchargeAllowed: boolean
  readonly vatGroups: readonly VatGroup[]
}

/** A product's name as it stands on the receipt, with the words of its variant. */
export function productName(name: string, variant: string): string {
  return variant === '' ? name : `${name} ${variant}`
}

export function pricingRules(profile: StoreProfile): PricingRules {
  return {
    storeId: profile.store.id,
    pricesIncludeVat: profile.company.pricesIncludeVat,
    surchargeAllowed: profile.company.surchargeAllowed,
    vatGroups: profile.vatGroups,
  }
}
