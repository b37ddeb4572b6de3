import { sql } from 'drizzle-orm'
import { check, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** What checks a member's PIN, beside the open leases of the account and no longer than they. */
export const leasePin = sqliteTable('lease_pin', {
  account: text('account').primaryKey(),
  version: integer('version').notNull(),
  /** With this box's key; null = the member has none. */
  sealed: text('sealed'),
  /** By the cloud's time: tried too often elsewhere. */
  lockedUntil: integer('locked_until'),
})

/** Wrong PINs in a row. No event holds them, and they outlive the leases. */
export const pinTry = sqliteTable('pin_try', {
  memberId: integer('member_id').primaryKey(),
  /** Of the PIN that was tried. */
  version: integer('version').notNull(),
  /** Counts every change, for ever: how the cloud tells an older disk. */
  tries: integer('tries').notNull(),
  wrong: integer('wrong').notNull(),
  /** How long it is locked, from this uptime of this boot on; 0 = it is not. */
  lockedMs: integer('locked_ms').notNull(),
  bootId: text('boot_id').notNull(),
  uptimeMs: integer('uptime_ms').notNull(),
  /** The same end by the cloud's time; null where that was not known. */
  lockedUntil: integer('locked_until'),
})

/** One row: which PINs this box was told, and the key that they were sealed for. */
export const pinPlace = sqliteTable(
  'pin_place',
  {
    one: integer('one').primaryKey(),
    sealKey: text('seal_key').notNull(),
    upTo: integer('up_to').notNull(),
  },
  () => [check('pin_place_one_row', sql`one = 1`)],
)
