import { z } from 'zod'
import { Key } from './units.ts'

/**
 * An affiliate partner is a member who brings customers (requirements 001-3): found by its code or
 * phone, it holds its credit in an account of its own. `elsewhere` = of another company of the group.
 */
export const affiliateStates = ['active', 'inactive', 'elsewhere'] as const
export const AffiliateState = z.enum(affiliateStates).meta({ id: 'AffiliateState' })
export type AffiliateState = z.infer<typeof AffiliateState>

/** Who sent the customer, named as it was when the receipt was made. */
export const SendingPartner = z
  .object({ id: Key, name: z.string().max(200) })
  .meta({ id: 'SendingPartner' })
export type SendingPartner = z.infer<typeof SendingPartner>

/** Member of a 409's problem: this partner cannot stand on the basket; take it off. */
export const PartnerRefused = z.object({
  conflict: z.literal('partner-refused'),
  partnerId: Key,
  /** `none` = the member is no affiliate partner. */
  reason: z.enum(['none', 'inactive', 'elsewhere', 'blocked']),
})
export type PartnerRefused = z.infer<typeof PartnerRefused>
