import { type Account, freeOf } from '../account.ts'
import { changed, done, refused, repeated } from '../free-part.ts'
import type { Ledger, Outcome } from '../ledger.ts'
import { findLease, leasesWith } from './lease-of-account.ts'

/**
 * Notes that the hub is asked for a lease; `done` = the message must go into its stream. Nothing
 * comes back before the hub's word (spine B1.1). `wrong-state`: void or forfeited, nobody to ask.
 */
export function recallLease(ledger: Ledger, leaseId: string): Outcome {
  const found = findLease(ledger, leaseId)
  if (found === undefined) return refused('no-lease')
  const { account, lease } = found
  if (lease.state === 'recalled') return repeated
  if (lease.state !== 'open') return refused('wrong-state', account)
  const leases = leasesWith(account, { ...lease, state: 'recalled' })
  ledger.saveAccount(changed(account, { leases }))
  return done
}

/**
 * The open leases that must be asked back because the account owes (spine B1.6) or is frozen
 * (B1.11): what is not spent yet pays the debt, or is out of a thief's reach.
 */
export function leasesToRecall(account: Account): readonly string[] {
  if (!account.frozen && freeOf(account) >= 0) return []
  return account.leases.flatMap(({ id, state }) => (state === 'open' ? [id] : []))
}
