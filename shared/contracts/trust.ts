import { z } from 'zod'

/**
 * Caps of the trust amount, switched on by the company (spine B1.10): units of store credit, or
 * minor units for refunds; 0 = off.
 */
export const TrustLimits = z
  .object({
    /** One member (for refunds: one receipt) at one hub and day. */
    memberHub: z.int().min(0).max(1e12),
    hubDay: z.int().min(0).max(1e12),
    companyDay: z.int().min(0).max(1e12),
  })
  .meta({ id: 'TrustLimits' })
export type TrustLimits = z.infer<typeof TrustLimits>

export const TrustCaps = TrustLimits.extend({
  /** Hubs of the company: each may use an equal share of its cap, since none knows of the others. */
  hubs: z.int().min(0),
}).meta({ id: 'TrustCaps' })
