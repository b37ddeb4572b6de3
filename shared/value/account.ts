import { type Lease, openAmount } from './lease.ts'
import { type Lot, lotsTotal } from './lots.ts'
import type { TakenBack } from './taken-back.ts'

/** What an account holds; the programme it belongs to says so once, for all its accounts. */
export const accountKinds = [
  'points',
  'gift-card',
  'store-credit',
  'affiliate-credit',
  'rebate',
  'settlement',
  'coupon',
] as const
export type AccountKind = (typeof accountKinds)[number]

/**
 * How an account may be spent where the cloud is out of reach (design 5): out of a lease; not at
 * all; or up to the balance that the store loaded last, overspend being found when reports meet.
 */
export const offlineRules = ['leased', 'online-only', 'local-balance'] as const
export type OfflineRule = (typeof offlineRules)[number]

export interface AccountTerms {
  readonly kind: AccountKind
  /** What is counted: `points:7`, `credit:MNT`, `coupon:12`. Movements never cross units. */
  readonly unit: string
  readonly offline: OfflineRule
  /** A claim on value that is already spent becomes a debt; without it such a claim is refused. */
  readonly mayOwe: boolean
}

/**
 * Stored value of one holder. `free` may be negative (spine B1.6); always
 * `posted = free + Σ holds + Σ open leases`. Changed only by the verbs beside this file: each
 * takes an account and answers a new one with the movements that explain the difference.
 */
export interface Account {
  readonly id: string
  readonly terms: AccountTerms
  /** Grows by one with every change; a write names the version it was decided on. */
  readonly version: number
  /** Free lots, oldest end first. Empty while the account owes. */
  readonly lots: readonly Lot[]
  /** What is owed beyond the free lots: free = Σ lots − owed, and one of the two is 0. */
  readonly owed: number
  readonly holds: readonly Hold[]
  /** Leases that are not closed, oldest first. */
  readonly leases: readonly Lease[]
  /** Credits of other stores' receipts that wait for the right to be settled (spine B5). */
  readonly pending: readonly PendingCredit[]
  /** Nothing may be promised or spent until HQ lifts it; earning goes on. */
  readonly frozen: boolean
  /** Refunds of uses that the books have yet to hear of (`early-refund.ts`). */
  readonly early?: readonly string[] | undefined
  /** Of a coupon: refunds of its sale. */
  readonly takenBack?: readonly TakenBack[] | undefined
}

/** Value that the cloud itself keeps for a payment in progress; only such a hold may lapse. */
export interface Hold {
  readonly id: string
  readonly receiptId: string
  readonly lots: readonly Lot[]
  readonly lapsesAt: number
}

export interface PendingCredit {
  readonly id: string
  readonly receiptId: string
  readonly amount: number
}

export function openAccount(id: string, terms: AccountTerms): Account {
  return {
    id,
    terms,
    version: 0,
    lots: [],
    owed: 0,
    holds: [],
    leases: [],
    pending: [],
    frozen: false,
  }
}

/** What nobody has been promised; negative while the account owes. */
export function freeOf(account: Account): number {
  return lotsTotal(account.lots) - account.owed
}

/** The balance in the books. */
export function postedOf(account: Account): number {
  let posted = freeOf(account)
  for (const hold of account.holds) posted += lotsTotal(hold.lots)
  for (const lease of account.leases) posted += openAmount(lease)
  return posted
}
