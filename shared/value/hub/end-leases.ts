import { closingDraft, type EventDraft, rightDraft } from './event-draft.ts'
import type { Reserved } from './spend-leases.ts'
import type { HubLease, Wallet } from './wallet.ts'

/** So that one step of the journal's writer stays short; the rest comes with the next sweep. */
const MAX_CLOSINGS = 100

/**
 * Leases whose time is over for certain: each `lease.closed` brings the escrow home by the hub's
 * own word (spine B1.1). Closing is safe at any time, so an upper bound that runs ahead costs
 * offline service, never value. Parts under a payment stay until it ends.
 */
export function endedLeases(sweep: {
  readonly wallet: Pick<Wallet, 'openLeases'>
  readonly upper: number | null
  readonly reserved: Reserved
  readonly limit?: number
}): EventDraft[] {
  const { wallet, upper, reserved, limit = MAX_CLOSINGS } = sweep
  if (upper === null) return []
  return closings(wallet.openLeases(), limit, 'ended', (lease) => {
    return upper >= lease.endsAt && !isReserved(lease, reserved)
  })
}

/**
 * A receipt was journaled or given up, and its parts are no longer reserved: what its holds have
 * left goes back at once, and so does what a recall had left for it (spine B1.4).
 */
export function closeAfterReceipt(ended: {
  readonly wallet: Pick<Wallet, 'leasesOf'>
  readonly receiptId: string
  /** Those that the receipt paid with, or asked holds of. */
  readonly accounts: Iterable<string>
  readonly reserved: Reserved
}): EventDraft[] {
  const { wallet, receiptId, accounts, reserved } = ended
  const drafts: EventDraft[] = []
  for (const account of accounts) {
    const leases = wallet.leasesOf(account)
    const mine = closings(leases, leases.length, 'receipt-ended', (lease) => {
      if (isReserved(lease, reserved)) return false
      return lease.state === 'recalled' || lease.receiptId === receiptId
    })
    drafts.push(...mine)
  }
  return drafts
}

/**
 * At the start of the hub no payment is in progress: holds whose receipt nobody goes on with, and
 * recalled leases, go back. Without it a power cut in a payment would keep them to their end.
 */
export function closeOrphans(sweep: {
  readonly wallet: Pick<Wallet, 'openLeases'>
  readonly reserved: Reserved
  readonly receiptsInProgress: ReadonlySet<string>
  readonly limit?: number
}): EventDraft[] {
  const { wallet, reserved, receiptsInProgress, limit = MAX_CLOSINGS } = sweep
  return closings(wallet.openLeases(), limit, 'receipt-ended', (lease) => {
    if (isReserved(lease, reserved)) return false
    if (lease.state === 'recalled') return true
    return lease.receiptId !== null && !receiptsInProgress.has(lease.receiptId)
  })
}

/** Rights to refund that were asked for before the tills vouched for the disk: now they go back. */
export function returnAskedRights(
  wallet: Pick<Wallet, 'askedRights'>,
  limit = MAX_CLOSINGS,
): EventDraft[] {
  return wallet.askedRights(limit).map((receiptId) => rightDraft(receiptId, null))
}

function isReserved(lease: HubLease, reserved: Reserved): boolean {
  return (reserved.get(lease.id) ?? 0) > 0
}

function closings(
  leases: readonly HubLease[],
  limit: number,
  reason: 'ended' | 'receipt-ended',
  isOver: (lease: HubLease) => boolean,
): EventDraft[] {
  const drafts: EventDraft[] = []
  for (const lease of leases) {
    if (drafts.length >= limit) break
    if (isOver(lease)) drafts.push(closingDraft(lease, reason))
  }
  return drafts
}
