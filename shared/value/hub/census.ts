import type { Reserved } from './spend-leases.ts'
import { leftOf, type Wallet } from './wallet.ts'

/**
 * Is this disk the one that was last at work? An old image whose missing tail was never sent shows
 * nothing to the cloud: its head is on the chain (spine B1.3). The tills know better (B2.8), so the
 * disk counts as whole once every till paired with it has been heard since the program started, and
 * none had seen a later record. A till that is broken for good must be unpaired.
 */
export function isWhole(census: {
  readonly paired: Iterable<string>
  readonly heard: ReadonlySet<string>
}): boolean {
  for (const till of census.paired) if (!census.heard.has(till)) return false
  return true
}

/**
 * Leases as reserved as long as nobody vouches for the disk: the missing tail may have spent them,
 * so they are neither spent nor spoken for. One that was granted since the start is not among them.
 */
export function withUnproven(input: {
  readonly reserved: Reserved
  readonly wallet: Pick<Wallet, 'openLeases'>
  readonly isWhole: boolean
  readonly grantedSinceStart: ReadonlySet<string>
}): Reserved {
  const { reserved, wallet, isWhole: whole, grantedSinceStart } = input
  if (whole) return reserved
  const all = new Map(reserved)
  for (const lease of wallet.openLeases()) {
    if (!grantedSinceStart.has(lease.id)) all.set(lease.id, leftOf(lease))
  }
  return all
}
