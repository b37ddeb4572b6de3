import type { Account } from '../account.ts'
import { bornLeaseId } from '../born-lease.ts'
import type { Lease } from '../lease.ts'
import type { Ledger } from '../ledger.ts'
import type { Fact } from './fact.ts'

/** A lease that is not closed, with the account that it belongs to. */
export interface FoundLease {
  readonly account: Account
  readonly lease: Lease
}

/** Undefined for a lease that is closed or was never granted; `accountOfLease` tells which. */
export function findLease(ledger: Ledger, leaseId: string): FoundLease | undefined {
  const accountId = ledger.accountOfLease(leaseId)
  const account = accountId === undefined ? undefined : ledger.account(accountId)
  const lease = account?.leases.find((each) => each.id === leaseId)
  return account === undefined || lease === undefined ? undefined : { account, lease }
}

/**
 * Whether what this fact moved was this lease's: that of its hub, or, out of a sale that a till kept
 * from a disk that may be gone, of the hub that saved it there. So the leases of a dead box close from
 * what the tills still hold (spine B1.3, B2.7). That of a coupon which a sale gave is every hub's that
 * answered that sale: a till asks the next box under the same id where the first did not answer.
 */
export function isMovedBy({ account, lease }: FoundLease, fact: Fact): boolean {
  return lease.hub === fact.hub || fact.chainedAgain || isBorn({ account, lease })
}

export function isBorn({ account, lease }: FoundLease): boolean {
  return lease.id === bornLeaseId(account.id)
}

export function leasesWith(account: Account, lease: Lease): readonly Lease[] {
  return account.leases.map((each) => (each.id === lease.id ? lease : each))
}

export function leasesWithout(account: Account, leaseId: string): readonly Lease[] {
  return account.leases.filter((each) => each.id !== leaseId)
}
