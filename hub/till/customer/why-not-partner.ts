import type { PartnerRefused } from '#shared/contracts/affiliate.ts'
import type { TillMember } from '#shared/contracts/till.ts'

/** Why this member cannot stand on a receipt as the partner who sent the customer; null = it can. */
export function whyNotPartner({
  affiliate,
  blocked,
}: Pick<TillMember, 'affiliate' | 'blocked'>): PartnerRefused['reason'] | null {
  if (blocked) return 'blocked'
  return affiliate === 'active' ? null : (affiliate ?? 'none')
}
