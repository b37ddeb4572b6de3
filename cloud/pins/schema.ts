import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { member } from '../masterdata/schema.ts'

/**
 * A member's PIN. In no feed: a verifier leaves the cloud only sealed for one hub, beside a lease.
 * Each change, and each unlocking, is a new version, and tries count against one version.
 */
export const memberPin = sqliteTable(
  'member_pin',
  {
    memberId: integer('member_id')
      .primaryKey()
      .references(() => member.id),
    /** `scrypt$N$salt$hash` over HMAC(lookup key, pin); null = it was taken away. */
    verifier: text('verifier'),
    /** Of all members' the latest is the greatest. */
    version: integer('version').notNull(),
    changedAt: integer('changed_at').notNull(),
    changedBy: text('changed_by').notNull(),
  },
  (t) => [index('member_pin_by_version').on(t.version)],
)

/** Wrong PINs in a row, by where they were typed; hub 0 = checked by the cloud itself. */
export const memberPinTry = sqliteTable(
  'member_pin_try',
  {
    memberId: integer('member_id').notNull(),
    hubId: integer('hub_id').notNull(),
    version: integer('version').notNull(),
    /** Counts every try and never goes back, so that an older disk's word is known as such. */
    tries: integer('tries').notNull(),
    wrong: integer('wrong').notNull(),
    lockedUntil: integer('locked_until'),
    at: integer('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.memberId, t.hubId] })],
)
