import { and, eq, isNull, sql } from 'drizzle-orm'
import { TenderKind } from '#shared/contracts/tender.ts'
import { build, compile } from '../db/compile.ts'
import { type Statement, seqMark } from '../journal/job.ts'
import type { Journal } from '../journal/journal.ts'
import { shift, shiftTender } from '../journal/schema.ts'
import { statement } from '../journal/statement.ts'

const name = sql.placeholder

export type ShiftRow = ReturnType<ReturnType<typeof createShiftStore>['byId']> & object
export interface TenderSum {
  readonly kind: TenderKind
  readonly amount: number
}

export function createShiftStore(journal: Journal) {
  const byId = journal.prepare(selectShift().where(eq(shift.id, name('id'))))
  const openAt = journal.prepare(
    selectShift().where(and(eq(shift.till, name('till')), isNull(shift.closedAt))),
  )
  const tenders = journal.prepare(
    build
      .select({ kind: shiftTender.kind, amount: shiftTender.amount })
      .from(shiftTender)
      .where(eq(shiftTender.shiftId, name('id')))
      .orderBy(shiftTender.kind),
  )
  return {
    byId: (id: string) => byId({ id })[0],
    openAt: (till: string) => openAt({ till })[0],
    tendersOf: (id: string): TenderSum[] =>
      tenders({ id }).map(({ kind, amount }) => ({ kind: TenderKind.parse(kind), amount })),
  }
}
export type ShiftStore = ReturnType<typeof createShiftStore>

function selectShift() {
  return build
    .select({
      id: shift.id,
      till: shift.till,
      cashierId: shift.cashierId,
      cashier: shift.cashier,
      openedAt: shift.openedAt,
      openingCash: shift.openingCash,
      movedCash: shift.movedCash,
      receipts: shift.receipts,
      refunds: shift.refunds,
      changes: shift.changes,
      closedAt: shift.closedAt,
      expectedCash: shift.expectedCash,
      countedCash: shift.countedCash,
    })
    .from(shift)
    .$dynamic()
}

const insertShift = compile(
  build
    .insert(shift)
    .values({
      seq: name('seq'),
      id: name('id'),
      till: name('till'),
      cashierId: name('cashierId'),
      cashier: name('cashier'),
      openedAt: name('openedAt'),
      openingCash: name('openingCash'),
      movedCash: 0,
      receipts: 0,
      refunds: 0,
      changes: 0,
    })
    // The only conflict left to meet is the till's other open shift.
    .onConflictDoNothing(),
)
export function addShift(row: {
  readonly id: string
  readonly till: string
  readonly cashierId: number
  readonly cashier: string
  readonly openedAt: number
  readonly openingCash: number
}): Statement {
  return statement(insertShift, { ...row, seq: seqMark }, 'shift-open')
}

const isOpenHere = and(
  eq(shift.id, name('id')),
  eq(shift.till, name('till')),
  isNull(shift.closedAt),
)
const countReceipt = compile(
  build
    .update(shift)
    .set({
      receipts: sql`${shift.receipts} + ${name('receipts')}`,
      refunds: sql`${shift.refunds} + ${name('refunds')}`,
      movedCash: sql`${shift.movedCash} + ${name('movedCash')}`,
      changes: sql`${shift.changes} + 1`,
    })
    .where(isOpenHere),
)
const addTender = compile(
  build
    .insert(shiftTender)
    .values({ shiftId: name('shiftId'), kind: name('kind'), amount: name('amount') })
    .onConflictDoUpdate({
      target: [shiftTender.shiftId, shiftTender.kind],
      set: { amount: sql`${shiftTender.amount} + excluded.amount` },
    }),
)

/** Guard and sums in one: what happens in a shift happens only while it is open. */
export function moveShift(
  shiftId: string,
  till: string,
  move: {
    readonly receipts?: number
    readonly refunds?: number
    readonly movedCash?: number
    readonly tenders?: readonly TenderSum[]
  },
): Statement[] {
  const { receipts = 0, refunds = 0, movedCash = 0, tenders = [] } = move
  const values = { id: shiftId, till, receipts, refunds, movedCash }
  return [
    statement(countReceipt, values, 'shift-closed'),
    ...tenders.map(({ kind, amount }) => statement(addTender, { shiftId, kind, amount })),
  ]
}

const closeShiftRow = compile(
  build
    .update(shift)
    .set({
      closedAt: sql`${name('closedAt')}`,
      expectedCash: sql`${name('expectedCash')}`,
      countedCash: sql`${name('countedCash')}`,
    })
    .where(and(isOpenHere, eq(shift.changes, name('changes')))),
)
/** Guard: nothing happened in the shift since its figures were read. */
export function endShift(values: {
  readonly id: string
  readonly till: string
  readonly changes: number
  readonly closedAt: number
  readonly expectedCash: number
  readonly countedCash: number
}): Statement {
  return statement(closeShiftRow, values, 'shift-moved')
}
