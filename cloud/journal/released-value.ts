import type { HotDatabase } from '../db/hot.ts'
import type { StoreAccounts } from '../ledger/accounts.ts'
import { createEntry, type Entry } from '../ledger/entry.ts'
import {
  type LiabilityRole,
  liabilityRoles,
  nothingOnPaper,
  type OnPaper,
} from '../ledger/liability.ts'
import { postsAllValue } from '../value/value-entry.ts'
import { tendersOnPaper } from './paper.ts'
import type { StoredEvent } from './stored-event.ts'

/**
 * What an event did to accounts was posted when it came, beside what was on paper then. Now there is
 * another paper: what that posts more to the liabilities is taken back, and what was loaded is
 * explained.
 */
export function releasedValue(
  hot: HotDatabase,
  { appliedSeq, envelope }: StoredEvent,
  now: { readonly paper: OnPaper; readonly wasPosted: boolean; readonly accounts: StoreAccounts },
): Entry | undefined {
  const { paper, wasPosted, accounts } = now
  if (!postsAllValue(accounts)) return undefined
  const before = wasPosted ? tendersOnPaper(envelope) : nothingOnPaper
  const unexplained = accounts.find('unexplained-receipts') ?? 0
  const explained = Number(hot.prepare(loadedSql).get(appliedSeq, unexplained)?.[0] ?? 0)
  const owed: Partial<Record<LiabilityRole, number>> = {}
  let [riskPaid, pointsCost] = [explained, 0]
  for (const role of liabilityRoles) {
    // A partner's tender stands: its accounts are not ours.
    if (role === 'loyalty-partner') continue
    const more = (paper.paid[role] ?? 0) - (before.paid[role] ?? 0) - (paper.loaded[role] ?? 0)
    owed[role] = more
    if (role === 'points') pointsCost += more
    else riskPaid += more
  }
  const amounts = { owed, riskPaid, pointsCost, loadedUnexplained: 0 - explained }
  return createEntry('value-moved', amounts, accounts)
}

const loadedSql = `SELECT sum(p.amount) FROM ledger_transaction t
  JOIN posting p ON p.transaction_id = t.id
  WHERE t.applied_seq = ? AND t.kind = 'value-moved' AND p.account_id = ?`
