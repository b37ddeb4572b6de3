import type { HotDatabase } from '../db/hot.ts'
import { addInto, insertInto } from '../db/insert.ts'
import { type PostingDays, readPostingDays } from '../ledger/closed-books.ts'
import type { Entry } from '../ledger/entry.ts'
import { accountDay, ledgerTransaction, posting } from '../ledger/schema.ts'

/** What an entry is posted for. */
export interface PostedFor {
  readonly companyId: number
  /** The event; null where a command of HQ is booked. */
  readonly appliedSeq: number | null
  readonly commandSeq?: number
  readonly businessOn: string
  readonly currency: string
  /** Stored with what caused it: a rebuild posts at the same time. */
  readonly postedAt: number
}

/** The one way into the ledger, so nothing is posted into a closed period (spine B2.9). */
export interface Poster {
  readonly post: (entry: Entry, about: PostedFor) => void
  /** Where rollups of what is posted count it. */
  readonly dayOf: PostingDays
  /** After the last entry, once: adds them to the rollup of the accounts, each row once. */
  readonly addDays: () => void
}

/**
 * Writes entries as transactions of the ledger; the caller holds the transaction. It counts their
 * ids itself, so nobody else posts while it is in use.
 */
export function createPoster(hot: HotDatabase): Poster {
  const dayOf = readPostingDays(hot)
  const insertTransaction = inserts.transaction.gatheredPartsInto(hot)
  const insertPosting = inserts.posting.gatheredInto(hot)
  const days = new Map<string, typeof accountDay.$inferInsert>()
  // Rows are never deleted, so the next id is one more; the writer is alone.
  let id = Number(hot.prepare('SELECT max(id) FROM ledger_transaction').get()?.[0] ?? 0)

  const addToDay = (accountId: number, postedOn: string, amount: number) => {
    const key = `${accountId}/${postedOn}`
    let day = days.get(key)
    if (day === undefined) {
      day = { accountId, postedOn, debit: 0, credit: 0 }
      days.set(key, day)
    }
    if (amount > 0) day.debit += amount
    else day.credit -= amount
  }

  return {
    post({ kind, debit, amountByAccount }, about) {
      id += 1
      const { companyId, businessOn } = about
      const day = dayOf(companyId, businessOn)
      const postedOn = day === businessOn ? null : day
      insertTransaction({ id, kind, debit, credit: debit, postedOn }, about)
      for (const [accountId, amount] of amountByAccount) {
        insertPosting({ transactionId: id, accountId, amount })
        addToDay(accountId, day, amount)
      }
    },
    dayOf,
    addDays: () => [...days.values()].forEach(inserts.day.into(hot)),
  }
}

/** What takes a transaction back, account by account. */
export function reversalOf(hot: HotDatabase, appliedSeq: number): Entry | undefined {
  const rows = hot.prepare(unexplainedSql).all(appliedSeq)
  if (rows.length === 0) return undefined
  const amounts = rows.map(([account, amount]) => [Number(account), -Number(amount)] as const)
  const debit = amounts.reduce((sum, [, amount]) => sum + Math.max(amount, 0), 0)
  return { kind: 'explained', debit, amountByAccount: new Map(amounts) }
}

const inserts = {
  transaction: insertInto(ledgerTransaction),
  posting: insertInto(posting),
  day: addInto(accountDay, ['accountId', 'postedOn']),
}
const unexplainedSql = `SELECT p.account_id, p.amount
  FROM ledger_transaction t JOIN posting p ON p.transaction_id = t.id
  WHERE t.applied_seq = ? AND t.kind = 'unexplained' ORDER BY p.account_id`
