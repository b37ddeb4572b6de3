import type { StoreAccounts } from '../ledger/accounts.ts'
import { createEntry, type Entry } from '../ledger/entry.ts'
import {
  type ByLiability,
  type LiabilityRole,
  liabilityRoles,
  nothingOnPaper,
  type OnPaper,
} from '../ledger/liability.ts'
import type { DocumentKind } from '../ledger/posting-rules.ts'
import type { LiabilityMoved, MoneyMoved } from './money-moved.ts'

export interface ValueEntry {
  readonly kind: DocumentKind
  readonly accounts: StoreAccounts
  /** What the receipt's own transaction posted to the liabilities. */
  readonly paper?: OnPaper
  /** HQ gave or took it: nobody bought anything. */
  readonly isGiven?: boolean
  /** A web shop took it: its books have the sale. */
  readonly isCaptured?: boolean
}

const unmoved: LiabilityMoved = {
  owed: 0,
  pending: 0,
  issued: 0,
  redeemed: 0,
  expired: 0,
  corrected: 0,
  risk: 0,
  escrow: 0,
}

/**
 * What brings the liabilities to what the accounts are worth. Where paper and accounts disagree (a
 * tender that no account paid, a second answer of two copies, a pending credit that was dropped) the
 * difference is the company's loss; of points it is their cost, whatever a receipt gave for them.
 */
export function valueEntry(moved: MoneyMoved, of: ValueEntry): Entry | undefined {
  const { kind, accounts, paper = nothingOnPaper, isGiven = false, isCaptured = false } = of
  const owed: Partial<Record<LiabilityRole, number>> = {}
  const sums = {
    valuePending: 0,
    valueGiven: 0,
    riskPaid: 0,
    escrowKept: 0,
    valueCaptured: 0,
    pointsCost: 0,
    pointsExpired: 0,
    valueExpired: 0,
    loadedUnexplained: 0,
  }
  for (const role of liabilityRoles) {
    const flows = moved.byRole.get(role) ?? unmoved
    const isPoints = role === 'points' || role === 'loyalty-partner'
    const paid = paidBy(paper.paid, role, flows)
    const loaded = paper.loaded[role] ?? 0
    owed[role] = flows.owed + paid - loaded
    // What came in and went out, and is not on paper.
    let open = flows.issued + flows.redeemed + flows.pending + paid - loaded
    if (isCaptured) {
      sums.valueCaptured -= flows.redeemed
      open -= flows.redeemed
    }
    if (isPoints) sums.pointsCost += open
    else if (isGiven) sums.valueGiven += open
    else if (paper.isUnexplained && role === 'gift-cards') {
      sums.loadedUnexplained += flows.issued
      sums.riskPaid += open - flows.issued
    } else sums.riskPaid += open
    sums.valuePending += flows.pending
    sums.valueGiven += flows.corrected
    sums.riskPaid += flows.risk
    sums.escrowKept += flows.escrow
    if (isPoints) sums.pointsExpired -= flows.expired
    else sums.valueExpired -= flows.expired
  }
  return createEntry(kind, { owed, ...sums }, accounts)
}

/**
 * A partner keeps its accounts itself: its tender stands as its debt to us, unless its points were
 * moved here too.
 */
function paidBy(paid: ByLiability, role: LiabilityRole, { redeemed }: LiabilityMoved): number {
  if (role === 'loyalty-partner' && redeemed === 0) return 0
  return paid[role] ?? 0
}

/** Accounts as an older version of this program noted them: it posted store credit only. */
export function postsAllValue(accounts: StoreAccounts): boolean {
  return accounts.find('points-cost') !== undefined
}
