import { createRoute, z } from '@hono/zod-openapi'
import { BusinessDay, Instant, Key, Money, PageQuery, pageOf } from '#shared/contracts/units.ts'
import { Failure } from '#shared/domain/failure.ts'
import { createRouter, problems, secured } from '../http.ts'
import { findEvent, receiptOfEvent } from '../receipts/store.ts'
import { ensureChart } from './accounts.ts'
import { accountTypes } from './chart.ts'
import {
  accountEntries,
  findAccount,
  findCompany,
  findTransaction,
  sides,
  trialBalance,
} from './store.ts'

const keyParam = z.coerce.number().pipe(Key)

const AccountBalance = z
  .object({
    id: Key,
    code: z.string(),
    name: z.string(),
    type: z.enum(accountTypes),
    openingDebit: Money,
    openingCredit: Money,
    debit: Money,
    credit: Money,
    closingDebit: Money,
    closingCredit: Money,
  })
  .meta({ id: 'AccountBalance' })
const TrialBalance = z
  .object({
    companyId: Key,
    currency: z.string(),
    from: BusinessDay,
    to: BusinessDay,
    accounts: z.array(AccountBalance),
    total: AccountBalance.omit({ id: true, code: true, name: true, type: true }),
  })
  .meta({ id: 'TrialBalance' })

const PostedOn = BusinessDay.describe(
  'Where the ledger counts it: its business day, or the first open one where that was closed.',
)

export const LedgerTransaction = z
  .object({
    id: Key,
    companyId: Key,
    appliedSeq: z.int().nullable().describe('The event that it books.'),
    kind: z.string(),
    businessOn: BusinessDay,
    postedOn: PostedOn,
    postedAt: Instant,
    currency: z.string(),
    debit: Money,
    credit: Money,
    postings: z.array(
      z.object({
        accountId: Key,
        code: z.string(),
        name: z.string(),
        debit: Money,
        credit: Money,
      }),
    ),
  })
  .meta({ id: 'LedgerTransaction' })

const TracedTransaction = LedgerTransaction.extend({
  event: z
    .object({
      appliedSeq: z.int(),
      id: z.string().nullable(),
      type: z.string(),
      hubId: Key,
      epoch: z.int(),
      seq: z.int(),
    })
    .nullable(),
  receipt: z.object({ id: z.string(), number: z.string(), total: Money }).nullable(),
}).meta({ id: 'TracedTransaction' })

const LedgerEntry = z
  .object({
    transactionId: Key,
    kind: z.string(),
    businessOn: BusinessDay,
    postedOn: PostedOn,
    postedAt: Instant,
    debit: Money,
    credit: Money,
    eventId: z.string().nullable(),
    receiptId: z.string().nullable(),
    receiptNumber: z.string().nullable(),
  })
  .meta({ id: 'LedgerEntry' })

const balance = createRoute({
  method: 'get',
  path: '/trial-balance',
  tags: ['Ledger'],
  summary: 'All accounts of a company with opening, movement and closing',
  description: 'By the days on which entries were posted (`postedOn`).',
  ...secured('read'),
  request: {
    query: z.object({
      companyId: keyParam,
      from: BusinessDay.default('1970-01-01'),
      to: BusinessDay.default('9999-12-31'),
    }),
  },
  responses: {
    200: { description: 'Balanced.', content: { 'application/json': { schema: TrialBalance } } },
    ...problems(401, 403, 404, 422),
  },
})

const entries = createRoute({
  method: 'get',
  path: '/accounts/{id}/entries',
  tags: ['Ledger'],
  summary: "An account's postings, newest first",
  description: 'From and to are days on which entries were posted (`postedOn`).',
  ...secured('read'),
  request: {
    params: z.object({ id: keyParam }),
    query: PageQuery.extend({ from: BusinessDay.optional(), to: BusinessDay.optional() }),
  },
  responses: {
    200: {
      description: 'A page.',
      content: { 'application/json': { schema: pageOf(LedgerEntry) } },
    },
    ...problems(401, 403, 404, 422),
  },
})

