import { sql } from 'drizzle-orm'
import {
  type AnySQLiteColumn,
  blob,
  check,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core'
import { hub } from '../hubs/schema.ts'
import { company, store } from '../masterdata/schema.ts'

/**
 * What a hub sent, as it came: gzip of bodies, one a line. Events point into it (spine A2). One row a
 * transaction: where others waited for the writer, a batch went into the books in slices.
 */
export const journalBatch = sqliteTable(
  'journal_batch',
  {
    id: integer('id').primaryKey(),
    hubId: integer('hub_id')
      .notNull()
      .references(() => hub.id),
    epoch: integer('epoch').notNull(),
    firstSeq: integer('first_seq').notNull(),
    lastSeq: integer('last_seq').notNull(),
    receivedAt: integer('received_at').notNull(),
    /** Empty in all but the first slice of a batch. */
    body: blob('body', { mode: 'buffer' }).notNull(),
    /** The first slice of the batch, which holds the body; null = this one does. */
    bodyOf: integer('body_of').references((): AnySQLiteColumn => journalBatch.id),
  },
  (t) => [
    index('journal_batch_by_hub').on(t.hubId, t.epoch, t.firstSeq),
    check('journal_batch_order', sql`${t.firstSeq} >= 1 and ${t.lastSeq} >= ${t.firstSeq}`),
  ],
)

/**
 * One row an epoch: the high-water mark, which moves in the transaction of the events' effects, and
 * what the handshake needs (shared/journal/history.ts).
 */
export const hubHead = sqliteTable(
  'hub_head',
  {
    hubId: integer('hub_id')
      .notNull()
      .references(() => hub.id),
    epoch: integer('epoch').notNull(),
    seq: integer('seq').notNull(),
    /** 32 bytes; empty before the first event. */
    hash: blob('hash', { mode: 'buffer' }).notNull(),
    /** Where this epoch left an earlier one; 0, 0, '' for a journal's first. Hash in hex. */
    baseEpoch: integer('base_epoch').notNull().default(0),
    baseSeq: integer('base_seq').notNull().default(0),
    baseHash: text('base_hash').notNull().default(''),
    /** Id of the API key that this epoch was bound to at first contact (spine B2.10). */
    key: text('key'),
    /** The open session; null = none, or ended by a restore of this database. */
    session: text('session'),
    /** What the hub's disk held when it was opened. */
    sessionBefore: text('session_before'),
    /** The hub has spoken in it, so its id is on the hub's disk. */
    sessionHeard: integer('session_heard', { mode: 'boolean' }).notNull().default(false),
    /** When the last hello was asked, by the hub's boot and uptime: an older one comes late. */
    askedBoot: text('asked_boot').notNull().default(''),
    askedUptime: integer('asked_uptime').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.hubId, t.epoch] })],
)

/** One row: which life of this database it is, and the latest time that it ever gave to a hub. */
export const cloudLife = sqliteTable(
  'cloud_life',
  {
    one: integer('one').primaryKey(),
    incarnation: integer('incarnation').notNull(),
    highestTime: integer('highest_time').notNull(),
  },
  (t) => [check('cloud_life_one_row', sql`${t.one} = 1`)],
)

export const eventStates = ['applied', 'quarantined', 'parked', 'repeated', 'dismissed'] as const

/** Every event once, in the order in which it was applied: rebuilding replays by this key. */
export const event = sqliteTable(
  'event',
  {
    appliedSeq: integer('applied_seq').primaryKey(),
    hubId: integer('hub_id').notNull(),
    epoch: integer('epoch').notNull(),
    seq: integer('seq').notNull(),
    /** Null where an earlier row already has this event (`repeats`). */
    eventId: text('event_id'),
    type: text('type').notNull(),
    at: integer('at').notNull(),
    hash: blob('hash', { mode: 'buffer' }).notNull(),
    /** The receipt that the event makes or names. */
    receiptId: text('receipt_id'),
    batchId: integer('batch_id')
      .notNull()
      .references(() => journalBatch.id),
    /** Where the body lies in the unpacked batch, in bytes. */
    bodyStart: integer('body_start').notNull(),
    bodyLength: integer('body_length').notNull(),
    /** `parked`: waits behind a quarantined receipt (spine B2.2). */
    state: text('state', { enum: eventStates }).notNull(),
    /** `applied_seq` of the same event under an older position. */
    repeats: integer('repeats'),
  },
  (t) => [
    uniqueIndex('event_by_position').on(t.hubId, t.epoch, t.seq),
    uniqueIndex('event_by_id').on(t.eventId),
    index('event_by_receipt').on(t.receiptId).where(sql`receipt_id is not null`),
  ],
)

