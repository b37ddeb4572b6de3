import { z } from 'zod'
import { Instant, Key, Money, Quantity } from './units.ts'

const Keys = z.array(Key).min(1).max(10_000)
const Codes = z.array(z.string().min(1).max(80)).min(1).max(100)

/** Minutes of the day in the store's time zone; 1440 is its end. */
const MinuteOfDay = z.int().min(0).max(1440)

/**
 * When and for what a rule holds: the one language of promotions, coupons, earning and paying.
 * Everything is optional, and what is absent restricts nothing.
 */
export const Conditions = z
  .object({
    /** Products it is for: these, and those of these categories or of categories below them. */
    products: Keys.optional(),
    categories: Keys.optional(),
    /** Not for these, whatever else is said. */
    excludedProducts: Keys.optional(),
    excludedCategories: Keys.optional(),
    stores: Keys.optional(),
    /** A member is needed, and has to meet all of what is said here. */
    member: z
      .object({
        ids: Keys.optional(),
        levels: Codes.optional(),
        groups: Codes.optional(),
        /** Codes of programmes, of which the member has one. */
        programmes: Codes.optional(),
      })
      .optional(),
    /** A customer who asks for an invoice is needed; with `ids`, one of these. */
    customer: z.object({ ids: Keys.optional() }).optional(),
    /** 1 = Monday … 7 = Sunday, in the store's time zone. */
    weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).optional(),
    /**
     * From `from` until just before `until`. Where `until` is not later it is in the next day, and
     * what is after midnight still belongs to the weekday on which it began.
     */
    hours: z
      .array(z.object({ from: MinuteOfDay, until: MinuteOfDay }))
      .min(1)
      .max(20)
      .optional(),
    /** From `startsAt` until just before `endsAt`. */
    startsAt: Instant.optional(),
    endsAt: Instant.optional(),
    /** Of the whole order at its prices, before any discount; `vat` says how it is counted. */
    minimumAmount: z
      .object({ amount: Money.positive(), vat: z.enum(['included', 'excluded']) })
      .optional(),
    /** Of the matching lines together. */
    minimumQuantity: Quantity.positive().optional(),
  })
  .meta({ id: 'Conditions' })
export type Conditions = z.infer<typeof Conditions>
