/**
 * Caps of the trust amount, switched on by the company (spine B1.10): units of one programme, or
 * minor units for refunds; 0 = off.
 */
export interface TrustCaps {
  /** One member (for refunds: one receipt) at one hub and day. */
  readonly memberHub: number
  readonly hubDay: number
  readonly companyDay: number
  /** Hubs of the company: each may use an equal share of its cap, since none knows of the others. */
  readonly hubs: number
}

/** A hub's share of the company's cap. */
export function shareOfCompany({ companyDay, hubs }: TrustCaps): number {
  return hubs > 0 ? Math.floor(companyDay / hubs) : 0
}
