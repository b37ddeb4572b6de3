import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { company } from '../masterdata/schema.ts'
import type { Tx } from './open.ts'

/** What changed for the feeds, written in the transaction of the change itself. */
export const outbox = sqliteTable(
  'outbox',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    /** Null: all companies of the group. */
    companyId: integer('company_id').references(() => company.id),
    entity: text('entity').notNull(),
    entityId: integer('entity_id').notNull(),
    /** Urgent goes to the stores at once, balances in windows (spine A3 rule 8). */
    class: text('class', { enum: ['urgent', 'balances'] }).notNull(),
  },
  (t) => [index('outbox_by_company').on(t.companyId, t.id)],
)

export interface Change {
  readonly companyId: number | null
  readonly entity: string
  readonly entityId: number
  readonly class: 'urgent' | 'balances'
}

/** Rows are written many at a time: a row costs a tenth of a statement of its own. */
const rowsPerInsert = 100

export async function enqueue(tx: Tx, changes: Change | readonly Change[]): Promise<void> {
  const rows = 'entity' in changes ? [changes] : changes
  for (let start = 0; start < rows.length; start += rowsPerInsert) {
    await tx.insert(outbox).values(rows.slice(start, start + rowsPerInsert))
  }
}
