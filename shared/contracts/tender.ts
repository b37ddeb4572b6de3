import { z } from 'zod'
import { MAX_TYPED_MONEY, Money } from './units.ts'
import { VoucherAccount } from './voucher.ts'

export const TenderKind = z.enum([
  'cash',
  'card',
  'cash-on-delivery',
  'store-credit',
  'gift-card',
  /** Points of a programme that pays as a tender; the hub adds it from what the basket says. */
  'points',
])
export type TenderKind = z.infer<typeof TenderKind>

/** What the customer hands over. Only cash may exceed what is left to pay; the rest is change. */
export const TenderGiven = z
  .object({
    kind: TenderKind,
    given: Money.positive().max(MAX_TYPED_MONEY),
    /** Authorisation code or slip number of a card; never a card number. */
    reference: z
      .string()
      .max(40)
      .regex(/^(?!\d{13,19}$)/, 'must not be a card number')
      .optional(),
    /** The gift card's. */
    account: VoucherAccount.optional(),
  })
  .meta({ id: 'TenderGiven' })
export type TenderGiven = z.infer<typeof TenderGiven>

/** A tender as settled: `amount` is the part that pays the receipt (negative on a refund). */
export const Tender = z
  .object({
    kind: TenderKind,
    amount: Money,
    given: Money,
    reference: z.string().nullable(),
    /** Of the gift card, or of the points that paid. */
    account: VoucherAccount.optional(),
    /** On the gift card after this, as far as the store knew. */
    left: Money.optional(),
  })
  .meta({ id: 'Tender' })
export type Tender = z.infer<typeof Tender>

/**
 * `loyalty_refund_cash`: what a refund pays out in cash for points that had paid (requirements
 * 000-15). It is in the tenders already: so much cash less, and so much more of points, which may
 * bring their tender above 0.
 */
export const LoyaltyRefundCash = z
  .object({
    amount: Money.positive(),
    /** They do not return; a part of a point counts as a whole one. */
    points: z.int().min(0),
  })
  .meta({ id: 'LoyaltyRefundCash' })
export type LoyaltyRefundCash = z.infer<typeof LoyaltyRefundCash>

/** `Σ tenders.amount = total + rounding`; `change = Σ given − Σ amount`. */
export const Settlement = z
  .object({
    tenders: z.array(Tender).max(20),
    /** Cash rounding: what the cash part pays more (+) or less (−) than the exact total. */
    rounding: Money,
    change: Money,
    loyaltyRefundCash: LoyaltyRefundCash.optional(),
  })
  .meta({ id: 'Settlement' })
export type Settlement = z.infer<typeof Settlement>
