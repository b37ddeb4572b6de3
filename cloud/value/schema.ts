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
import { accountKinds, offlineRules } from '#shared/value/account.ts'
import { movementKinds } from '#shared/value/movement.ts'
import { hub } from '../hubs/schema.ts'
import { company, product } from '../masterdata/schema.ts'

/** What a member may hold. Its id is a part of the feed's keys, so it stays below 1024. */
export const programme = sqliteTable(
  'programme',
  {
    id: integer('id').primaryKey(),
    /** Null = all companies of the group. */
    companyId: integer('company_id').references(() => company.id),
    /** Part of account ids (`valueAccountId`), so it never changes. */
    code: text('code').notNull(),
    name: text('name').notNull(),
    kind: text('kind', { enum: accountKinds }).notNull(),
    unit: text('unit').notNull(),
    offline: text('offline', { enum: offlineRules }).notNull(),
    mayOwe: integer('may_owe', { mode: 'boolean' }).notNull(),
    /** JSON of PointsSettings; null = HQ has set nothing. */
    settings: text('settings'),
  },
  (t) => [
    uniqueIndex('programme_by_code').on(t.code),
    check('programme_id_in_feed', sql`id between 1 and 1023`),
  ],
)

/** Items that earn points: for each piece, or for each full `price` of the line. */
export const pointsItem = sqliteTable(
  'points_item',
  {
    id: integer('id').primaryKey(),
    /** The product's. */
    companyId: integer('company_id')
      .notNull()
      .references(() => company.id),
    programmeId: integer('programme_id')
      .notNull()
      .references(() => programme.id),
    productId: integer('product_id')
      .notNull()
      .references(() => product.id),
    points: integer('points').notNull(),
    /** Null = a piece. */
    price: integer('price'),
    ruleId: text('rule_id').notNull(),
  },
  (t) => [
    uniqueIndex('points_item_by_product').on(t.programmeId, t.productId),
    index('points_item_by_company').on(t.companyId, t.id),
    check('points_item_positive', sql`points > 0 and (price is null or price > 0)`),
  ],
)

/** An account of shared/value as it is now; the movements explain it. */
export const valueAccount = sqliteTable(
  'value_account',
  {
    id: integer('id').primaryKey(),
    /** `<programme's code>:<member>`, the id in journals and leases. */
    accountId: text('account_id').notNull(),
    /** Null: a hub told of an account that the books did not know. */
    programmeId: integer('programme_id').references(() => programme.id),
    memberId: integer('member_id'),
    version: integer('version').notNull(),
    /** What the holder owns: free, holds and open leases. */
    balance: integer('balance').notNull(),
    /** When the balance last changed, by the clock of the cloud. */
    balanceAt: integer('balance_at').notNull(),
    frozen: integer('frozen', { mode: 'boolean' }).notNull(),
    /** When the first free lot ends or the first hold lapses; null = nothing to sweep. */
    sweepAt: integer('sweep_at'),
    /** JSON: terms, lots, owed, holds, leases, pending. */
    state: text('state').notNull(),
  },
  (t) => [
    uniqueIndex('value_account_by_id').on(t.accountId),
    index('value_account_by_member').on(t.memberId),
    // With the balance: what a million accounts are worth is read from the index alone.
    index('value_account_by_balance').on(t.programmeId, t.balance),
    index('value_account_to_sweep').on(t.sweepAt).where(sql`sweep_at is not null`),
  ],
)

/** Append-only: value that went from one place to another. */
export const valueMovement = sqliteTable(
  'value_movement',
  {
    id: integer('id').primaryKey(),
    movementId: text('movement_id').notNull(),
    /** The event or command that made it. */
    appliedSeq: integer('applied_seq').notNull(),
    /** Key of the account that it touches; null where only system accounts are. */
    accountKey: integer('account_key').references(() => valueAccount.id),
    kind: text('kind', { enum: movementKinds }).notNull(),
    unit: text('unit').notNull(),
    fromPlace: text('from_place').notNull(),
    toPlace: text('to_place').notNull(),
    amount: integer('amount').notNull(),
    /** JSON. */
    lots: text('lots').notNull(),
    at: integer('at').notNull(),
    receiptId: text('receipt_id'),
    rule: text('rule'),
    reverses: text('reverses'),
  },
  (t) => [
    uniqueIndex('value_movement_by_id').on(t.movementId),
    index('value_movement_by_account').on(t.accountKey, t.id),
    index('value_movement_by_receipt').on(t.receiptId).where(sql`receipt_id is not null`),
    index('value_movement_by_reversed').on(t.reverses).where(sql`reverses is not null`),
    check('value_movement_positive', sql`amount > 0`),
  ],
)

