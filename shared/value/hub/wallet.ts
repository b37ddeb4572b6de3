/**
 * A hub's side of value: what its journal says of leases, receipts and its place in the cloud's
 * stream. Never more than a projection of the journal (`project-event.ts`): a restart builds it
 * again. Synchronous; the hub gives it as prepared statements on `journal.db`.
 */
export interface Wallet {
  lease(id: string): HubLease | undefined
  /** Those that are open or recalled, oldest first. */
  leasesOf(account: string): readonly HubLease[]
  /** All that are open or recalled, oldest first. */
  openLeases(): readonly HubLease[]
  /** Throws `conflict` unless the stored version is `lease.version − 1`. */
  saveLease(lease: HubLease): void
  ownReceipt(receiptId: string): OwnReceipt | undefined
  /** Receipts whose right was asked for and is not returned yet. */
  askedRights(limit: number): readonly string[]
  /** Throws `conflict` unless the stored version is `receipt.version − 1`. */
  saveOwnReceipt(receipt: OwnReceipt): void
  /** What was spent on trust in one allowance (`trust.ts`), by member and by the whole hub. */
  trustSpent(allowance: string): TrustSpent
  saveTrustSpent(allowance: string, spent: TrustSpent): void
  /** The last day whose trust was used; null = never. */
  trustDay(): string | null
  saveTrustDay(day: string): void
  stream(): StreamPosition
  saveStream(position: StreamPosition): void
}

export interface HubLease {
  readonly id: string
  readonly account: string
  readonly epoch: number
  readonly receiptId: string | null
  readonly granted: number
  /** Net of what was put back. */
  readonly spent: number
  readonly returned: number
  readonly endsAt: number
  /**
   * open · recalled: nothing new may be spent, the parts under a payment in progress may · closed:
   * everything left went back · refused: never held, and dead for ever (B1.4) · void: its epoch ended.
   */
  readonly state: 'open' | 'recalled' | 'closed' | 'refused' | 'void'
  readonly version: number
}

/**
 * A receipt this hub sold: it may refund it alone, in the epoch that sold it, until the right is
 * asked back (B5). Also another's that it gave something back of, without the right.
 */
export interface OwnReceipt {
  readonly receiptId: string
  /** Of its number; 0 = not sold here, or under a provisional number. */
  readonly epoch: number
  /** What it came to before cash rounding; null = not sold here. */
  readonly total: number | null
  /** Given back here, under whatever cover. */
  readonly refunded: number
  /** asked: the cloud wants it, and nobody vouches for this disk, which may have refunded more of it. */
  readonly right: 'mine' | 'asked' | 'returned'
  readonly version: number
}

export interface TrustSpent {
  readonly hub: number
  readonly byAccount: Readonly<Record<string, number>>
}

/** The last message of the stream that the journal holds an answer to. */
export interface StreamPosition {
  readonly incarnation: number
  readonly epoch: number
  readonly n: number
}

/** What is left to spend, whatever the time. */
export function leftOf(lease: HubLease): number {
  if (lease.state !== 'open' && lease.state !== 'recalled') return 0
  return lease.granted - lease.spent - lease.returned
}
