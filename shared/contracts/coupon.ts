import { z } from 'zod'
import { couponStates } from '../value/coupon.ts'
import { Currency, Instant, Key, Money, Quantity } from './units.ts'

const CouponId = z.string().min(1).max(80)

/** A coupon that the customer shows, as a fact that the caller has looked up. */
export const OfferedCoupon = z
  .object({
    id: CouponId,
    /** Null = nobody knows this code. */
    promotionId: Key.nullable(),
    state: z.enum(couponStates),
    /** Held for this very basket, so it counts as what it was before. */
    heldForThis: z.boolean().default(false),
    before: z.enum(['sold', 'issued']).nullable().default(null),
    /** The warehouse whose stock it came from. */
    storeId: Key.nullable().default(null),
    endsAt: Instant.nullable().default(null),
    /** Worth something only to this member. */
    memberId: Key.nullable().default(null),
    /** What a gift line takes off at most, and in which currency. */
    faceValue: Money.positive().nullable().default(null),
    currency: Currency.nullable().default(null),
    /** Only for these lines of the basket; absent = for all that its promotion admits. */
    lines: z.array(z.string()).max(500).optional(),
  })
  .meta({ id: 'OfferedCoupon' })
export type OfferedCoupon = z.infer<typeof OfferedCoupon>

/** Why a coupon takes nothing off, the first of these that is true. */
export const CouponRefusal = z
  .enum([
    'unknown',
    'used',
    'expired',
    'cancelled',
    'held',
    'reserved',
    'not-sold',
    'wrong-currency',
    'minimum-amount',
    'not-now',
    'wrong-store',
    'wrong-member',
    'wrong-customer',
    'wrong-product',
    'minimum-quantity',
    'limit-reached',
    /** `by` stands alone. */
    'excluded-by',
    /** `by` is the better one for the customer. */
    'beaten-by',
    'nothing-left',
  ])
  .meta({ id: 'CouponRefusal' })
export type CouponRefusal = z.infer<typeof CouponRefusal>

export const CouponOutcome = z
  .discriminatedUnion('outcome', [
    z.object({
      couponId: CouponId,
      outcome: z.literal('applied'),
      ruleId: z.string(),
      /** What it took off, on which lines. */
      amount: Money,
      lines: z.array(z.object({ lineId: z.string(), amount: Money })),
    }),
    z.object({
      couponId: CouponId,
      outcome: z.literal('refused'),
      reason: CouponRefusal,
      /** The rule that excludes or beats it. */
      by: z.string().optional(),
      /** What has to be added for it. */
      missing: z
        .object({
          amount: Money.optional(),
          quantity: Quantity.optional(),
          productId: Key.optional(),
        })
        .optional(),
    }),
  ])
  .meta({ id: 'CouponOutcome' })
export type CouponOutcome = z.infer<typeof CouponOutcome>
