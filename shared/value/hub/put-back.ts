import type { Wallet } from './wallet.ts'

/** A spend of the receipt that is given back, as this hub's own journal has it. */
export interface OwnSpend {
  readonly movementId: string
  /** The lease it came out of; null for any other cover. */
  readonly lease: string | null
  /** Its amount less what was given back of it before. */
  readonly left: number
}

/** One `give-back` movement: into the lease it came out of, or pending until the cloud posts it. */
export interface PutBack {
  readonly reverses: string
  readonly cover: 'lease' | 'account'
  readonly lease: string | null
  readonly amount: number
}

export type PutBackPlan =
  | { readonly outcome: 'planned'; readonly parts: readonly PutBack[] }
  | { readonly outcome: 'refused'; readonly reason: 'over-reversed'; readonly left: number }

/**
 * Where value goes that a refund returns (spine B1.8): what this hub took in this epoch out of a
 * lease that is still open goes back into it and may be spent again; all else is a credit that
 * waits for the cloud. What was taken last goes back first.
 */
export function putBackPlan(refund: {
  readonly wallet: Wallet
  /** In the order in which they were taken. */
  readonly spends: readonly OwnSpend[]
  readonly amount: number
  readonly epoch: number
  /** `upperBound` of the time; null = the hub has no anchor, and cannot call a lease open. */
  readonly upper: number | null
}): PutBackPlan {
  const { wallet, spends, amount, epoch, upper } = refund
  const room = new Map<string, number>()
  const parts: PutBack[] = []
  let missing = amount
  for (let i = spends.length - 1; i >= 0 && missing > 0; i--) {
    const spend = spends[i]
    if (spend === undefined || spend.left <= 0) continue
    const part = Math.min(spend.left, missing)
    missing -= part
    const { lease, movementId: reverses } = spend
    let back = 0
    if (lease !== null) {
      const left = room.get(lease) ?? roomIn(wallet, lease, epoch, upper)
      back = Math.min(part, left)
      room.set(lease, left - back)
    }
    if (back > 0) parts.push({ reverses, cover: 'lease', lease, amount: back })
    if (part > back) parts.push({ reverses, cover: 'account', lease: null, amount: part - back })
  }
  if (missing === 0) return { outcome: 'planned', parts }
  return { outcome: 'refused', reason: 'over-reversed', left: amount - missing }
}

/** After its end a lease may be forfeited at any time; before it nobody else counts on it. */
function roomIn(wallet: Wallet, id: string, epoch: number, upper: number | null): number {
  const lease = wallet.lease(id)
  if (lease === undefined || lease.state !== 'open' || lease.epoch !== epoch) return 0
  return upper !== null && upper < lease.endsAt ? lease.spent : 0
}
