import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { hub } from '../hubs/schema.ts'

/**
 * What handshakes told of a hub's boots (spine B2.9): its uptime when it asked, and the cloud's time
 * then. Only the newest are kept.
 */
export const bootAnchor = sqliteTable(
  'boot_anchor',
  {
    id: integer('id').primaryKey(),
    hubId: integer('hub_id')
      .notNull()
      .references(() => hub.id),
    bootId: text('boot_id').notNull(),
    /** In ms, of when the hub asked. */
    uptime: integer('uptime').notNull(),
    cloudTime: integer('cloud_time').notNull(),
    /** In ms, by the hub's word; 0 until it has said it. */
    roundTrip: integer('round_trip').notNull(),
    session: text('session').notNull(),
  },
  (t) => [index('boot_anchor_by_boot').on(t.hubId, t.bootId)],
)

/** Boots without an anchor whose events are in the books: these wait for one, maybe for ever. */
export const bootWithoutTime = sqliteTable(
  'boot_without_time',
  {
    hubId: integer('hub_id')
      .notNull()
      .references(() => hub.id),
    bootId: text('boot_id').notNull(),
    epoch: integer('epoch').notNull(),
    firstSeq: integer('first_seq').notNull(),
    lastSeq: integer('last_seq').notNull(),
  },
  (t) => [primaryKey({ columns: [t.hubId, t.bootId, t.epoch] })],
)

/**
 * When an event happened by the cloud's time. Only of events whose hub's clock was off by more than
 * a minute: a row for each of the others would say what the event says itself.
 */
export const eventTime = sqliteTable('event_time', {
  appliedSeq: integer('applied_seq').primaryKey(),
  correctedAt: integer('corrected_at').notNull(),
})
