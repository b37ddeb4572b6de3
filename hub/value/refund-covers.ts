import type { StoreProfile } from '#shared/contracts/sync.ts'
import type { Position } from '#shared/journal/record.ts'
import { notRefundable } from './not-refundable.ts'
import type { RefundAsks, RefundTold } from './refund-asks.ts'
import { decideRefund, type RefundGuard, type RefundTerms } from './refund-guard.ts'
import type { StoredWallet } from './store.ts'

export interface WantedRefund {
  /** Of the refund's own receipt. */
  readonly id: string
  readonly receiptId: string
  readonly amount: number
  readonly signedTotal: number | null
  /** Refunds of it that the amount follows from. */
  readonly seen: number
  readonly wants: 'cash' | 'credit'
  readonly account: string | null
}

export interface CoveredRefund {
  readonly cover: RefundGuard['cover']
  readonly guard: RefundGuard
  /** The day whose trust it draws on. */
  readonly trustDay: string | null
}

/** May this store give a receipt back, and under what (spine B5)? */
export interface RefundCovers {
  /** The right to refund it is this hub's own: the cloud is not asked. */
  readonly isOurs: (receiptId: string) => boolean
  /** Null: it was refunded elsewhere since the look-up. Throws `conflict` with why not. */
  readonly find: (wanted: WantedRefund) => Promise<CoveredRefund | null>
}

const off = { memberHub: 0, hubDay: 0, companyDay: 0, hubs: 0 }

export function createRefundCovers(deps: {
  readonly wallet: StoredWallet
  readonly asks: RefundAsks
  readonly disk: () => { readonly epoch: number; readonly isOldImage: boolean }
  readonly profile: () => StoreProfile
  /** Null: no day is certain. */
  readonly trustDay: () => string | null
  /** The cloud confirmed this disk, and every till vouches for it. */
  readonly isConfirmed: () => boolean
  /** Where it stands in the journal, if it was sold here. */
  readonly soldAt: (receiptId: string) => Pick<Position, 'seq'> | null
  /** What stood last in the journal when the program started. */
  readonly startSeq: number
}): RefundCovers {
  const { wallet, disk } = deps

  const isProven = (receiptId: string): boolean =>
    deps.isConfirmed() || (deps.soldAt(receiptId)?.seq ?? 0) > deps.startSeq
  const isOurs = (receiptId: string): boolean => {
    const own = wallet.ownReceipt(receiptId)
    const { epoch, isOldImage } = disk()
    if (own === undefined || isOldImage) return false
    return own.right === 'mine' && own.epoch === epoch && isProven(receiptId)
  }

  return {
    isOurs,
    async find({ id, seen, ...wanted }) {
      const { receiptId, amount } = wanted
      let told: RefundTold | null = null
      if (!isOurs(receiptId)) {
        told =
          amount > 0
            ? await deps.asks.ask({ id, receiptId, amount, seen })
            : { granted: 0, reason: null }
        if (told.reason === 'moved') return null
        // The cloud knows better than this store what is left.
        if (told.reason === 'too-little') {
          throw notRefundable({ outcome: 'refused', reason: 'too-much', left: null }, told, wanted)
        }
      }
      const { company } = deps.profile()
      const caps = company.trust?.refund ?? off
      const terms: RefundTerms = {
        ...wanted,
        proven: isProven(receiptId),
        granted: told?.granted ?? null,
        trust: { caps, day: deps.trustDay(), currency: company.currency },
      }
      const { version, answer } = decideRefund(wallet, terms, disk())
      if (answer.outcome === 'refused') throw notRefundable(answer, told, wanted)
      const { cover } = answer
      const guard: RefundGuard = { kind: 'refund', terms, version, cover }
      return { cover, guard, trustDay: cover === 'trust' ? terms.trust.day : null }
    },
  }
}
