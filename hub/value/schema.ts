import { sql } from 'drizzle-orm'
import { check, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/**
 * The wallet in `journal.db`: what the journal says of leases, movements, receipts and the hub's
 * place in the cloud's stream. A projection, written in the transaction that appends the event;
 * cleared and read again from the journal it is the same. Expand-only.
 */

export const walletLease = sqliteTable(
  'wallet_lease',
  {
    /** In the order of their grants. */
    key: integer('key').primaryKey(),
    id: text('id').notNull().unique(),
    account: text('account').notNull(),
    epoch: integer('epoch').notNull(),
    receiptId: text('receipt_id'),
    granted: integer('granted').notNull(),
    spent: integer('spent').notNull(),
    returned: integer('returned').notNull(),
    endsAt: integer('ends_at').notNull(),
    state: text('state', { enum: ['open', 'recalled', 'closed', 'refused', 'void'] }).notNull(),
    version: integer('version').notNull(),
  },
  (t) => [
    index('wallet_lease_open').on(t.account).where(sql`state IN ('open', 'recalled')`),
    index('wallet_lease_ending').on(t.endsAt).where(sql`state IN ('open', 'recalled')`),
  ],
)

/**
 * Index over the journal (spine B3); the event says its epoch. Never pruned by the mark of a
 * replica, since a rebuilt one may have an older mark.
 */
export const ownMovement = sqliteTable(
  'own_movement',
  {
    key: integer('key').primaryKey(),
    account: text('account').notNull(),
    seq: integer('seq').notNull(),
    id: text('id').notNull(),
    kind: text('kind', { enum: ['earn', 'load', 'spend', 'give-back', 'take-back'] }).notNull(),
    amount: integer('amount').notNull(),
    /** The movement that it undoes. */
    reverses: text('reverses'),
  },
  (t) => [
    index('own_movement_by_account').on(t.account, t.seq),
    index('own_movement_by_reversed').on(t.reverses).where(sql`reverses IS NOT NULL`),
  ],
)

/**
 * Where other journals had an event that a till brought (spine B2.7), as the till tells. Not in the
 * event, whose bytes are the first hub's; gone with it.
 */
export const takenPlace = sqliteTable(
  'taken_place',
  {
    seq: integer('seq').notNull(),
    hubId: integer('hub_id').notNull(),
    epoch: integer('epoch').notNull(),
    place: integer('place').notNull(),
  },
  (t) => [primaryKey({ columns: [t.seq, t.hubId, t.epoch] })],
)

/**
 * Only receipts of which more is to be said than that they were sold here: a sale is in the journal
 * already, and selling must not cost a row more.
 */
export const ownReceipt = sqliteTable('own_receipt', {
  receiptId: text('receipt_id').primaryKey(),
  epoch: integer('epoch').notNull(),
  total: integer('total'),
  refunded: integer('refunded').notNull(),
  right: text('right', { enum: ['mine', 'asked', 'returned'] }).notNull(),
  version: integer('version').notNull(),
})

export const trustSpent = sqliteTable('trust_spent', {
  allowance: text('allowance').primaryKey(),
  hub: integer('hub').notNull(),
  /** Amount by account, as JSON. */
  byAccount: text('by_account').notNull(),
})

/**
 * Coupons that this hub gave for the next order, by what is printed on them (`voucherText`): they are
 * known here before the feed brings them.
 */
export const issuedCoupon = sqliteTable(
  'issued_coupon',
  {
    account: text('account').primaryKey(),
    seq: integer('seq').notNull(),
    text: text('text').notNull(),
    programme: text('programme').notNull(),
    promotionId: integer('promotion_id').notNull(),
    endsAt: integer('ends_at'),
  },
  (t) => [index('issued_coupon_by_text').on(t.text)],
)

/** One row. */
export const streamPosition = sqliteTable(
  'stream_position',
  {
    one: integer('one').primaryKey(),
    incarnation: integer('incarnation').notNull(),
    epoch: integer('epoch').notNull(),
    n: integer('n').notNull(),
    /** The last day whose trust was used. */
    trustDay: text('trust_day'),
    /** The wallet holds every event up to here; what follows has nothing for it, or is read at start. */
    seq: integer('seq').notNull(),
  },
  () => [check('stream_position_one_row', sql`one = 1`)],
)

/**
 * Payments in value that were tried without the internet, counted for HQ. Not a projection: a
 * refusal leaves no event.
 */
export const offlineTry = sqliteTable(
  'offline_try',
  {
    businessOn: text('business_on').notNull(),
    programme: text('programme').notNull(),
    /** `paid`, or why not. */
    outcome: text('outcome').notNull(),
    tries: integer('tries').notNull(),
  },
  (t) => [primaryKey({ columns: [t.businessOn, t.programme, t.outcome] })],
)
