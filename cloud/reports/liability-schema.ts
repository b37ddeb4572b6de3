import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { programme } from '../value/schema.ts'

const sum = (column: string) => integer(column).notNull()

/**
 * What happened to the accounts of a programme on a business day, in units and in the company's
 * money: what came in is positive. The money is what the ledger's account of that programme moved.
 */
export const valueDay = sqliteTable(
  'value_day',
  {
    programmeId: integer('programme_id')
      .notNull()
      .references(() => programme.id),
    /** In whose books; 0 = in nobody's: of the whole group and not posted. */
    companyId: integer('company_id').notNull(),
    /** The day on which it counts in the ledger; named before periods could be closed. */
    postedOn: text('business_on').notNull(),
    issued: sum('issued'),
    loaded: sum('loaded'),
    redeemed: sum('redeemed'),
    expired: sum('expired'),
    corrected: sum('corrected'),
    risk: sum('risk'),
    issuedMoney: sum('issued_money'),
    loadedMoney: sum('loaded_money'),
    redeemedMoney: sum('redeemed_money'),
    expiredMoney: sum('expired_money'),
    correctedMoney: sum('corrected_money'),
    riskMoney: sum('risk_money'),
    /** HQ said that a point is worth something else. */
    revaluedMoney: sum('revalued_money'),
  },
  (t) => [primaryKey({ columns: [t.programmeId, t.companyId, t.postedOn] })],
)

/** What members own of a programme, by the month that brought it and the month in which it ends. */
export const valueLotMonth = sqliteTable(
  'value_lot_month',
  {
    programmeId: integer('programme_id')
      .notNull()
      .references(() => programme.id),
    /** `YYYY-MM` in UTC; empty = it never ends. */
    endsIn: text('ends_in').notNull(),
    /** Empty = members owe it: its units are below 0. */
    bornIn: text('born_in').notNull(),
    units: sum('units'),
    lots: sum('lots'),
  },
  (t) => [primaryKey({ columns: [t.programmeId, t.endsIn, t.bornIn] })],
)