/**
 * HQ's own log: what HQ did to the books, in one order with the events of the hubs (spine B2.3).
 * With them it is all that ever changed the books, so a rebuild needs nothing else.
 */
export const hqCommand = sqliteTable(
  'hq_command',
  {
    appliedSeq: integer('applied_seq').primaryKey(),
    at: integer('at').notNull(),
    /** The API key or the task that gave it. */
    by: text('by').notNull(),
    /** `repair`, or the value verb that it runs. */
    kind: text('kind').notNull(),
    /** JSON, as it was run: nothing in it depends on the clock or on chance. */
    body: text('body').notNull(),
  },
  (t) => [index('hq_command_by_kind').on(t.kind)],
)

/** Events whose payload could not be applied; their envelopes were (spine B2.1). */
export const quarantine = sqliteTable(
  'quarantine',
  {
    appliedSeq: integer('applied_seq')
      .primaryKey()
      .references(() => event.appliedSeq),
    companyId: integer('company_id')
      .notNull()
      .references(() => company.id),
    receiptId: text('receipt_id'),
    shiftId: text('shift_id'),
    /** `applied_seq` of the event that this one waits behind. */
    parkedBehind: integer('parked_behind').references(() => event.appliedSeq),
    reason: text('reason').notNull(),
    /** Why it was refused when it came; null = it was parked. A rebuild does not judge again. */
    firstReason: text('first_reason'),
    since: integer('since').notNull(),
    /** `applied_seq` of the command that judged it last (spine B2.3). */
    judgedSeq: integer('judged_seq'),
    repairedAt: integer('repaired_at'),
    repairedBy: text('repaired_by'),
    repairId: text('repair_id'),
    /** The payload that took the place of the hub's, as JSON; null = the hub's own was applied. */
    repair: text('repair'),
    /** How it left, where it was not repaired. */
    ended: text('ended', { enum: ['accepted', 'dismissed'] }),
    /** HQ's words for that. */
    endedReason: text('ended_reason'),
  },
  (t) => [
    index('quarantine_by_receipt').on(t.receiptId),
    index('quarantine_by_shift').on(t.shiftId).where(sql`shift_id is not null`),
    index('quarantine_by_parked').on(t.parkedBehind).where(sql`parked_behind is not null`),
    index('quarantine_open').on(t.appliedSeq).where(sql`repaired_at is null`),
    uniqueIndex('quarantine_by_repair').on(t.repairId),
  ],
)

/** Closed shifts whose sums lacked receipts when they were closed (spine B2.2). */
export const incompleteShift = sqliteTable('incomplete_shift', {
  /** The event that closed it. */
  appliedSeq: integer('applied_seq')
    .primaryKey()
    .references(() => event.appliedSeq),
  companyId: integer('company_id')
    .notNull()
    .references(() => company.id),
  shiftId: text('shift_id').notNull(),
  /** Receipts in quarantine when it was closed. */
  parked: integer('parked').notNull(),
  /** Of them, still there. */
  missing: integer('missing').notNull(),
})

/**
 * Which accounts a store's events post to, from a place in the applied log on: it depends on master
 * data, so a rebuild could not know it otherwise.
 */
export const storeAccounts = sqliteTable(
  'store_accounts',
  {
    storeId: integer('store_id')
      .notNull()
      .references(() => store.id),
    fromSeq: integer('from_seq').notNull(),
    /** JSON: pairs of a purpose and an account's id. */
    accounts: text('accounts').notNull(),
  },
  (t) => [primaryKey({ columns: [t.storeId, t.fromSeq] })],
)

/** What the journals say of a store's stock: the sum of all stock deltas, in thousandths. */
export const stockOnHand = sqliteTable(
  'stock_on_hand',
  {
    storeId: integer('store_id')
      .notNull()
      .references(() => store.id),
    /** Without a reference: what a store says it sold is booked even if we never heard of it. */
    productId: integer('product_id').notNull(),
    quantity: integer('quantity').notNull(),
  },
  (t) => [primaryKey({ columns: [t.storeId, t.productId] })],
)
