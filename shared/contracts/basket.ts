import { z } from 'zod'
import { CouponOutcome } from './coupon.ts'
import { PointsChoice, PointsEarned, PointsOffer, PointsPayment, PointsRefusal } from './points.ts'
import { BasisPoints, EdgeId, Key, Money, Quantity } from './units.ts'
import { VoucherAccount } from './voucher.ts'

/** A discount typed by the cashier; promotions and coupons name their rule instead. */
export const Discount = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('percent'),
      rate: BasisPoints.max(10_000),
      reason: z.string().max(100).default(''),
    }),
    z.object({
      kind: z.literal('fixed'),
      amount: Money.min(0),
      reason: z.string().max(100).default(''),
    }),
  ])
  .meta({ id: 'Discount' })
export type Discount = z.infer<typeof Discount>

export const BasketLine = z
  .object({
    id: z.string().min(1).max(36),
    productId: Key,
    quantity: Quantity.positive().max(1_000_000_000),
    /** Unit price typed by the cashier (needs the right `price.type`); switches the price engine off. */
    typedPrice: Money.min(0).optional(),
    /** The scanned label that says this price: it needs no right while the hub reads the same. */
    label: z.string().max(150).optional(),
    discounts: z.array(Discount).max(10).default([]),
    /** The gift card that is loaded, or the coupon that is sold, by this line of a gift product. */
    loads: VoucherAccount.optional(),
  })
  .meta({ id: 'BasketLine' })
export type BasketLine = z.infer<typeof BasketLine>

export const Basket = z
  .object({
    lines: z.array(BasketLine).min(1).max(500),
    /** Discounts on the whole order, applied in a fixed order (percent before fixed), never in typing order. */
    discounts: z.array(Discount).max(10).default([]),
    memberId: Key.optional(),
    /** Coupons that the customer shows; `lines` = only for these, absent = wherever they may. */
    coupons: z
      .array(
        z.object({
          account: VoucherAccount,
          lines: z.array(z.string().max(36)).min(1).max(500).optional(),
        }),
      )
      .max(20)
      .optional(),
    /** The receipt that it will be: what is reserved for it may be spent. */
    receiptId: EdgeId.optional(),
    /** What the customer pays with points. */
    points: PointsChoice.optional(),
    /** The legal entity that buys, if it asks for an invoice. */
    customerId: Key.optional(),
    /** The affiliate partner who sent the customer: a member with a partner's code. */
    partnerId: Key.optional(),
  })
  .meta({ id: 'Basket' })
export type Basket = z.infer<typeof Basket>

export const TaxType = z.enum(['VAT_ABLE', 'VAT_FREE', 'VAT_ZERO', 'NO_VAT'])
export type TaxType = z.infer<typeof TaxType>

export const VatGroup = z
  .object({
    id: Key,
    code: z.string().min(1).max(20),
    name: z.string().max(100),
    taxType: TaxType,
    vatRate: BasisPoints,
    cityTaxRate: BasisPoints,
  })
  .meta({ id: 'VatGroup' })
export type VatGroup = z.infer<typeof VatGroup>

/** One priced line: `gross = net + vat + cityTax` is what the customer pays for it. */
export const PricedLine = z
  .object({
    id: z.string(),
    /**
     * `difference` = list price against engine price (requirements 001-1), linked by `ofLine`: in a
     * sale a discount has the quantity −qty, a surcharge +qty; `unitPrice` is never negative.
     * `gift` = what a gift coupon pays: quantity −1, its amount is not in the list total.
     * `load` = value put on a gift card or a coupon that is sold (`account`): a debt to its holder,
     * not a sale, so it has no tax, earns nothing, and no discount and no points touch it.
     */
    kind: z.enum(['product', 'difference', 'gift', 'load']),
    ofLine: z.string().nullable(),
    productId: Key,
    /** "Discount: {product}" lines carry the product's name; the till adds the word in its language. */
    name: z.string(),
    quantity: Quantity,
    unitPrice: Money,
    /**
     * What was typed or ruled for this line and its share of what promotions take off the order;
     * `typed:1`, or `promotion:<id>` with the coupon that brought it, if one did; `points:<code>`
     * is what points of that programme paid as a discount.
     */
    discounts: z.array(
      z.object({
        ruleId: z.string(),
        reason: z.string(),
        amount: Money,
        couponId: z.string().optional(),
      }),
    ),
    /** This line's share of the typed order discounts, by largest remainder. */
    orderDiscount: Money,
    vatGroupId: Key,
    gross: Money,
    net: Money,
    vat: Money,
    cityTax: Money,
    /** The price rule of the price engine that made a difference line, if any. */
    priceRuleId: Key.nullable(),
    /** What a `load` line loads. */
    account: VoucherAccount.optional(),
  })
  .meta({ id: 'PricedLine' })
export type PricedLine = z.infer<typeof PricedLine>

export const TaxTotal = z
  .object({
    vatGroupId: Key,
    code: z.string(),
    name: z.string(),
    vatRate: BasisPoints,
    cityTaxRate: BasisPoints,
    net: Money,
    vat: Money,
    cityTax: Money,
    gross: Money,
  })
  .meta({ id: 'TaxTotal' })
export type TaxTotal = z.infer<typeof TaxTotal>

export const PricedBasket = z
  .object({
    lines: z.array(PricedLine),
    taxes: z.array(TaxTotal),
    /** Sum of list price × quantity before any difference or discount. */
    listTotal: Money,
    /**
     * All that was taken off (differences, line and order discounts, gift lines), as a positive number; surcharges
     * count against it. `listTotal − discountTotal` = total, or = net where prices are without VAT.
     */
    discountTotal: Money,
    net: Money,
    vat: Money,
    cityTax: Money,
    /** What is due, tax included. */
    total: Money,
    /** What became of each coupon, as they were offered; absent where none was. */
    coupons: z.array(CouponOutcome).optional(),
    /** What the customer may add for nothing, by promotions whose conditions are met. */
    toAdd: z.array(z.object({ ruleId: z.string(), productId: Key, quantity: Quantity })).optional(),
    /** Coupons that this order brings, of which promotion and how many. */
    couponsToIssue: z
      .array(z.object({ ruleId: z.string(), promotionId: Key, count: z.int().positive() }))
      .optional(),
    /** What points paid; absent where none were asked for, or `pointsRefused` says why not. */
    points: PointsPayment.optional(),
    pointsRefused: PointsRefusal.optional(),
    /** What it earns in the customer's programmes; absent where there is none. */
    earned: z.array(PointsEarned).optional(),
  })
  .meta({ id: 'PricedBasket' })
export type PricedBasket = z.infer<typeof PricedBasket>

/** A price kept for this basket for 15 minutes (spine B7). */
export const Quote = z
  .object({
    quoteId: EdgeId,
    catalogueVersion: z.string(),
    expiresAt: z.int(),
    priced: PricedBasket,
    /** What the member's points could pay of it; absent without a member or a paying programme. */
    pointsOffers: z.array(PointsOffer).optional(),
  })
  .meta({ id: 'Quote' })
export type Quote = z.infer<typeof Quote>
