import type { Movement } from '#shared/value/movement.ts'
import type { HotDatabase } from '../db/hot.ts'
import { addTotals } from '../journal/add-totals.ts'
import { createPoster } from '../journal/post-entry.ts'
import { accountsFrom, type StoreAccounts } from '../ledger/accounts.ts'
import { createEntry, type Entry } from '../ledger/entry.ts'
import type { BooksOf, ValueCommand } from './command.ts'
import { moneyMoved } from './money-moved.ts'

interface Performed {
  readonly commandSeq: number
  readonly at: number
  /** What it moved. */
  readonly movements: readonly Movement[]
}

/** Store credit that a command gives, takes or loses is money that the company owes or has lost. */
export function postToBooks(
  hot: HotDatabase,
  command: ValueCommand,
  { commandSeq, at, movements }: Performed,
): void {
  const books: BooksOf | null = 'books' in command ? command.books : null
  if (books === null) return
  const { companyId, businessOn, currency } = books
  const entry = entryOf(command, books, movements)
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

function entryOf(
  command: ValueCommand,
  { accounts: known, currency }: BooksOf,
  movements: readonly Movement[],
): Entry | undefined {
  const accounts: StoreAccounts = accountsFrom(new Map(known))
  const { riskPaid, escrowPaid, redeemed } = moneyMoved(movements, currency)
  const { kind } = command
  if (kind === 'credit' || kind === 'correct') {
    return createEntry('value-correction', { valueGiven: command.amount }, accounts)
  }
  if (kind === 'capture-hold') {
    return createEntry('value-capture', { valueCaptured: redeemed }, accounts)
  }
  return createEntry('value-risk', { riskPaid, escrowPaid }, accounts)
}