/** Every lease id that was ever used, with its account: an id is never used again. */
export const valueLease = sqliteTable(
  'value_lease',
  {
    id: integer('id').primaryKey(),
    leaseId: text('lease_id').notNull(),
    hubId: integer('hub_id').notNull(),
    accountId: text('account_id').notNull(),
    closed: integer('closed', { mode: 'boolean' }).notNull(),
  },
  (t) => [
    uniqueIndex('value_lease_by_id').on(t.leaseId),
    index('value_lease_open').on(t.hubId, t.id).where(sql`closed = 0`),
  ],
)

export const valueCoupon = sqliteTable(
  'value_coupon',
  {
    id: integer('id').primaryKey(),
    couponId: text('coupon_id').notNull(),
    version: integer('version').notNull(),
    /** JSON of the rest of the coupon. */
    state: text('state').notNull(),
  },
  (t) => [uniqueIndex('value_coupon_by_id').on(t.couponId)],
)

/**
 * Rights to refund a receipt that are no longer as the sale made them. One that has no row is what
 * its receipt says (`receipt-rights.ts`): a sale writes nothing here.
 */
export const refundRight = sqliteTable(
  'refund_right',
  {
    id: integer('id').primaryKey(),
    receiptId: text('receipt_id').notNull(),
    /** 0 = the sale is not in the books yet. */
    hubId: integer('hub_id').notNull(),
    epoch: integer('epoch').notNull(),
    holder: text('holder', { enum: ['hub', 'recalled', 'cloud'] }).notNull(),
    version: integer('version').notNull(),
    /** JSON of the rest of the right. */
    state: text('state').notNull(),
  },
  (t) => [
    uniqueIndex('refund_right_by_receipt').on(t.receiptId),
    index('refund_right_of_hub').on(t.hubId, t.epoch).where(sql`holder <> 'cloud'`),
  ],
)

/** Whatever was promised to a disk of an earlier epoch than this is void (spine B1.3). */
export const hubVoid = sqliteTable('hub_void', {
  hubId: integer('hub_id').primaryKey(),
  beforeEpoch: integer('before_epoch').notNull(),
})

/** The numbered stream to each hub (spine B1.4). Numbers start at 1 in each incarnation and epoch. */
export const hubMessage = sqliteTable(
  'hub_message',
  {
    hubId: integer('hub_id')
      .notNull()
      .references(() => hub.id),
    incarnation: integer('incarnation').notNull(),
    epoch: integer('epoch').notNull(),
    n: integer('n').notNull(),
    /** JSON of the message's body. */
    body: text('body').notNull(),
    acked: integer('acked', { mode: 'boolean' }).notNull().default(false),
  },
  (t) => [primaryKey({ columns: [t.hubId, t.incarnation, t.epoch, t.n] })],
)

/** Where a member's standing leases of an account are granted (spine B1.9). */
export const valueHome = sqliteTable('value_home', {
  accountKey: integer('account_key')
    .primaryKey()
    .references(() => valueAccount.id),
  /** JSON of shared/value/cloud/home-store.ts. */
  home: text('home').notNull(),
  /** It was ever spent from at a store. */
  redeemed: integer('redeemed', { mode: 'boolean' }).notNull(),
})

/** Hubs that restored books wait for, or that HQ gave up waiting for (spine B1.12). */
export const valueRecovery = sqliteTable('value_recovery', {
  hubId: integer('hub_id')
    .primaryKey()
    .references(() => hub.id),
  state: text('state', { enum: ['waiting', 'overridden'] }).notNull(),
  /** Head of its last handshake; null = it did not come yet. */
  toldEpoch: integer('told_epoch'),
  toldSeq: integer('told_seq'),
})

/** Requests of HQ by the id that the client made, with the answer: said again, it is the same. */
export const valueRequest = sqliteTable('value_request', {
  id: text('id').primaryKey(),
  /** Its command. */
  appliedSeq: integer('applied_seq').notNull(),
  /** JSON of what was asked. */
  asked: text('asked').notNull(),
  /** JSON. */
  answer: text('answer').notNull(),
})

/** Vouchers of no store's stock that a hub is about to sell: its alone until its own word. */
export const voucherClaim = sqliteTable('voucher_claim', {
  account: text('account').primaryKey(),
  hubId: integer('hub_id')
    .notNull()
    .references(() => hub.id),
  receiptId: text('receipt_id').notNull(),
  at: integer('at').notNull(),
  /** Over once the books hold the hub's journal up to here; null = the hub still wants it. */
  overEpoch: integer('over_epoch'),
  overSeq: integer('over_seq'),
})

/** What hubs told of payments in value that were tried without the internet. */
export const offlineTry = sqliteTable(
  'offline_try',
  {
    hubId: integer('hub_id')
      .notNull()
      .references(() => hub.id),
    businessOn: text('business_on').notNull(),
    programme: text('programme').notNull(),
    /** `paid`, or why not. */
    outcome: text('outcome').notNull(),
    tries: integer('tries').notNull(),
  },
  (t) => [primaryKey({ columns: [t.hubId, t.businessOn, t.programme, t.outcome] })],
)
