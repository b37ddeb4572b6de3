import { changed } from '../free-part.ts'
import type { Ledger } from '../ledger.ts'
import { findLease, leasesWith } from './lease-of-account.ts'

/**
 * A hub's epoch ended, so the word of that disk is gone (spine B1.3): its leases of epochs up to
 * this one are void. They close from what comes in of them; the rest stays an open entry until it
 * is forfeited. Answers their ids.
 */
export function voidLeases(ledger: Ledger, hub: number, epoch: number): readonly string[] {
  const voided: string[] = []
  for (const id of ledger.leasesOfHub(hub)) {
    const found = findLease(ledger, id)
    if (found === undefined) continue
    const { account, lease } = found
    if (lease.epoch > epoch || (lease.state !== 'open' && lease.state !== 'recalled')) continue
    const leases = leasesWith(account, { ...lease, state: 'void' })
    ledger.saveAccount(changed(account, { leases }))
    voided.push(id)
  }
  return voided
}
