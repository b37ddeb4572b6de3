import { type Lot, lotsTotal } from './lots.ts'

/**
 * The cloud's side of a lease: the sole right of one hub, in one epoch, to spend these lots until
 * `endsAt` (spine B1). Its end takes the right away; the escrow comes back only by the hub's word
 * or by a declared loss.
 */
export interface Lease {
  /** Never used again and never enlarged: a top-up is a lease of its own (B1.4). */
  readonly id: string
  readonly hub: number
  readonly epoch: number
  /** The receipt that a hold was asked for; null = a standing lease. */
  readonly receiptId: string | null
  /** What is left of it: neither spent nor returned, as far as the cloud has ingested. */
  readonly lots: readonly Lot[]
  readonly granted: number
  readonly spent: number
  /** Not later than the earliest end of a lot in it (B1.7). */
  readonly endsAt: number
  /**
   * open: the hub may spend it · recalled: the hub was asked for it · void: the epoch ended and the
   * disk's word is gone (B1.3) · forfeited: the holder was made good from the risk account, to which
   * the escrow now belongs (B1.1).
   */
  readonly state: 'open' | 'recalled' | 'void' | 'forfeited'
}

/** Whether this hub may spend it: a void one, whose epoch ended, nobody may. */
export function servesHub({ hub, state }: Lease, hubId: number): boolean {
  return hub === hubId && state !== 'void'
}

/** What this lease keeps of its account's balance; a forfeited one keeps of the risk account's. */
export function openAmount(lease: Lease): number {
  return lease.state === 'forfeited' ? 0 : lotsTotal(lease.lots)
}
