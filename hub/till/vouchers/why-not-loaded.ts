import type { TillVoucher } from '#shared/contracts/voucher.ts'
import type { DraftLine } from '../basket/draft.ts'

/** Why this card or coupon cannot be sold with this basket; what it may be sold as, the hub knows. */
export function whyNotLoaded(
  voucher: TillVoucher | null,
  lines: readonly Pick<DraftLine, 'loads'>[],
): 'unknown' | 'in-basket' | 'frozen' | 'sold' | 'ended' | null {
  if (voucher === null) return 'unknown'
  if (lines.some(({ loads }) => loads?.account === voucher.account)) return 'in-basket'
  if (voucher.state === 'reserved') return null
  if (voucher.state === 'cancelled' || voucher.state === 'expired' || voucher.state === 'used')
    return 'ended'
  // A gift card takes money again as long as it is good; a coupon is sold once.
  if (voucher.kind === 'coupon') return 'sold'
  return voucher.frozen ? 'frozen' : null
}
