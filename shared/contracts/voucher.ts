import { z } from 'zod'
import { couponStates } from '../value/coupon.ts'
import { Code, Instant, Key, Money } from './units.ts'

/**
 * A voucher is a printed code that is worth something to whoever shows it: a coupon (once, by the
 * rule of its promotion) or a gift card (money, in parts). Its value lives in an account, whose id
 * names it everywhere; the code itself is a secret of its holder and stands in no journal or log.
 */
export const VoucherAccount = z
  .string()
  .min(3)
  .max(80)
  .meta({ id: 'VoucherAccount', description: "Id of a coupon's or gift card's account." })
export type VoucherAccount = z.infer<typeof VoucherAccount>

/** Of both: `reserved` is printed and worth nothing yet (requirements 000-d1). */
export const VoucherState = z.enum(couponStates).meta({ id: 'VoucherState' })
export type VoucherState = z.infer<typeof VoucherState>

const ofVoucher = {
  account: VoucherAccount,
  programme: Code,
  name: z.string(),
  state: VoucherState,
  /** The store whose stock it came from: it is sold there. */
  storeId: Key.nullable(),
  endsAt: Instant.nullable(),
}

/** What a hub knows of a code; `GET /v1/vouchers?code=`. */
export const TillVoucher = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('coupon'),
      ...ofVoucher,
      promotionId: Key,
      /** What its gift line pays at most. */
      faceValue: Money.nullable(),
    }),
    z.object({
      kind: z.literal('gift-card'),
      ...ofVoucher,
      /** In the books as of `asOf`, and what this hub did since. */
      balance: Money,
      asOf: Instant.nullable(),
      /** What may be spent here now; `hindrance` where that is less. */
      spendable: Money,
      hindrance: z.string().nullable(),
      frozen: z.boolean(),
    }),
  ])
  .meta({ id: 'TillVoucher' })
export type TillVoucher = z.infer<typeof TillVoucher>

/** Why a voucher is not sold or loaded here; a screen says it by the code. */
export const loadHindrances = [
  'unknown',
  /** It is another store's stock. */
  'wrong-store',
  /** It was sold before: a coupon is sold once, and a card of a fixed amount too. */
  'sold-already',
  /** HQ lets no money onto such a card again. */
  'not-reloadable',
  /** Another receipt in work sells it, or pays with it. */
  'in-work',
  'used',
  'ended',
  'cancelled',
  'frozen',
  /** Nobody's stock: only the cloud knows whether another store has sold it. */
  'offline',
  /** Nobody's stock, and another store has begun to sell it. */
  'in-other-store',
  /** Nobody's stock, and the cloud did not say in time whose it is. */
  'no-answer',
  'too-little',
  'too-much',
  /** It pays for its own load. */
  'pays-itself',
  /** A gift product, and no voucher that it sells. */
  'no-voucher',
] as const
export const LoadHindrance = z.enum(loadHindrances).meta({ id: 'LoadHindrance' })
export type LoadHindrance = z.infer<typeof LoadHindrance>

/** Member of a 409's problem: a line sells or loads a voucher that it cannot. */
export const NotLoadable = z.object({
  conflict: z.literal('not-loadable'),
  hindrance: LoadHindrance,
  lineId: z.string(),
  /** What may be loaded at once, where that is why. */
  limit: Money.optional(),
})
export type NotLoadable = z.infer<typeof NotLoadable>

/** A coupon that a sale brought for the next order, made by the hub. */
export const IssuedCoupon = z
  .object({
    account: VoucherAccount,
    /** As it is printed; needed to print it again. */
    code: z.string().min(8).max(40),
    programme: Code,
    promotionId: Key,
    endsAt: Instant.nullable(),
  })
  .meta({ id: 'IssuedCoupon' })
export type IssuedCoupon = z.infer<typeof IssuedCoupon>

/**
 * What became of a coupon for the next order when all of its order came back: cancelled; used, and
 * the customer keeps what it gave; or in another store, which this one could not ask.
 */
export const IssuedTaken = z
  .object({
    account: VoucherAccount,
    programme: Code,
    outcome: z.enum(['cancelled', 'used', 'not-here']),
  })
  .meta({ id: 'IssuedTaken' })
export type IssuedTaken = z.infer<typeof IssuedTaken>
