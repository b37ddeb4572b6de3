import { sql } from 'drizzle-orm'
import {
  check,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core'
import { event, hqCommand } from '../journal/schema.ts'
import { company, store } from '../masterdata/schema.ts'
import { accountRoles, accountTypes } from './chart.ts'

/** A company's chart of accounts, in the company's currency. */
export const ledgerAccount = sqliteTable(
  'ledger_account',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    companyId: integer('company_id')
      .notNull()
      .references(() => company.id),
    code: text('code').notNull(),
    name: text('name').notNull(),
    type: text('type', { enum: accountTypes }).notNull(),
    /** What the posting rules look for; with the store or VAT group that it belongs to. */
    role: text('role', { enum: accountRoles }).notNull(),
    storeId: integer('store_id').references(() => store.id),
    vatGroupId: integer('vat_group_id'),
    currency: text('currency').notNull(),
  },
  (t) => [uniqueIndex('ledger_account_by_code').on(t.companyId, t.code)],
)

/** Append-only; a correction is another transaction. */
export const ledgerTransaction = sqliteTable(
  'ledger_transaction',
  {
    id: integer('id').primaryKey(),
    companyId: integer('company_id')
      .notNull()
      .references(() => company.id),
    /** The event that it books. */
    appliedSeq: integer('applied_seq').references(() => event.appliedSeq),
    /** The command of HQ that it books. */
    commandSeq: integer('command_seq').references(() => hqCommand.appliedSeq),
    kind: text('kind').notNull(),
    businessOn: text('business_on').notNull(),
    postedAt: integer('posted_at').notNull(),
    currency: text('currency').notNull(),
    debit: integer('debit').notNull(),
    credit: integer('credit').notNull(),
    /** The day on which it counts in the ledger; null = its business day, which was open (B2.9). */
    postedOn: text('posted_on'),
  },
  (t) => [
    index('ledger_transaction_by_event').on(t.appliedSeq),
    check('ledger_transaction_balances', sql`debit = credit`),
  ],
)

/** Debits are positive, credits negative. */
export const posting = sqliteTable(
  'posting',
  {
    transactionId: integer('transaction_id')
      .notNull()
      .references(() => ledgerTransaction.id),
    accountId: integer('account_id')
      .notNull()
      .references(() => ledgerAccount.id),
    amount: integer('amount').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.transactionId, t.accountId] }),
    index('posting_by_account').on(t.accountId, t.transactionId),
    check('posting_not_zero', sql`amount <> 0`),
  ],
)

/** Rollup of the postings by account and the day on which they count; equal to a scan of them. */
export const accountDay = sqliteTable(
  'account_day',
  {
    accountId: integer('account_id')
      .notNull()
      .references(() => ledgerAccount.id),
    /** Named before periods could be closed. */
    postedOn: text('business_on').notNull(),
    debit: integer('debit').notNull(),
    credit: integer('credit').notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.postedOn] })],
)

/** How far a company's books are closed (spine B2.9); no row = nothing ever was. */
export const closedBooks = sqliteTable('closed_books', {
  companyId: integer('company_id')
    .primaryKey()
    .references(() => company.id),
  /** Everything before this day is closed; '' = nothing is any more. */
  firstOpen: text('first_open').notNull(),
})
