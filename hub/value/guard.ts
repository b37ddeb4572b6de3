import { type PutBack, putBackPlan } from '#shared/value/hub/put-back.ts'
import type { LeasePart } from '#shared/value/hub/spend-leases.ts'
import { partsStillHold } from '#shared/value/hub/spend-leases.ts'
import { type LocalPart, localHolds } from './local-desk.ts'
import { type Moment, momentNow } from './moment.ts'
import { type RefundGuard, refundConflict } from './refund-guard.ts'
import type { StoredWallet } from './store.ts'
import { type TrustPart, trustHolds } from './trust-desk.ts'

/** What must still be true in the transaction that journals a receipt. */
export type WalletGuard =
  | {
      readonly kind: 'spend'
      readonly parts: readonly LeasePart[]
      readonly trust: TrustPart | null
      readonly local: LocalPart | null
      readonly epoch: number
      readonly moment: Moment
    }
  | {
      readonly kind: 'give-back'
      readonly refund: GivingBack
      readonly plan: readonly PutBack[]
      readonly moment: Moment
    }
  | RefundGuard
  | { readonly kind: 'all'; readonly guards: readonly WalletGuard[] }

/** What the journal's writer knows of the disk. */
export interface DiskNow {
  readonly epoch: number
  readonly isOldImage: boolean
}

/** A refund that gives spent value back. */
export interface GivingBack {
  /** What the sale spent, in its order. */
  readonly spends: readonly {
    readonly movementId: string
    readonly lease: string | null
    readonly amount: number
  }[]
  readonly amount: number
  readonly epoch: number
}

export const leaseGone = 'lease-gone'
export type GuardConflict = typeof leaseGone | 'put-back-moved' | 'refund-moved'

/** Null: it holds. `upper` counts only on a disk that nobody calls an old image. */
export function conflictOf(
  guard: WalletGuard,
  wallet: StoredWallet,
  disk: DiskNow,
): GuardConflict | null {
  if (guard.kind === 'all') {
    for (const each of guard.guards) {
      const conflict = conflictOf(each, wallet, disk)
      if (conflict !== null) return conflict
    }
    return null
  }
  if (guard.kind === 'refund') return refundConflict(guard, wallet, disk)
  const now = momentNow(guard.moment)
  const upper = disk.isOldImage ? null : now.upper
  if (guard.kind === 'spend') {
    const { parts, trust, local, epoch } = guard
    const holds = partsStillHold({ wallet, parts, upper, epoch }) && mayTrust(trust, wallet, disk)
    return holds && isLoaded(local, wallet, disk) ? null : leaseGone
  }
  const plan = planGiveBack(wallet, guard.refund, upper)
  return JSON.stringify(plan) === JSON.stringify(guard.plan) ? null : 'put-back-moved'
}

function mayTrust(part: TrustPart | null, wallet: StoredWallet, { isOldImage }: DiskNow): boolean {
  return part === null || (!isOldImage && trustHolds(part, wallet))
}

function isLoaded(part: LocalPart | null, wallet: StoredWallet, disk: DiskNow): boolean {
  return part === null || (!disk.isOldImage && localHolds(part, wallet, disk.epoch))
}

/** As much as the sale spent and nobody gave back yet; what is more is for the caller to give. */
export function planGiveBack(
  wallet: StoredWallet,
  { spends, amount, epoch }: GivingBack,
  upper: number | null,
): readonly PutBack[] {
  const own = spends.map(({ movementId, lease, amount: spent }) => ({
    movementId,
    lease,
    left: spent - wallet.reversedOf(movementId),
  }))
  let left = 0
  for (const spend of own) left += Math.max(0, spend.left)
  const plan = putBackPlan({ wallet, spends: own, amount: Math.min(amount, left), epoch, upper })
  return plan.outcome === 'planned' ? plan.parts : []
}
