import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** What HQ set, and why: of settings that stand in no log of the books. Only ever added to. */
export const settingChange = sqliteTable(
  'setting_change',
  {
    id: integer('id').primaryKey(),
    /** Of whom or what, e.g. `pin:7` of a member, `trust:1` of a company. */
    subject: text('subject').notNull(),
    at: integer('at').notNull(),
    by: text('by').notNull(),
    /** What was done, or JSON of what is set since; never a secret. */
    what: text('what').notNull(),
    reason: text('reason').notNull(),
  },
  (t) => [index('setting_change_by_subject').on(t.subject, t.id)],
)
