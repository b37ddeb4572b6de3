import { sql } from 'drizzle-orm'
import {
  check,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core'

/**
 * `journal.db`: the events of this hub, in order and for 35 days (prune.ts), and what the hub derives from them.
 * Integer keys; a UUID is one unique index on the event (spine A1). Expand-only.
 */

export const event = sqliteTable('event', {
  seq: integer('seq').primaryKey(),
  epoch: integer('epoch').notNull(),
  id: text('id').notNull().unique(),
  type: text('type').notNull(),
  at: integer('at').notNull(),
  hash: text('hash').notNull(),
  /** The hash it was first saved with, where a new epoch or another hub chained it again. */
  firstHash: text('first_hash'),
  /** sha256 of what the till asked for: the same id with another one is refused. */
  requestHash: text('request_hash').notNull(),
  /** `{"envelope":…,"payload":…}`, the very bytes that are hashed and sent. */
  body: text('body').notNull(),
})

/** Sales and refunds by number; `seq` is their event. */
export const receipt = sqliteTable(
  'receipt',
  {
    seq: integer('seq').primaryKey(),
    kind: text('kind', { enum: ['sale', 'refund'] }).notNull(),
    number: text('number').notNull(),
    at: integer('at').notNull(),
    till: text('till').notNull(),
    total: integer('total').notNull(),
    /** The sale that a refund gives back. */
    originalSeq: integer('original_seq'),
  },
  // Not unique: a sale that a till kept from another disk may repeat a number (spine B4).
  (t) => [index('receipt_by_printed_number').on(t.number)],
)

/** What was given back of a sale so far: one row a sale, so that one guard covers all of it. */
export const refunded = sqliteTable('refunded', {
  receiptSeq: integer('receipt_seq').primaryKey(),
  /** Counts the refunds; each is made from the state before it, or not at all. */
  refunds: integer('refunds').notNull(),
  /** Quantity by line id, as JSON. */
  lines: text('lines').notNull(),
  /** How each refund was paid, as JSON. */
  settlements: text('settlements').notNull(),
})

/**
 * Places without an event: a salvage lost them, below what the cloud has (salvage/mend-chain.ts). Told
 * then, and gone when an epoch goes on from below them, which puts placeholders there.
 */
export const lostPlace = sqliteTable('lost_place', {
  first: integer('first').primaryKey(),
  last: integer('last').notNull(),
})

/** The last receipt number given out, per till and epoch; moves in the receipt's own transaction. */
export const tillCounter = sqliteTable(
  'till_counter',
  {
    till: text('till').notNull(),
    epoch: integer('epoch').notNull(),
    counter: integer('counter').notNull(),
  },
  (t) => [primaryKey({ columns: [t.till, t.epoch] })],
)

/** `seq` is the opening event. One open shift per till. */
export const shift = sqliteTable(
  'shift',
  {
    seq: integer('seq').primaryKey(),
    id: text('id').notNull().unique(),
    till: text('till').notNull(),
    cashierId: integer('cashier_id').notNull(),
    cashier: text('cashier').notNull(),
    openedAt: integer('opened_at').notNull(),
    openingCash: integer('opening_cash').notNull(),
    /** Cash put in and taken out outside sales. */
    movedCash: integer('moved_cash').notNull(),
    receipts: integer('receipts').notNull(),
    refunds: integer('refunds').notNull(),
    /** Counts every change, so that a close is made from figures that still hold. */
    changes: integer('changes').notNull(),
    closedAt: integer('closed_at'),
    expectedCash: integer('expected_cash'),
    countedCash: integer('counted_cash'),
  },
  (t) => [
    uniqueIndex('shift_open_by_till').on(t.till).where(sql`closed_at IS NULL`),
    index('shift_by_till').on(t.till),
  ],
)

export const shiftTender = sqliteTable(
  'shift_tender',
  {
    shiftId: text('shift_id').notNull(),
    kind: text('kind').notNull(),
    amount: integer('amount').notNull(),
  },
  (t) => [primaryKey({ columns: [t.shiftId, t.kind] })],
)

/** A paired till and who is signed in at it. */
export const till = sqliteTable('till', {
  code: text('code').primaryKey(),
  name: text('name').notNull(),
  tokenHash: text('token_hash').notNull().unique(),
  pairedAt: integer('paired_at').notNull(),
  cashierId: integer('cashier_id'),
  /** Its password at mosquitto (hub/mqtt/mosquitto-hash.ts); null = paired by an older program. */
  mqttVerifier: text('mqtt_verifier'),
})

export const pairingCode = sqliteTable('pairing_code', {
  codeHash: text('code_hash').primaryKey(),
  /** The till that is being replaced; null = a new one. */
  till: text('till'),
  expiresAt: integer('expires_at').notNull(),
})

/** Wrong PINs in a row; survives a restart. */
export const pinFailure = sqliteTable('pin_failure', {
  employeeId: integer('employee_id').primaryKey(),
  failures: integer('failures').notNull(),
  lockedUntil: integer('locked_until').notNull(),
})

export const parkedBasket = sqliteTable('parked_basket', {
  id: text('id').primaryKey(),
  till: text('till').notNull(),
  name: text('name').notNull(),
  basket: text('basket').notNull(),
  total: integer('total').notNull(),
  at: integer('at').notNull(),
})

/** Devices of this store; `config` is a DeviceConfig as JSON. */
export const device = sqliteTable('device', {
  device: text('device').primaryKey(),
  config: text('config').notNull(),
})

/** What became of each device lately: the newest few of each; hub/devices/history.ts says how many. */
export const deviceNote = sqliteTable(
  'device_note',
  {
    seq: integer('seq').primaryKey(),
    device: text('device').notNull(),
    at: integer('at').notNull(),
    state: text('state', { enum: ['online', 'offline'] }).notNull(),
    reason: text('reason').notNull(),
  },
  (t) => [index('device_note_by_device').on(t.device, t.seq)],
)

/**
 * Print jobs outlive the broker and the gateway; hub/print/job.ts says what each column means.
 * Receipts and shifts are laid out when they are sent: `document` stands only where neither is printed.
 */
export const printJob = sqliteTable(
  'print_job',
  {
    seq: integer('seq').primaryKey(),
    id: text('id').notNull().unique(),
    kind: text('kind').notNull(),
    till: text('till').notNull(),
    device: text('device').notNull(),
    refId: text('ref_id'),
    document: text('document'),
    duplicate: integer('duplicate').notNull(),
    state: text('state').notNull(),
    reason: text('reason').notNull(),
    attempt: integer('attempt').notNull(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    expiresAt: integer('expires_at'),
    session: text('session'),
  },
  (t) => [
    index('print_job_by_ref').on(t.refId),
    index('print_job_unfinished').on(t.seq).where(sql`state NOT IN ('done', 'failed')`),
  ],
)

/** Who this hub is, from its claim; one row. */
export const identity = sqliteTable(
  'identity',
  {
    one: integer('one').primaryKey(),
    hubId: integer('hub_id').notNull(),
    epoch: integer('epoch').notNull(),
    token: text('token').notNull(),
    feedId: text('feed_id').notNull(),
    lookupKey: text('lookup_key').notNull(),
    /** StoreProfile as JSON. */
    profile: text('profile').notNull(),
    /** The cloud has every event up to here. */
    cloudSeq: integer('cloud_seq').notNull(),
    /** The last session of this epoch with the cloud: what tells this disk from a copy of it. */
    session: text('session'),
    /** A till saw more than this disk holds; numbers are provisional until the next epoch. */
    provisional: integer('provisional', { mode: 'boolean' }).notNull().default(false),
  },
  () => [check('identity_one_row', sql`one = 1`)],
)
