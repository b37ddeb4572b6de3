import type { HotDatabase } from '../db/hot.ts'
import { addTotals } from '../journal/add-totals.ts'
import { createPoster } from '../journal/post-entry.ts'
import { accountsFrom } from '../ledger/accounts.ts'
import type { Entry } from '../ledger/entry.ts'
import type { DocumentKind } from '../ledger/posting-rules.ts'
import type { BooksOf, ValueCommand } from './command.ts'
import type { LedgerStore } from './ledger-store.ts'
import { moneyMoved } from './money-moved.ts'
import { olderEntry } from './older-entry.ts'
import { readProgrammeOf, readProgrammeOfUnit } from './programme-kinds.ts'
import type { Programme } from './programmes.ts'
import { postRevaluation } from './revalue.ts'
import { postsAllValue, valueEntry } from './value-entry.ts'
import { addLotMonths, addValueDays } from './value-rollups.ts'

interface Performed {
  readonly commandSeq: number
  readonly at: number
  readonly ledger: Pick<LedgerStore, 'written' | 'touched'>
  /** That it is about, as it was before; only where its settings change. */
  readonly programme: Programme | undefined
}

/** Value that a command gives, takes or loses is money that the company owes or has lost. */
export function postToBooks(hot: HotDatabase, command: ValueCommand, done: Performed): void {
  const { at, ledger, programme } = done
  const [movements, touched] = [ledger.written(), ledger.touched()]
  const programmeOf = readProgrammeOf(hot)
  addLotMonths(hot, touched, programmeOf)
  const allBooks = booksIn(command)
  if (programme !== undefined) {
    for (const books of allBooks) {
      postRevaluation(hot, { books, before: programme }, (entry) => post(hot, entry, books, done))
    }
    return
  }
  const about = { movements, touched, programmeOf, programmeOfUnit: readProgrammeOfUnit(hot) }
  for (const books of allBooks) {
    const accounts = accountsFrom(new Map(books.accounts))
    if (!postsAllValue(accounts)) {
      post(hot, olderEntry(accounts, { movements, currency: books.currency }, command), books, done)
      continue
    }
    const isOurs = ({ companyId }: Programme) =>
      companyId === null ? books === allBooks[0] : companyId === books.companyId
    const moved = moneyMoved({ ...about, currency: books.currency, isOurs })
    const options = {
      isGiven: given.has(command.kind),
      isCaptured: command.kind === 'capture-hold',
    }
    const kind = documentOf[command.kind] ?? 'value-risk'
    post(hot, valueEntry(moved, { kind, accounts, ...options }), books, done)
    addValueDays(
      hot,
      moved.programmes.filter((each) => isOurs(each.programme)),
      books,
    )
  }
  if (allBooks.length > 0 || movements.length === 0) return
  // No money of any books: its units count all the same.
  const { programmes } = moneyMoved({ ...about, currency: '', isOurs: () => false })
  const businessOn = new Date(at).toISOString().slice(0, 'YYYY-MM-DD'.length)
  for (const each of programmes) {
    addValueDays(hot, [each], { companyId: each.programme.companyId ?? 0, businessOn })
  }
}

function booksIn(command: ValueCommand): readonly BooksOf[] {
  if (!('books' in command) || command.books === null) return []
  return Array.isArray(command.books) ? command.books : [command.books]
}

type CommandKind = ValueCommand['kind']

const given: ReadonlySet<CommandKind> = new Set([
  'credit',
  'bring-balances',
  'bring-vouchers',
  'correct',
  'make-vouchers',
  'issue-voucher',
  'cancel-voucher',
])

const documentOf: Readonly<Partial<Record<CommandKind, DocumentKind>>> = {
  credit: 'value-correction',
  'bring-balances': 'value-correction',
  'bring-vouchers': 'value-correction',
  correct: 'value-correction',
  'make-vouchers': 'value-correction',
  'issue-voucher': 'value-correction',
  'cancel-voucher': 'value-correction',
  'capture-hold': 'value-capture',
  'expire-lots': 'value-expiry',
}

function post(
  hot: HotDatabase,
  entry: Entry | undefined,
  { companyId, businessOn, currency }: BooksOf,
  { commandSeq, at }: Performed,
): void {
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
