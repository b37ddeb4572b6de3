import type { z } from 'zod'
import type { ShiftClosed, ShiftOpened } from '#shared/contracts/event.ts'
import type { CloseShift, OpenShift, Shift } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import { sumOf } from '#shared/domain/money.ts'
import type { Disk } from '../health/disk.ts'
import type { Prints } from '../prints.ts'
import { earlierTry, otherContent, requestHash, type Shop } from '../shop.ts'
import { cashierWith, type TillSession } from '../tills/session.ts'
import { keptOf } from './kept-of.ts'
import { addShift, createShiftStore, endShift, type ShiftRow, type ShiftStore } from './store.ts'

const MAX_CLOSE_TRIES = 20

export interface Shifts {
  readonly current: (till: TillSession) => Shift | null
  readonly byId: (id: string) => Shift | null
  readonly open: (till: TillSession, request: z.infer<typeof OpenShift>) => Promise<Shift>
  readonly close: (
    till: TillSession,
    shiftId: string,
    request: z.infer<typeof CloseShift>,
  ) => Promise<Shift>
  /** The open shift of this till by this id; says why not. */
  readonly needOpen: (till: TillSession, shiftId: string) => ShiftRow
}

/** One open shift per till; expected cash = opening + cash tenders + cash moved. */
export function createShifts(deps: {
  readonly shop: Shop
  readonly prints: Prints
  readonly disk: Pick<Disk, 'needRoomToSell' | 'makeRoomToClose'>
}): Shifts {
  const { shop, prints, disk } = deps
  const { journal } = shop
  const store = createShiftStore(journal)
  const answer = (row: ShiftRow): Shift => shiftOf(row, store)
  const byId = (id: string): Shift | null => {
    const row = store.byId(id)
    return row === undefined ? null : answer(row)
  }
  const needShift = (id: string): ShiftRow => {
    const row = store.byId(id)
    if (row === undefined) throw new Failure('not-found', `shift ${id} not found on this hub`)
    return row
  }

  return {
    byId,
    current(till) {
      const row = store.openAt(till.code)
      return row === undefined ? null : answer(row)
    },

    async open(till, request) {
      const hash = requestHash(`shift.opened ${till.code}`, request)
      if (earlierTry(journal, request.id, hash) !== null)
        return { ...answer(needShift(request.id)), ...keptOf(journal, request.id) }
      disk.needRoomToSell()
      const { id: cashierId, name: cashier } = cashierWith(till, 'sale')
      const other = store.openAt(till.code)
      if (other !== undefined) throw alreadyOpen(till, other)
      const { id, openingCash } = request
      const envelope = shop.envelope({ id, type: 'shift.opened', till, cashierId, shiftId: id })
      const payload: z.infer<typeof ShiftOpened> = { v: 1, openingCash }
      const result = await journal.append({
        envelope,
        payload,
        requestHash: hash,
        alongside: [
          addShift({ id, till: till.code, cashierId, cashier, openedAt: envelope.at, openingCash }),
        ],
      })
      if (result.outcome === 'differs') throw otherContent(id)
      if (result.outcome === 'conflict') throw alreadyOpen(till, store.openAt(till.code))
      return { ...answer(needShift(id)), ...keptOf(journal, id) }
    },

    async close(till, shiftId, request) {
      const hash = requestHash(`shift.closed ${till.code} ${shiftId}`, request)
      if (earlierTry(journal, request.id, hash) !== null)
        return { ...answer(needShift(shiftId)), ...keptOf(journal, request.id) }
      disk.makeRoomToClose()
      const { id: cashierId } = cashierWith(till, 'shift.close')
      // Sales of the same moment move the figures; the close is made from figures that still hold.
      for (let tries = 0; tries < MAX_CLOSE_TRIES; tries += 1) {
        const row = needOpen(needShift(shiftId), till)
        const { id, countedCash } = request
        const envelope = shop.envelope({ id, type: 'shift.closed', till, cashierId, shiftId })
        const payload = closing(row, store, countedCash)
        const { expectedCash } = payload
        const plan = prints.plan({
          kind: 'shift',
          refId: shiftId,
          till: till.code,
          openDrawer: false,
          duplicate: false,
        })
        const result = await journal.append({
          envelope,
          payload,
          requestHash: hash,
          alongside: [
            endShift({
              id: shiftId,
              till: till.code,
              changes: row.changes,
              closedAt: envelope.at,
              expectedCash,
              countedCash,
            }),
            ...plan.statements,
          ],
        })
        if (result.outcome === 'differs') throw otherContent(id)
        if (result.outcome === 'conflict') continue
        if (result.outcome === 'saved') prints.added(plan.jobs)
        return { ...answer(needShift(shiftId)), ...keptOf(journal, id) }
      }
      throw new Failure(
        'conflict',
        `shift ${shiftId} does not come to rest: close it after the last sale`,
      )
    },

    needOpen: (till, shiftId) => needOpen(needShift(shiftId), till),
  }
}

function needOpen(row: ShiftRow, till: TillSession): ShiftRow {
  if (row.till !== till.code)
    throw new Failure('conflict', `shift ${row.id} belongs to till ${row.till}, not ${till.code}`)
  if (row.closedAt !== null)
    throw new Failure('conflict', `shift ${row.id} is closed: open a new one`, {
      extra: { conflict: 'shift-closed' },
    })
  return row
}

function closing(
  row: ShiftRow,
  store: ShiftStore,
  countedCash: number,
): z.infer<typeof ShiftClosed> {
  const tenders = store.tendersOf(row.id)
  const expectedCash = expected(row, tenders)
  return {
    v: 1,
    openedAt: row.openedAt,
    openingCash: row.openingCash,
    countedCash,
    expectedCash,
    difference: countedCash - expectedCash,
    receipts: row.receipts,
    refunds: row.refunds,
    tenders,
  }
}

function shiftOf(row: ShiftRow, store: ShiftStore): Shift {
  const { id, till, cashier, openedAt, closedAt, openingCash, countedCash } = row
  const tenders = store.tendersOf(id)
  const expectedCash = row.expectedCash ?? expected(row, tenders)
  return {
    id,
    till,
    cashier,
    openedAt,
    closedAt,
    openingCash,
    expectedCash,
    countedCash,
    difference: countedCash === null ? null : countedCash - expectedCash,
    receipts: row.receipts,
    refunds: row.refunds,
    tenders,
  }
}

function expected(row: ShiftRow, tenders: ReturnType<ShiftStore['tendersOf']>): number {
  const cash = sumOf(tenders, ({ kind, amount }) => (kind === 'cash' ? amount : 0))
  return row.openingCash + cash + row.movedCash
}

function alreadyOpen(till: TillSession, row: ShiftRow | undefined): Failure {
  const which = row === undefined ? 'a shift' : `shift ${row.id} of ${row.cashier}`
  return new Failure('conflict', `${which} is open at till ${till.code}: close it first`, {
    extra: { conflict: 'shift-open', ...(row === undefined ? {} : { shiftId: row.id }) },
  })
}
