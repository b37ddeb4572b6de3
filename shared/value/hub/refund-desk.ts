import type { TrustAnswer, TrustRefusal } from './trust.ts'
import type { OwnReceipt } from './wallet.ts'

/** How a refund is given (spine B5); becomes `receipt.cover` of its envelope. */
export type RefundCover =
  | { readonly outcome: 'covered'; readonly cover: 'right' | 'trust' | 'pending-credit' }
  | {
      readonly outcome: 'refused'
      readonly reason: 'too-much' | 'no-account' | TrustRefusal
      /** What may still be given back of the receipt, as far as this hub knows; null = unknown. */
      readonly left: number | null
    }

export interface RefundAsked {
  /** `wallet.ownReceipt`: what this hub sold, or gave back of another's. */
  readonly own: OwnReceipt | undefined
  readonly epoch: number
  /**
   * The cloud confirmed this journal's head in this boot (an anchor was given), or the receipt was
   * sold in this boot. Else the disk may be an old image that forgot its own refunds.
   */
  readonly proven: boolean
  /** Minor units, positive or 0. */
  readonly amount: number
  /** Refunds of this receipt that are decided but not yet journaled. */
  readonly inProgress: number
  /** The signed total of another store's receipt (its QR, spine B4); null = not known. */
  readonly signedTotal: number | null
  /** What the cloud, holding the right, reserved for this refund; null = no answer, or offline. */
  readonly granted: number | null
  readonly wants: 'cash' | 'credit'
  /** `spendTrust` of the refund trust, for cash. */
  readonly trust: TrustAnswer
  /** The store credit account of the customer; null = none to credit. */
  readonly account: string | null
}

/**
 * The hub that sold a receipt refunds it alone, as a lease on its remaining amount: in the epoch in
 * which it was sold, and until the right is asked back. Anybody else asks the cloud; without an
 * answer there is a credit that waits for the right, or cash out of the refund trust.
 */
export function coverRefund(asked: RefundAsked): RefundCover {
  const { own, amount, granted, trust } = asked
  const left = leftToRefund(asked)
  if (left !== null && amount > left) return { outcome: 'refused', reason: 'too-much', left }
  if (mayRefundAlone(own, asked)) return { outcome: 'covered', cover: 'right' }
  if (granted !== null && amount <= granted) return { outcome: 'covered', cover: 'right' }
  if (asked.wants === 'credit') {
    if (asked.account === null) return { outcome: 'refused', reason: 'no-account', left }
    return { outcome: 'covered', cover: 'pending-credit' }
  }
  if (trust.outcome === 'allowed') return { outcome: 'covered', cover: 'trust' }
  return { outcome: 'refused', reason: trust.reason, left }
}

function mayRefundAlone(own: OwnReceipt | undefined, { epoch, proven }: RefundAsked): boolean {
  return own !== undefined && own.right === 'mine' && own.epoch === epoch && proven
}

/** Whatever the cover: this hub never gives back more of a receipt than it knows it to be worth. */
function leftToRefund({ own, inProgress, signedTotal }: RefundAsked): number | null {
  const total = own?.total ?? signedTotal
  return total === null ? null : total - (own?.refunded ?? 0) - inProgress
}
