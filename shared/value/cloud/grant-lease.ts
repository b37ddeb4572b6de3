import type { Account } from '../account.ts'
import { wholeAmount } from '../command.ts'
import { changed } from '../free-part.ts'
import type { Lease } from '../lease.ts'
import type { Ledger, Refusal } from '../ledger.ts'
import { earliestEnd, type Lot, takeOldest } from '../lots.ts'
import { leasePlace } from '../movement.ts'

export interface GrantLease {
  /** Of the lease and of the movement; never used again and never enlarged (spine B1.4). */
  readonly id: string
  readonly hub: number
  readonly epoch: number
  readonly account: string
  readonly amount: number
  /** First millisecond at which the hub may spend it no more; lots in it that end sooner cut it. */
  readonly endsAt: number
  /** The payment that it is for; null = a standing lease. */
  readonly receiptId: string | null
  /** Lots that end before stay free; null = every living lot will do. */
  readonly lotsEndingFrom: number | null
  readonly at: number
}

/** `free`: what could have been promised instead; below 0 while the account owes. */
export type Granting =
  | { readonly outcome: 'granted'; readonly lease: Lease }
  | { readonly outcome: 'refused'; readonly reason: Refusal; readonly free: number }

/**
 * Promises a hub the sole right to spend a part of an account until the lease's end. The end takes
 * the right away; the escrow comes back only by the hub's word or by a declared loss (spine B1.1).
 * Throws RangeError for an amount that is not a positive whole number or an end that has passed.
 */
export function grantLease(ledger: Ledger, command: GrantLease): Granting {
  const { id, hub, epoch, receiptId, at } = command
  const amount = wholeAmount(command.amount)
  if (command.endsAt <= at) throw new RangeError(`lease ${id} would end before it begins`)
  if (ledger.accountOfLease(id) !== undefined) return refused('lease-id-used', 0)
  const account = ledger.account(command.account)
  if (account === undefined) return refused('no-account', 0)
  const lotsFrom = Math.max(command.lotsEndingFrom ?? 0, at + 1)
  const free = promisable(account, lotsFrom)
  const reason = whyNot(account, receiptId, free, amount)
  if (reason !== null) return refused(reason, free)
  const { taken, rest } = takeOldest(account.lots, amount, lotsFrom)
  const endsAt = Math.min(command.endsAt, earliestEnd(taken) ?? command.endsAt)
  const lease: Lease = {
    id,
    hub,
    epoch,
    receiptId,
    lots: taken,
    granted: amount,
    spent: 0,
    endsAt,
    state: 'open',
  }
  ledger.noteLease({ id, hub, account: account.id })
  bookGrant(ledger, account, lease, at)
  ledger.saveAccount(changed(account, { lots: rest, leases: [...account.leases, lease] }))
  return { outcome: 'granted', lease }
}

/** What of the free part a lease may take: lots that end from `lotsFrom` on, minus what is owed. */
export function promisable(account: Account, lotsFrom: number): number {
  let total = 0
  for (const lot of account.lots) if (livesUntil(lot, lotsFrom)) total += lot.amount
  return total - account.owed
}

/** The movement that takes a lease's lots out of the free part. */
export function bookGrant(ledger: Ledger, account: Account, lease: Lease, at: number): void {
  ledger.addMovement({
    id: lease.id,
    kind: 'grant',
    unit: account.terms.unit,
    from: account.id,
    to: leasePlace(account.id, lease.id),
    amount: lease.granted,
    lots: lease.lots,
    at,
    receiptId: lease.receiptId,
    rule: null,
    reverses: null,
  })
}

export function livesUntil(lot: Lot, end: number): boolean {
  return lot.endsAt === null || lot.endsAt >= end
}

/** `local-balance` accounts are never leased: their programme has its own rule (design 5). */
function whyNot(
  { frozen, owed, terms }: Account,
  receiptId: string | null,
  free: number,
  amount: number,
): Refusal | null {
  if (terms.offline === 'local-balance') return 'online-only'
  if (terms.offline === 'online-only' && receiptId === null) return 'online-only'
  if (frozen) return 'frozen'
  if (owed > 0) return 'owes'
  return free < amount ? 'too-little' : null
}

function refused(reason: Refusal, free: number): Granting {
  return { outcome: 'refused', reason, free }
}
