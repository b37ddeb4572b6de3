import { z } from 'zod'
import { VoucherValidity } from './coupon-programme.ts'
import { Money } from './units.ts'

const amount = Money.positive().max(1_000_000_000_000)

/** What HQ sets of a kind of gift card; in the feed it is the programme's `settings`. */
export const GiftCardSettings = z
  .strictObject({
    validity: VoucherValidity.nullable()
      .default(null)
      .describe('Of each amount that is loaded; null = for ever.'),
    minimumLoad: amount.nullable().default(null).describe('The least that is loaded at once.'),
    maximumLoad: amount.nullable().default(null).describe('The most that is loaded at once.'),
    reloadable: z.boolean().default(true).describe('Whether a sold card may be loaded again.'),
    printedName: z
      .string()
      .max(100)
      .default('')
      .describe("On the card; '' = the programme's name."),
  })
  .refine(
    ({ minimumLoad, maximumLoad }) =>
      (minimumLoad ?? 0) <= (maximumLoad ?? Number.MAX_SAFE_INTEGER),
    { path: ['maximumLoad'], error: 'must not be less than minimumLoad' },
  )
  .meta({ id: 'GiftCardSettings' })
export type GiftCardSettings = z.infer<typeof GiftCardSettings>
