import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { alarmKinds } from '#shared/value/ledger.ts'
import { company } from '../masterdata/schema.ts'

/** What HQ must see. The same words again are the same alarm, once more. */
export const alarm = sqliteTable(
  'alarm',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    kind: text('kind', { enum: alarmKinds }).notNull(),
    /** Of whom or what, e.g. `hub:7`. */
    subject: text('subject').notNull(),
    words: text('words').notNull(),
    companyId: integer('company_id')
      .notNull()
      .references(() => company.id),
    hubId: integer('hub_id').notNull(),
    times: integer('times').notNull(),
    firstAt: integer('first_at').notNull(),
    lastAt: integer('last_at').notNull(),
    /** Of one that has an end: of so many things that raised it none has ended yet. */
    open: integer('open').notNull().default(0),
    /** When the last of them ended. */
    endedAt: integer('ended_at'),
  },
  (t) => [
    uniqueIndex('alarm_by_words').on(t.kind, t.subject, t.words),
    index('alarm_by_company').on(t.companyId, t.id),
  ],
)
