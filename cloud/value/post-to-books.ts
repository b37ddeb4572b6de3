import type { HotDatabase } from '../db/hot.ts'
import { createPoster, type Poster } from '../journal/post-entry.ts'
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
  if (allBooks.length === 0 && (movements.length === 0 || programme !== undefined)) return
  const poster = createPoster(hot)
  const to = (books: BooksOf) => (entry: Entry | undefined) => post(poster, entry, books, done)
  const { dayOf } = poster
  if (programme !== undefined) {
    for (const books of allBooks) {
      const postedOn = dayOf(books.companyId, books.businessOn)
      postRevaluation(hot, { books, before: programme, postedOn }, to(books))
    }
    poster.addDays()
    return
  }
  const about = { movements, touched, programmeOf, programmeOfUnit: readProgrammeOfUnit(hot) }
  for (const books of allBooks) {
    const accounts = accountsFrom(new Map(books.accounts))
    if (!postsAllValue(accounts)) {
      to(books)(olderEntry(accounts, { movements, currency: books.currency }, command))
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
    to(books)(valueEntry(moved, { kind, accounts, ...options }))
    addValueDays(
      hot,
      moved.programmes.filter((each) => isOurs(each.programme)),
      { companyId: books.companyId, postedOn: dayOf(books.companyId, books.businessOn) },
    )
  }
  poster.addDays()
  if (allBooks.length > 0) return
  // No money of any books: its units count all the same.
  const { programmes } = moneyMoved({ ...about, currency: '', isOurs: () => false })
  const businessOn = new Date(at).toISOString().slice(0, 'YYYY-MM-DD'.length)
  for (const each of programmes) {
    const companyId = each.programme.companyId ?? 0
    addValueDays(hot, [each], { companyId, postedOn: dayOf(companyId, businessOn) })
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
  poster: Poster,
  entry: Entry | undefined,
  { companyId, businessOn, currency }: BooksOf,
  { commandSeq, at }: Performed,
): void {
  if (entry === undefined) return
  const about = { companyId, businessOn, currency, postedAt: at, appliedSeq: null, commandSeq }
  poster.post(entry, about)
}
