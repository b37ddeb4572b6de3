import { and, asc, desc, eq, gt, gte, lt, lte, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Db } from '../db/open.ts'
import { event } from '../journal/schema.ts'
import { company } from '../masterdata/schema.ts'
import { receipt } from '../receipts/schema.ts'
import { accountDay, ledgerAccount, ledgerTransaction, posting } from './schema.ts'

export async function findCompany(db: Db, id: number) {
  return await db.select().from(company).where(eq(company.id, id)).get()
}

/** Every account with what it held before `from` and what moved until `to`; from the rollup. */
export async function trialBalance(
  db: Db,
  {
    companyId,
    from,
    to,
  }: { readonly companyId: number; readonly from: string; readonly to: string },
) {
  const before = sql`${accountDay.postedOn} < ${from}`
  const sumIf = (amount: SQLiteColumn, condition: SQL) =>
    sql<number>`coalesce(sum(case when ${condition} then ${amount} else 0 end), 0)`
  return await db
    .select({
      id: ledgerAccount.id,
      code: ledgerAccount.code,
      name: ledgerAccount.name,
      type: ledgerAccount.type,
      openingDebit: sumIf(accountDay.debit, before),
      openingCredit: sumIf(accountDay.credit, before),
      debit: sumIf(accountDay.debit, sql`not ${before}`),
      credit: sumIf(accountDay.credit, sql`not ${before}`),
    })
    .from(ledgerAccount)
    .leftJoin(
      accountDay,
      and(eq(accountDay.accountId, ledgerAccount.id), lte(accountDay.postedOn, to)),
    )
    .where(eq(ledgerAccount.companyId, companyId))
    .groupBy(ledgerAccount.id)
    .orderBy(asc(ledgerAccount.code))
}

export async function findAccount(db: Db, id: number) {
  return await db.select().from(ledgerAccount).where(eq(ledgerAccount.id, id)).get()
}

const postedDay = sql<string>`coalesce(${ledgerTransaction.postedOn}, ${ledgerTransaction.businessOn})`

export interface EntriesQuery {
  readonly accountId: number
  readonly from: string | undefined
  readonly to: string | undefined
  /** Newest first: only those below this transaction. */
  readonly before: number | undefined
  readonly limit: number
}

export async function accountEntries(db: Db, query: EntriesQuery) {
  const { accountId, from, to, before, limit } = query
  return await db
    .select({
      transactionId: posting.transactionId,
      amount: posting.amount,
      kind: ledgerTransaction.kind,
      businessOn: ledgerTransaction.businessOn,
      postedOn: postedDay,
      postedAt: ledgerTransaction.postedAt,
      eventId: event.eventId,
      receiptId: receipt.receiptId,
      receiptNumber: receipt.number,
    })
    .from(posting)
    .innerJoin(ledgerTransaction, eq(ledgerTransaction.id, posting.transactionId))
    .leftJoin(event, eq(event.appliedSeq, ledgerTransaction.appliedSeq))
    .leftJoin(receipt, eq(receipt.appliedSeq, ledgerTransaction.appliedSeq))
    .where(
      and(
        eq(posting.accountId, accountId),
        before === undefined ? undefined : lt(posting.transactionId, before),
        from === undefined ? undefined : gte(postedDay, from),
        to === undefined ? undefined : lte(postedDay, to),
      ),
    )
    .orderBy(desc(posting.transactionId))
    .limit(limit)
}

/** The transactions of one event with their postings, account by account. */
export async function transactionsOfEvent(db: Db, appliedSeq: number) {
  const rows = await db
    .select()
    .from(ledgerTransaction)
    .where(eq(ledgerTransaction.appliedSeq, appliedSeq))
    .orderBy(asc(ledgerTransaction.id))
  return await Promise.all(rows.map((row) => withPostings(db, row)))
}

export async function findTransaction(db: Db, id: number) {
  const row = await db.select().from(ledgerTransaction).where(eq(ledgerTransaction.id, id)).get()
  return row && (await withPostings(db, row))
}

async function withPostings(db: Db, row: typeof ledgerTransaction.$inferSelect) {
  const postings = await db
    .select({
      accountId: posting.accountId,
      code: ledgerAccount.code,
      name: ledgerAccount.name,
      amount: posting.amount,
    })
    .from(posting)
    .innerJoin(ledgerAccount, eq(ledgerAccount.id, posting.accountId))
    .where(eq(posting.transactionId, row.id))
    .orderBy(desc(gt(posting.amount, 0)), asc(ledgerAccount.code))
  const postedOn = row.postedOn ?? row.businessOn
  return {
    ...row,
    postedOn,
    postings: postings.map(({ amount, ...of }) => ({ ...of, ...sides(amount) })),
  }
}

/** Debits are stored positive, credits negative. */
export function sides(amount: number): { readonly debit: number; readonly credit: number } {
  return { debit: Math.max(amount, 0), credit: Math.max(-amount, 0) }
}
