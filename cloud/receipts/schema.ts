import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { hub } from '../hubs/schema.ts'
import { event } from '../journal/schema.ts'
import { company, store } from '../masterdata/schema.ts'
import { receiptSums } from '../reports/schema.ts'

/** Index of receipts; what was sold stands in the event that made it. */
export const receipt = sqliteTable(
  'receipt',
  {
    /** The event that made it. */
    appliedSeq: integer('applied_seq')
      .primaryKey()
      .references(() => event.appliedSeq),
    receiptId: text('receipt_id').notNull(),
    companyId: integer('company_id')
      .notNull()
      .references(() => company.id),
    storeId: integer('store_id')
      .notNull()
      .references(() => store.id),
    hubId: integer('hub_id')
      .notNull()
      .references(() => hub.id),
    kind: text('kind', { enum: ['sale', 'refund'] }).notNull(),
    /** With its two check characters. Repeats are an alarm, not a refusal (spine B4). */
    number: text('number').notNull(),
    businessOn: text('business_on').notNull(),
    at: integer('at').notNull(),
    till: text('till').notNull(),
    shiftId: text('shift_id'),
    cashierId: integer('cashier_id'),
    memberId: integer('member_id'),
    customerId: integer('customer_id'),
    /** The affiliate partner who sent the customer: a member. */
    partnerId: integer('partner_id'),
    originalId: text('original_id'),
    currency: text('currency').notNull(),
    /** Negative on a refund. Of a quarantined receipt: what its tenders paid. */
    total: integer('total').notNull(),
    /** What it adds to the sales report; all 0 while it is in quarantine. */
    ...receiptSums,
  },
  (t) => [
    uniqueIndex('receipt_by_id').on(t.receiptId),
    index('receipt_by_store').on(t.storeId, t.businessOn),
    index('receipt_by_number').on(t.number),
    index('receipt_by_original').on(t.originalId),
  ],
)
