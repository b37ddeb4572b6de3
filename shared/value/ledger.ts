import { Failure } from '../domain/failure.ts'
import type { Account } from './account.ts'
import type { Coupon } from './coupon.ts'
import type { Movement } from './movement.ts'
import type { RefundRight } from './refund-right.ts'

/**
 * What the books keep, as the verbs of this folder see it. Synchronous: the cloud gives it as
 * prepared statements inside the transaction of the batch, the simulator as maps. Whatever a verb
 * writes belongs to one transaction.
 */
export interface Ledger {
  account(id: string): Account | undefined
  /** Throws `conflict` unless the stored version is `account.version − 1`: no check-then-act. */
  saveAccount(account: Account): void
  /** The account of a lease; also of one that is closed: an id is never used again. */
  accountOfLease(leaseId: string): string | undefined
  noteLease(lease: { readonly id: string; readonly hub: number; readonly account: string }): void
  /** Ids of the hub's leases that are not closed. */
  leasesOfHub(hub: number): readonly string[]
  closeLease(leaseId: string): void
  movement(id: string): Movement | undefined
  /** How much of a movement has been reversed so far. */
  reversedOf(id: string): number
  /** Throws `conflict` for an id that is there already; raises `reversedOf` of what it reverses. */
  addMovement(movement: Movement): void
  coupon(id: string): Coupon | undefined
  /** Throws `conflict` unless the stored version is `coupon.version − 1`. */
  saveCoupon(coupon: Coupon): void
  refundRight(receiptId: string): RefundRight | undefined
  /** Throws `conflict` unless the stored version is `right.version − 1`. */
  saveRefundRight(right: RefundRight): void
  /** Something that HQ must see. */
  raise(alarm: Alarm): void
  /** The same, until `endAlarm` is called for it. */
  raiseLasting(alarm: Alarm): void
  endAlarm(alarm: Alarm): void
}

export const alarmKinds = [
  'old-image',
  'diverged',
  'second-key',
  'repeated-receipt-number',
  'answered-twice',
  'lease-overspent',
  'unknown-lease',
  'unknown-account',
  'balance-overspent',
  'voucher-state',
  'refund-overdrawn',
  'quarantined',
  'stream-stopped',
  'journal-salvaged',
  'kept-sale-refused',
  'replica-differs',
  'clock-behind',
] as const
export type AlarmKind = (typeof alarmKinds)[number]

export interface Alarm {
  readonly kind: AlarmKind
  /** Of whom or what: hub, account, lease, receipt. */
  readonly subject: string
  readonly words: string
}

export const refusals = [
  'no-account',
  'frozen',
  'too-little',
  'owes',
  'online-only',
  'would-owe',
  'no-hold',
  'no-pending',
  'no-lease',
  'lease-id-used',
  'not-ended',
  'over-reversed',
  'wrong-state',
  'stale-version',
] as const
export type Refusal = (typeof refusals)[number]

/** What a verb did: an outcome that the shop can cause is a value, never a throw. */
export type Outcome =
  | { readonly outcome: 'done' }
  /** The same command came before; nothing moved again. */
  | { readonly outcome: 'repeated' }
  | { readonly outcome: 'refused'; readonly reason: Refusal; readonly free: number }

/** For every place that keeps versions: the write is refused unless nobody wrote in between. */
export function nextVersion(
  what: string,
  stored: { readonly version: number } | undefined,
  next: { readonly version: number },
): void {
  const expected = (stored?.version ?? -1) + 1
  if (next.version === expected) return
  throw new Failure(
    'conflict',
    `${what}: version ${next.version} does not follow ${expected - 1}; decide again.`,
  )
}
