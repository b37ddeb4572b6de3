import type { LoadHindrance, TillVoucher } from '#shared/contracts/voucher.ts'
import type { DraftLine } from '../basket/draft.ts'

/** Why this card or coupon is surely not sold with this basket; the hub knows the rest. */
export function whyNotLoaded(
  voucher: TillVoucher | null,
  lines: readonly Pick<DraftLine, 'loads'>[],
  /** A product with a price sells a new voucher and tops up none. */
  isFixed: boolean,
): LoadHindrance | 'in-basket' | null {
  if (voucher === null) return 'unknown'
  if (lines.some(({ loads }) => loads?.account === voucher.account)) return 'in-basket'
  const { state } = voucher
  if (state === 'reserved') return null
  if (state === 'expired') return 'ended'
  if (state === 'cancelled' || state === 'used') return state
  if (voucher.kind === 'coupon' || isFixed) return 'sold-already'
  return voucher.frozen ? 'frozen' : null
}
