import { z } from 'zod'
import { Currency } from '#shared/contracts/units.ts'
import { accountKinds, offlineRules } from '#shared/value/account.ts'

const Id = z.string().min(1).max(120)
const Units = z.int().positive()
const Time = z.int().min(0)
const Reason = z.string().max(200)

/** How a command that gives or takes money is posted to a company's books. */
export const BooksOf = z.object({
  companyId: z.int().positive(),
  businessOn: z.iso.date(),
  currency: Currency,
  /** Accounts by their purpose, as they were when it was done. */
  accounts: z.array(z.tuple([z.string(), z.int()])),
})
export type BooksOf = z.infer<typeof BooksOf>

const gives = {
  id: Id,
  account: Id,
  endsAt: Time.nullable(),
  reason: Reason,
  books: BooksOf.nullable(),
}
/** Null: no money, or a log of before its postings. */
const posted = BooksOf.nullable().default(null)
const ofAccount = { id: Id, account: Id, reason: Reason }

/**
 * What HQ, or a task of the cloud, does to stored value. With the events of the hubs it is all that
 * ever changes the books (spine B2.3), so a command says everything that its effects depend on:
 * run again in its place, it does the same. Its time is the log's.
 */
export const ValueCommand = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('open-programme'),
    code: Id,
    name: z.string(),
    companyId: z.int().positive().nullable(),
    of: z.enum(accountKinds),
    unit: Id,
    offline: z.enum(offlineRules),
    mayOwe: z.boolean(),
  }),
  /** JSON of PointsSettings as text: a contract that grows does not change what was set. */
  z.object({
    kind: z.literal('set-programme'),
    code: Id,
    settings: z.string(),
    books: posted,
  }),
  z.object({ kind: z.literal('credit'), amount: Units, ...gives }),
  /** What members bring along from an older system. */
  z.object({
    kind: z.literal('bring-balances'),
    balances: z.array(z.object({ id: Id, account: Id, amount: Units, endsAt: Time.nullable() })),
    reason: Reason,
    books: BooksOf.nullable(),
  }),
  /** The same of coupons and gift cards; their codes stand here only as what they are found by. */
  z.object({
    kind: z.literal('bring-vouchers'),
    programme: Id,
    promotionId: Units.nullable(),
    faceValue: Units.nullable(),
    vouchers: z.array(
      z.object({
        key: Id,
        state: z.enum(['reserved', 'sold', 'issued', 'used', 'expired', 'cancelled']),
        amount: z.int().min(0),
        endsAt: Time.nullable(),
      }),
    ),
    reason: Reason,
    books: BooksOf.nullable(),
  }),
  /** Positive gives, negative takes. */
  z.object({ kind: z.literal('correct'), amount: z.int().refine((n) => n !== 0), ...gives }),
  z.object({ kind: z.literal('freeze'), ...ofAccount }),
  z.object({ kind: z.literal('unfreeze'), ...ofAccount }),
  z.object({
    kind: z.literal('grant'),
    id: Id,
    hub: z.int().positive(),
    epoch: z.int().positive(),
    account: Id,
    amount: Units,
    endsAt: Time,
    receiptId: Id.nullable(),
    lotsEndingFrom: Time.nullable(),
    /** The hold that it answers; null = a standing lease. */
    requestId: Id.nullable(),
  }),
  z.object({ kind: z.literal('recall'), lease: Id }),
  z.object({
    kind: z.literal('forfeit'),
    id: Id,
    lease: Id,
    marginMs: Time,
    reason: Reason.default(''),
    books: posted,
  }),
  z.object({
    kind: z.literal('write-off'),
    id: Id,
    lease: Id,
    reason: Reason.default(''),
    books: posted,
  }),
  /** The hub's earlier epochs ended: the word of their disk is gone (spine B1.3). */
  z.object({
    kind: z.literal('void'),
    hub: z.int().positive(),
    companyId: z.int().positive(),
    currency: Currency,
    presentEpoch: z.int().positive(),
    books: posted,
  }),
  z.object({
    kind: z.literal('expire-lots'),
    accounts: z.array(Id),
    /** Of each company whose accounts they are; programmes of the group count to the first. */
    books: z.array(BooksOf).default([]),
  }),
  z.object({ kind: z.literal('lapse-holds'), accounts: z.array(Id) }),
  z.object({
    kind: z.literal('place-hold'),
    id: Id,
    account: Id,
    amount: Units,
    receiptId: Id,
    lapsesAt: Time,
  }),
  z.object({
    kind: z.literal('capture-hold'),
    id: Id,
    account: Id,
    hold: Id,
    amount: Units,
    books: posted,
  }),
  z.object({ kind: z.literal('release-hold'), id: Id, account: Id, hold: Id }),
  /** No hold of before a restore may be captured (spine B1.12). */
  z.object({
    kind: z.literal('end-restored-holds'),
    incarnation: z.int().positive(),
    accounts: z.array(Id),
  }),
  z.object({
    kind: z.literal('grant-refund'),
    id: Id,
    receiptId: Id,
    hub: z.int().positive(),
    amount: Units,
    /** Of the hub, then; absent in a log of before. */
    epoch: z.int().positive().optional(),
  }),
  /** With a reason: HQ did it; without: the hub asked anew. */
  z.object({
    kind: z.literal('revoke-refund'),
    id: Id,
    receiptId: Id,
    reason: Reason.optional(),
  }),
  /** Their codes follow from the secret; they are made in parts, so that nobody waits long. */
  z.object({
    kind: z.literal('order-vouchers'),
    id: Id,
    programme: Id,
    count: Units,
    secret: z.string(),
    issued: z.enum(['reserved', 'issued']),
    amount: Units.nullable(),
    promotionId: Units.nullable(),
    faceValue: Units.nullable(),
    storeId: Units.nullable(),
    memberId: Units.nullable(),
    endsAt: Time.nullable(),
    reason: Reason,
  }),
  z.object({
    kind: z.literal('make-vouchers'),
    batch: Id,
    count: Units,
    reason: Reason,
    books: posted,
  }),
  z.object({ kind: z.literal('issue-voucher'), amount: Units, ...gives }),
  z.object({ kind: z.literal('cancel-voucher'), ...ofAccount, books: posted }),
])
export type ValueCommand = z.infer<typeof ValueCommand>
export type ValueCommandOf<Kind extends ValueCommand['kind']> = Extract<
  ValueCommand,
  { readonly kind: Kind }
>

const kinds: ReadonlySet<string> = new Set(
  ValueCommand.options.map((option) => option.shape.kind.value),
)

/** Whether an entry of HQ's log is one of these. */
export function isValueCommand(kind: string): boolean {
  return kinds.has(kind)
}
