import type { Account } from '../account.ts'
import { openAmount } from '../lease.ts'
import { shareOfCompany, type TrustCaps } from '../trust-caps.ts'

/** What one hub may spend on trust in a day without anybody: its share of the company's cap too. */
export function hubTrust(caps: TrustCaps): number {
  return Math.min(caps.hubDay, shareOfCompany(caps))
}

/** What all hubs together may spend on trust in a day while nobody hears them: hubs × cap (B1.10). */
export function trustExposure(caps: TrustCaps): number {
  return caps.hubs * hubTrust(caps)
}

export interface FreezeExposure {
  /** What hubs hold of this account and may spend until its leases end. */
  readonly leased: number
  readonly leasedByHub: ReadonlyMap<number, number>
  /** What each hub may still give on trust to a card whose freeze it has not heard of. */
  readonly trustPerHub: number
  /** What one thief can take in one store: its lease and its trust amount, the worst of all hubs. */
  readonly worstStore: number
}

/** What a freeze cannot reach, shown when it is ordered (spine B1.11). */
export function freezeExposure(account: Account, caps: TrustCaps): FreezeExposure {
  const leasedByHub = new Map<number, number>()
  let leased = 0
  let worst = 0
  for (const lease of account.leases) {
    const amount = openAmount(lease)
    const atHub = (leasedByHub.get(lease.hub) ?? 0) + amount
    leasedByHub.set(lease.hub, atHub)
    leased += amount
    worst = Math.max(worst, atHub)
  }
  const trustPerHub = Math.min(caps.memberHub, hubTrust(caps))
  return { leased, leasedByHub, trustPerHub, worstStore: worst + trustPerHub }
}
