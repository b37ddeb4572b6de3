import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { company } from '../masterdata/schema.ts'

/** Rules that give something (shared/contracts/promotion.ts); never deleted, coupons name them. */
export const promotion = sqliteTable(
  'promotion',
  {
    id: integer('id').primaryKey(),
    companyId: integer('company_id')
      .notNull()
      .references(() => company.id),
    code: text('code').notNull(),
    name: text('name').notNull(),
    trigger: text('trigger', { enum: ['automatic', 'coupon'] }).notNull(),
    /** JSON of Promotion. */
    rule: text('rule').notNull(),
    active: integer('active', { mode: 'boolean' }).notNull(),
    /** From its conditions. */
    startsAt: integer('starts_at'),
    endsAt: integer('ends_at'),
    /** Its end has passed: the stores no longer hold it. */
    ended: integer('ended', { mode: 'boolean' }).notNull(),
  },
  (t) => [
    uniqueIndex('promotion_by_code').on(t.companyId, t.code),
    index('promotion_by_company').on(t.companyId, t.id),
  ],
)
