import { sql } from 'drizzle-orm'
import { check, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { company, store } from '../masterdata/schema.ts'

export const hub = sqliteTable(
  'hub',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    companyId: integer('company_id')
      .notNull()
      .references(() => company.id),
    storeId: integer('store_id')
      .notNull()
      .references(() => store.id),
    name: text('name').notNull(),
    /** Allotted by the cloud only (spine B2.10); a push under another epoch is refused. */
    epoch: integer('epoch').notNull(),
    /** `stopped`: an invalid envelope arrived, nothing more is taken until someone looks. */
    state: text('state', { enum: ['active', 'stopped', 'revoked'] }).notNull(),
    stateReason: text('state_reason').notNull(),
    claimedAt: integer('claimed_at').notNull(),
    /** Written at most once a minute; the exact state is in memory. */
    lastSeenAt: integer('last_seen_at'),
    /** The last `status` message of the hub, as coarse as `last_seen_at`. */
    lastStatus: text('last_status'),
    /** X25519, base64url: what is for this box alone is sealed with it; null = not told yet. */
    sealKey: text('seal_key'),
  },
  (t) => [index('hub_by_store').on(t.storeId), check('hub_epoch_positive', sql`${t.epoch} >= 1`)],
)

/** One-time codes with which a box becomes a store's hub. */
export const hubCode = sqliteTable('hub_code', {
  codeHash: text('code_hash').primaryKey(),
  storeId: integer('store_id')
    .notNull()
    .references(() => store.id),
  expiresAt: integer('expires_at').notNull(),
  usedAt: integer('used_at'),
  hubId: integer('hub_id').references(() => hub.id),
})
