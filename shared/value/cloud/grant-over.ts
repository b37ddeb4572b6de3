import type { RefundClaim } from '../refund-right.ts'

/** What the cloud knows of the hub that a refund was granted to. */
export interface GrantedHub {
  /** Its present one. */
  readonly epoch: number
  readonly isRevoked: boolean
  /** When it told a head of this epoch that the books hold by now; null = it has not. */
  readonly wholeAt: number | null
}

/**
 * Why a granted refund that nobody reported may be given up (spine B1.1). By its hub's word: long
 * after the grant its whole journal is in the books, and the refund is not (`unused`). Or by a
 * declared loss: its epoch ended (`void`), or the hub was `revoked`; what its lost disk paid out may
 * then come in as an overdrawn refund. Null: its hub may still use it, or has.
 */
export type GrantOver = 'unused' | 'void' | 'revoked'

export function grantOver(
  { promised }: Pick<RefundClaim, 'promised'>,
  { epoch, isRevoked, wholeAt }: GrantedHub,
  marginMs: number,
): GrantOver | null {
  if (isRevoked) return 'revoked'
  if (promised === undefined) return null
  if (promised.epoch < epoch) return 'void'
  return wholeAt !== null && wholeAt >= promised.at + marginMs ? 'unused' : null
}
