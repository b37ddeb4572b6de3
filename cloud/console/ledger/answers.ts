import { z } from 'zod'
import { Transaction } from '../receipts/answers.ts'
import { SettingChange } from '../ui/changes.tsx'

const Sides = z.object({
  openingDebit: z.int(),
  openingCredit: z.int(),
  debit: z.int(),
  credit: z.int(),
  closingDebit: z.int(),
  closingCredit: z.int(),
})
export type Side = keyof z.infer<typeof Sides>

const AccountBalance = Sides.extend({
  id: z.int(),
  code: z.string(),
  name: z.string(),
  type: z.string(),
})
export type AccountBalance = z.infer<typeof AccountBalance>

export const TrialBalance = z.object({ accounts: z.array(AccountBalance), total: Sides })
export type TrialBalance = z.infer<typeof TrialBalance>

export const Entry = z.object({
  transactionId: z.int(),
  kind: z.string(),
  businessOn: z.string(),
  postedOn: z.string(),
  postedAt: z.int(),
  debit: z.int(),
  credit: z.int(),
  receiptId: z.string().nullable(),
  receiptNumber: z.string().nullable(),
})
export type Entry = z.infer<typeof Entry>

export const EntryPage = z.object({ items: z.array(Entry), next: z.string().nullable() })

export const ClosedBooksView = z.object({
  closedTo: z.string().nullable(),
  changes: z.array(SettingChange),
})

export const TracedTransaction = Transaction.extend({
  event: z.object({ type: z.string(), hubId: z.int(), epoch: z.int(), seq: z.int() }).nullable(),
  receipt: z.object({ id: z.string(), number: z.string(), total: z.int() }).nullable(),
})
