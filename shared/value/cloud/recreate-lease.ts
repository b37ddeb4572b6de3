import type { LeaseWord, ValueMovement } from '../../contracts/event.ts'
import { changed, takeOut } from '../free-part.ts'
import type { Lease } from '../lease.ts'
import type { Ledger } from '../ledger.ts'
import { addLots, type Lot, takeOldest } from '../lots.ts'
import { accountOfFact, type Fact } from './fact.ts'
import { bookGrant, livesUntil } from './grant-lease.ts'
import { type FoundLease, findLease } from './lease-of-account.ts'

/**
 * A hub reports a lease that the books do not know: they were restored from before its grant (spine
 * B1.12). It is taken out of the free part again, which may fall below 0: the promise stands.
 *
 * The lots that may have been in it come first (those that live to its end). What they lack is
 * taken from the other lots and then owed; the lease holds it as a lot that ends when it does, so
 * that a lease never outlives its lots (B1.7).
 */
export function recreateLease(
  ledger: Ledger,
  word: Pick<LeaseWord, 'lease' | 'account' | 'granted' | 'endsAt' | 'receiptId'>,
  told: Pick<Fact, 'hub' | 'epoch' | 'at' | 'chainedAgain'>,
  lotEnd: number | null = word.endsAt,
): void {
  const account = accountOfFact(ledger, word.account)
  let fitting = 0
  for (const lot of account.lots) if (livesUntil(lot, word.endsAt)) fitting += lot.amount
  const { taken, rest } = takeOldest(account.lots, Math.min(word.granted, fitting), word.endsAt)
  const short = word.granted - Math.min(word.granted, fitting)
  const { free } = takeOut({ lots: rest, owed: account.owed }, short)
  const lease: Lease = {
    id: word.lease,
    hub: told.hub,
    epoch: told.epoch,
    receiptId: word.receiptId,
    lots: short === 0 ? taken : addLots(taken, [recreatedLot(word.lease, short, lotEnd)]),
    granted: word.granted,
    spent: 0,
    endsAt: word.endsAt,
    // Granted in an epoch that ended: nobody holds it any more.
    state: told.chainedAgain ? 'void' : 'open',
  }
  ledger.noteLease({ id: lease.id, hub: lease.hub, account: account.id })
  bookGrant(ledger, account, lease, told.at)
  ledger.saveAccount(changed(account, { ...free, leases: [...account.leases, lease] }))
}

/**
 * The lease that a fact took value out of. Where a till brings what it kept of a coupon before another
 * till brings the sale that gave it, the lease is there from now on: void, and its unit is owed until
 * that sale comes (spine B2.7).
 */
export function leaseTakenFrom(
  ledger: Ledger,
  { lease, account, amount }: ValueMovement,
  fact: Fact,
): FoundLease | undefined {
  if (lease === null) return undefined
  const isCoupon = ledger.account(account)?.terms.kind === 'coupon'
  if (isCoupon && isUnheardLease(ledger, lease, fact)) {
    const word = { lease, account, granted: amount, endsAt: fact.at, receiptId: null }
    // When the coupon ends its sale will say; should it come back before, it is worth something.
    recreateLease(ledger, word, fact, null)
  }
  return findLease(ledger, lease)
}

/** A till kept it of a dead box, and the books never heard of the lease. */
export function isUnheardLease(
  ledger: Ledger,
  lease: string | null,
  { chainedAgain }: Pick<Fact, 'chainedAgain'>,
): boolean {
  return chainedAgain && lease !== null && ledger.accountOfLease(lease) === undefined
}

export function recreatedLot(lease: string, amount: number, endsAt: number | null): Lot {
  return { id: `recreated:${lease}`, amount, endsAt }
}
