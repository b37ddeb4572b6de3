import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { programme } from '../value/schema.ts'

/** Vouchers that were ordered together; their codes follow from the secret and their number. */
export const voucherBatch = sqliteTable(
  'voucher_batch',
  {
    id: integer('id').primaryKey(),
    /** Made by the client that ordered it. */
    batchId: text('batch_id').notNull(),
    programmeId: integer('programme_id')
      .notNull()
      .references(() => programme.id),
    count: integer('count').notNull(),
    /** So many are there; less than `count` while they are being made. */
    made: integer('made').notNull(),
    secret: text('secret').notNull(),
    issued: text('issued', { enum: ['reserved', 'issued'] }).notNull(),
    /** Units that each one of an issued batch holds. */
    amount: integer('amount'),
    promotionId: integer('promotion_id'),
    faceValue: integer('face_value'),
    storeId: integer('store_id'),
    memberId: integer('member_id'),
    endsAt: integer('ends_at'),
    orderedAt: integer('ordered_at').notNull(),
  },
  (t) => [uniqueIndex('voucher_batch_by_id').on(t.batchId)],
)

/**
 * A coupon or gift card: what its code leads to. Its state is in `value_coupon`, where one that has
 * no row is reserved; its value is in its account, which is opened when it is sold or issued.
 */
export const voucher = sqliteTable(
  'voucher',
  {
    id: integer('id').primaryKey(),
    account: text('account').notNull(),
    programmeId: integer('programme_id')
      .notNull()
      .references(() => programme.id),
    /** Null: a store made it for the next order. */
    batchId: integer('batch_id').references(() => voucherBatch.id),
    /** HMAC of its code (shared/feed/lookup.ts). */
    key: text('key').notNull(),
    /** As they were when it was made: what is printed holds. */
    promotionId: integer('promotion_id'),
    faceValue: integer('face_value'),
    storeId: integer('store_id'),
    memberId: integer('member_id'),
    endsAt: integer('ends_at'),
    /** As `value_coupon` says it, written with it: what HQ lists by. Null = reserved. */
    state: text('state'),
  },
  (t) => [
    index('voucher_by_state').on(t.programmeId, t.state, t.id),
    uniqueIndex('voucher_by_account').on(t.account),
    uniqueIndex('voucher_by_key').on(t.key),
    index('voucher_by_programme').on(t.programmeId, t.id),
  ],
)
