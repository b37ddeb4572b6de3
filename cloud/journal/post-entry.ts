import type { HotDatabase } from '../db/hot.ts'
import { insertInto } from '../db/insert.ts'
import type { Entry } from '../ledger/entry.ts'
import { ledgerTransaction, posting } from '../ledger/schema.ts'

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

export type Poster = (entry: Entry, about: PostedFor) => void

/**
 * Writes entries as transactions of the ledger; the caller holds the transaction. It counts their
 * ids itself, so nobody else posts while it is in use.
 */
export function createPoster(hot: HotDatabase): Poster {
  const insertTransaction = inserts.transaction.gatheredInto(hot)
  const insertPosting = inserts.posting.gatheredInto(hot)
  // Rows are never deleted, so the next id is one more; the writer is alone.
  let id = Number(hot.prepare('SELECT max(id) FROM ledger_transaction').get()?.[0] ?? 0)
  return ({ kind, debit, amountByAccount }, about) => {
    id += 1
    insertTransaction({ id, ...about, kind, debit, credit: debit })
    for (const [accountId, amount] of amountByAccount) {
      insertPosting({ transactionId: id, accountId, amount })
    }
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

const inserts = { transaction: insertInto(ledgerTransaction), posting: insertInto(posting) }
const unexplainedSql = `SELECT p.account_id, p.amount
  FROM ledger_transaction t JOIN posting p ON p.transaction_id = t.id
  WHERE t.applied_seq = ? AND t.kind = 'unexplained' ORDER BY p.account_id`
