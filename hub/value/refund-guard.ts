import { coverRefund, type RefundCover } from '#shared/value/hub/refund-desk.ts'
import { refundAllowance, spendTrust } from '#shared/value/hub/trust.ts'
import type { Wallet } from '#shared/value/hub/wallet.ts'
import type { TrustCaps } from '#shared/value/trust-caps.ts'
import type { DiskNow } from './guard.ts'

/** All that decides about a refund but the wallet and the disk. */
export interface RefundTerms {
  readonly receiptId: string
  readonly amount: number
  /** No older disk of this hub can have refunded it. */
  readonly proven: boolean
  /** Of another hub's receipt, as the cloud has it; null for one that was sold here. */
  readonly signedTotal: number | null
  readonly granted: number | null
  readonly wants: 'cash' | 'credit'
  readonly account: string | null
  readonly trust: {
    readonly caps: TrustCaps
    readonly day: string | null
    readonly currency: string
  }
}

/** The right was recalled, or more of the receipt refunded, since this was decided: look again. */
export interface RefundGuard {
  readonly kind: 'refund'
  readonly terms: RefundTerms
  /** Of the wallet's receipt; null = it had none. */
  readonly version: number | null
  readonly cover: Extract<RefundCover, { outcome: 'covered' }>['cover']
}

export function decideRefund(
  wallet: Pick<Wallet, 'ownReceipt' | 'trustSpent'>,
  { trust, ...terms }: RefundTerms,
  disk: DiskNow,
): { readonly version: number | null; readonly answer: RefundCover } {
  const { receiptId, amount } = terms
  const own = wallet.ownReceipt(receiptId)
  const { caps, day, currency } = trust
  const spent = wallet.trustSpent(refundAllowance(day ?? '', currency))
  const answer = coverRefund({
    ...terms,
    own,
    epoch: disk.epoch,
    proven: terms.proven && !disk.isOldImage,
    // The version of `own` is looked at again in the transaction, so nothing else is in progress.
    inProgress: 0,
    trust: spendTrust({ caps, day, spent, account: receiptId, amount }),
  })
  return { version: own?.version ?? null, answer }
}

export function refundConflict(
  { terms, version, cover }: RefundGuard,
  wallet: Wallet,
  disk: DiskNow,
): 'refund-moved' | null {
  const now = decideRefund(wallet, terms, disk)
  const holds = now.answer.outcome === 'covered' && now.answer.cover === cover
  return holds && now.version === version ? null : 'refund-moved'
}
