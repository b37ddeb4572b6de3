import type { z } from 'zod'
import type { Basket, BasketLine, Discount, VatGroup } from '#shared/contracts/basket.ts'
import type { OfferedCoupon } from '#shared/contracts/coupon.ts'
import { Promotion, type Reward } from '#shared/contracts/promotion.ts'
import type { CatalogueProduct, PriceRule, PricingRules } from '#shared/domain/pricing/catalogue.ts'
import { compileRules } from '#shared/domain/pricing/compile-rules.ts'
import { type PriceBasketInput, priceBasket } from '#shared/domain/pricing/price-basket.ts'

export const vat10: VatGroup = {
  id: 1,
  code: 'A',
  name: 'VAT 10 %',
  taxType: 'VAT_ABLE',
  vatRate: 1000,
  cityTaxRate: 0,
}
export const vat10City2: VatGroup = { ...vat10, id: 2, code: 'B', cityTaxRate: 200 }
export const vatFree: VatGroup = { ...vat10, id: 3, code: 'C', taxType: 'VAT_FREE', vatRate: 0 }
export const vat21: VatGroup = { ...vat10, id: 4, code: 'D', vatRate: 2100 }

export const STORE = 7
export const NOON = 1_800_000_000_000

export const shopRules: PricingRules = {
  storeId: STORE,
  pricesIncludeVat: true,
  surchargeAllowed: true,
  vatGroups: [vat10, vat10City2, vatFree, vat21],
}

export function product(listPrice: number, over: Partial<CatalogueProduct> = {}): CatalogueProduct {
  return { id: 1, name: 'X', vatGroupId: vat10.id, listPrice, prices: [], ...over }
}

export function rule(price: number, over: Partial<PriceRule> = {}): PriceRule {
  return {
    id: 1,
    storeId: null,
    customerId: null,
    minQuantity: 0,
    price,
    startsAt: null,
    endsAt: null,
    ...over,
  }
}

export function line(pieces: number, over: Partial<BasketLine> = {}): BasketLine {
  return { id: 'a', productId: 1, quantity: Math.round(pieces * 1000), discounts: [], ...over }
}

export function percent(rate: number, reason = ''): Discount {
  return { kind: 'percent', rate: rate * 100, reason }
}

export function fixed(amount: number, reason = ''): Discount {
  return { kind: 'fixed', amount, reason }
}

export function basketOf(lines: BasketLine[], over: Partial<Basket> = {}): Basket {
  return { lines, discounts: [], ...over }
}

export function priceIn(
  products: readonly CatalogueProduct[],
  basket: Basket,
  over: Partial<PriceBasketInput> & { rules?: PricingRules } = {},
) {
  return priceBasket({
    basket,
    catalogue: new Map(products.map((one) => [one.id, one])),
    rules: shopRules,
    at: NOON,
    maySetPrices: true,
    mayGiveDiscounts: true,
    ...over,
  })
}

/** Automatic, for everything, beside all others. */
export function promotion(
  reward: z.input<typeof Reward>,
  over: Partial<z.input<typeof Promotion>> = {},
): Promotion {
  return Promotion.parse({ id: 1, code: 'P', name: '', trigger: 'automatic', ...over, reward })
}

export function rulesOf(...promotions: Promotion[]) {
  return compileRules(promotions, { timeZone: 'Asia/Ulaanbaatar', currency: 'MNT' })
}

/** Issued, without an end. */
export function offered(
  id: string,
  promotionId: number | null,
  over: Partial<OfferedCoupon> = {},
): OfferedCoupon {
  return {
    id,
    promotionId,
    state: 'issued',
    heldForThis: false,
    before: null,
    storeId: null,
    endsAt: null,
    memberId: null,
    faceValue: null,
    currency: null,
    ...over,
  }
}

/** What a gift coupon's line stands for; it bears no tax. */
export const GIFT_PRODUCT = 900
export const giftProduct = product(0, {
  id: GIFT_PRODUCT,
  name: 'Gift card',
  vatGroupId: vatFree.id,
})