const trace = createRoute({
  method: 'get',
  path: '/postings/{transactionId}',
  tags: ['Ledger'],
  summary: 'A transaction with its postings, the event and the receipt that it books',
  ...secured('read'),
  request: { params: z.object({ transactionId: keyParam }) },
  responses: {
    200: {
      description: 'The way back.',
      content: { 'application/json': { schema: TracedTransaction } },
    },
    ...problems(401, 403, 404, 422),
  },
})

export function createLedgerRoutes() {
  return createRouter()
    .openapi(balance, async (c) => {
      const { companyId, from, to } = c.req.valid('query')
      const { group } = c.var.caller
      const company = await findCompany(group.db, companyId)
      if (company === undefined) throw new Failure('not-found', `Company ${companyId} not found.`)
      // A company that has not sold yet has its accounts all the same.
      await ensureChart(group, companyId)
      const rows = await trialBalance(group.db, { companyId, from, to })
      const accounts = rows.map(closed)
      const total = totalOf(accounts)
      return c.json({ companyId, currency: company.currency, from, to, accounts, total }, 200)
    })
    .openapi(entries, async (c) => {
      const { id } = c.req.valid('param')
      const { after, limit, from, to } = c.req.valid('query')
      const { db } = c.var.caller.group
      if ((await findAccount(db, id)) === undefined) {
        throw new Failure('not-found', `Account ${id} not found.`)
      }
      const before = after === undefined ? undefined : Number(after) || 0
      const rows = await accountEntries(db, { accountId: id, from, to, before, limit: limit + 1 })
      const items = rows.slice(0, limit).map(({ amount, ...row }) => ({ ...row, ...sides(amount) }))
      const next = rows.length > limit ? String(items.at(-1)?.transactionId) : null
      return c.json({ items, next }, 200)
    })
    .openapi(trace, async (c) => {
      const { transactionId } = c.req.valid('param')
      const { db } = c.var.caller.group
      const found = await findTransaction(db, transactionId)
      if (found === undefined) {
        throw new Failure('not-found', `Transaction ${transactionId} not found.`)
      }
      const { appliedSeq } = found
      const event = appliedSeq === null ? undefined : await findEvent(db, appliedSeq)
      const receipt = appliedSeq === null ? undefined : await receiptOfEvent(db, appliedSeq)
      const source = event && {
        appliedSeq: event.appliedSeq,
        id: event.eventId,
        type: event.type,
        hubId: event.hubId,
        epoch: event.epoch,
        seq: event.seq,
      }
      const summary = receipt && {
        id: receipt.receiptId,
        number: receipt.number,
        total: receipt.total,
      }
      return c.json({ ...found, event: source ?? null, receipt: summary ?? null }, 200)
    })
}

type BalanceRow = Awaited<ReturnType<typeof trialBalance>>[number]

function closed(row: BalanceRow): z.infer<typeof AccountBalance> {
  const opening = sides(row.openingDebit - row.openingCredit)
  const closing = sides(row.openingDebit - row.openingCredit + row.debit - row.credit)
  return {
    ...row,
    openingDebit: opening.debit,
    openingCredit: opening.credit,
    closingDebit: closing.debit,
    closingCredit: closing.credit,
  }
}

function totalOf(accounts: readonly z.infer<typeof AccountBalance>[]) {
  const total = { openingDebit: 0, openingCredit: 0, debit: 0, credit: 0 }
  const closing = { closingDebit: 0, closingCredit: 0 }
  for (const account of accounts) {
    total.openingDebit += account.openingDebit
    total.openingCredit += account.openingCredit
    total.debit += account.debit
    total.credit += account.credit
    closing.closingDebit += account.closingDebit
    closing.closingCredit += account.closingCredit
  }
  return { ...total, ...closing }
}
