import type { HotDatabase } from '../db/hot.ts'
import { addTotals } from '../journal/add-totals.ts'
import { createPoster } from '../journal/post-entry.ts'
import { accountsFrom } from '../ledger/accounts.ts'
import { createEntry } from '../ledger/entry.ts'
import type { BooksOf, ValueCommand } from './command.ts'

/** Store credit that HQ gives or takes is money that the company owes more or less of. */
export function postToBooks(
  hot: HotDatabase,
  command: ValueCommand,
  { commandSeq, at }: { readonly commandSeq: number; readonly at: number },
): void {
  if ((command.kind !== 'credit' && command.kind !== 'correct') || command.books === null) return
  const { companyId, businessOn, currency, accounts }: BooksOf = command.books
  const amounts = { valueGiven: command.amount }
  const entry = createEntry('value-correction', amounts, accountsFrom(new Map(accounts)))
  if (entry === undefined) return
  const about = { companyId, businessOn, currency, postedAt: at, appliedSeq: null, commandSeq }
  createPoster(hot)(entry, about)
  const accountDays = [...entry.amountByAccount].map(([accountId, amount]) => ({
    accountId,
    businessOn,
    debit: Math.max(amount, 0),
    credit: Math.max(-amount, 0),
  }))
  const none = () => []
  addTotals(hot, { accountDays: () => accountDays, stock: none, byTill: none, byProduct: none })
}
