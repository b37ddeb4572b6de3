import { z } from 'zod'
import { Conditions } from './conditions.ts'
import { BasisPoints, Key, Money } from './units.ts'

const Pieces = z.int().min(1).max(1000)
const Rate = BasisPoints.min(1).max(10_000)

/** Goods of a bundle: so many pieces of any of these, as the conditions name them. */
export const BundleSet = z
  .object({
    products: z.array(Key).min(1).max(1000).optional(),
    categories: z.array(Key).min(1).max(1000).optional(),
    pieces: Pieces,
  })
  .meta({ id: 'BundleSet' })
export type BundleSet = z.infer<typeof BundleSet>

/** What a promotion gives. Pieces are whole: 2.5 of something are two pieces, 0.9 are none. */
export const Reward = z
  .discriminatedUnion('kind', [
    /** `lines` = the matching lines, each by itself; `order` = everything together. */
    z.object({ kind: z.literal('percent'), rate: Rate, on: z.enum(['lines', 'order']) }),
    /** Off each matching piece; once off the matching lines together; once off everything. */
    z.object({
      kind: z.literal('fixed'),
      amount: Money.positive(),
      on: z.enum(['piece', 'lines', 'order']),
    }),
    /** Of every `of` matching pieces the `pieces` cheapest; `of` null = once, of all of them. */
    z.object({
      kind: z.literal('cheapest'),
      of: Pieces.nullable(),
      pieces: Pieces,
      rate: Rate.default(10_000),
    }),
    /** One of each set together cost `price`. */
    z.object({
      kind: z.literal('bundle'),
      sets: z.array(BundleSet).min(1).max(10),
      price: Money.min(0),
    }),
    /** For each time the conditions are met. The customer has to put it into the basket. */
    z.object({ kind: z.literal('free-product'), productId: Key, pieces: Pieces }),
    /** Takes nothing off: the customer gets so many coupons of another promotion. */
    z.object({
      kind: z.literal('next-order-coupon'),
      promotionId: Key,
      count: z.int().min(1).max(100).default(1),
    }),
    /**
     * The coupon pays up to its face value: a line of this product with a negative amount, posted
     * to the coupon-receivable account (requirements, cross-cutting 8).
     */
    z.object({ kind: z.literal('gift-line'), giftLineProductId: Key }),
  ])
  .meta({ id: 'Reward' })
export type Reward = z.infer<typeof Reward>

/** Whom a promotion lets stand beside it (README, decisions). */
export const Exclusivity = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('stack') }),
    z.object({ kind: z.literal('best-of-group'), group: z.string().min(1).max(80) }),
    z.object({ kind: z.literal('alone-on-lines') }),
    z.object({ kind: z.literal('alone-on-order') }),
  ])
  .meta({ id: 'Exclusivity' })
export type Exclusivity = z.infer<typeof Exclusivity>

/** A rule that gives something, by itself or for a coupon of it. */
export const Promotion = z
  .object({
    id: Key,
    code: z.string().min(1).max(40),
    name: z.string().max(200),
    trigger: z.enum(['automatic', 'coupon']),
    /** Higher goes first. */
    priority: z.int().min(-1000).max(1000).default(0),
    exclusivity: Exclusivity.default({ kind: 'stack' }),
    conditions: Conditions.default({}),
    limits: z
      .object({
        /** All that it takes off an order, or one coupon of it. */
        maxAmount: Money.positive().optional(),
        /** How often cheapest, bundle and free product may repeat on an order, or for one coupon. */
        timesPerOrder: z.int().min(1).max(1000).optional(),
        couponsPerOrder: z.int().min(1).max(100).optional(),
      })
      .default({}),
    reward: Reward,
    /** `use_sale_coupon`: only coupons that were sold, none that was issued for nothing. */
    soldOnly: z.boolean().default(false),
    /** Its coupons are worth something only in the store whose stock they came from. */
    issuingStoreOnly: z.boolean().default(false),
  })
  .refine(({ trigger, reward }) => trigger === 'coupon' || reward.kind !== 'gift-line', {
    path: ['reward', 'kind'],
    error: 'a gift line needs a coupon with a face value: set the trigger to coupon',
  })
  .meta({ id: 'Promotion' })
export type Promotion = z.infer<typeof Promotion>
