import { z } from 'zod'
import { isTimeZone } from '../domain/business-day.ts'
import { Instant, Key, Money } from './units.ts'

const timeZone = z.string().max(60).refine(isTimeZone, 'must be a time zone such as Europe/Prague')

/** How long a voucher is good for, from its sale or issue on (`voucherEnd`). */
export const VoucherValidity = z
  .discriminatedUnion('kind', [
    /** Through the same day so many months later. */
    z.strictObject({ kind: z.literal('months'), months: z.int().min(1).max(120), timeZone }),
    /** Through the day so many days later; 0 = the same day. */
    z.strictObject({ kind: z.literal('days'), days: z.int().min(0).max(3660), timeZone }),
    /** Until just before this moment. */
    z.strictObject({ kind: z.literal('until'), endsAt: Instant }),
  ])
  .meta({ id: 'VoucherValidity' })
export type VoucherValidity = z.infer<typeof VoucherValidity>

/** What HQ sets of a programme of coupons; in the feed it is the programme's `settings`. */
export const CouponSettings = z
  .strictObject({
    promotionId: Key.describe('Of the trigger coupon: what a coupon of this programme gives.'),
    faceValue: Money.positive()
      .max(1_000_000_000_000)
      .nullable()
      .default(null)
      .describe('What a gift line of it pays at most.'),
    validity: VoucherValidity.nullable().default(null).describe('Null: for ever.'),
    printedName: z
      .string()
      .max(100)
      .default('')
      .describe("On the coupon; '' = the programme's name."),
  })
  .meta({ id: 'CouponSettings' })
export type CouponSettings = z.infer<typeof CouponSettings>
