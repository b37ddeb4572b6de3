import type { Database } from 'libsql'
import { z } from 'zod'
import { CashMoved, Envelope, ShiftClosed, ShiftOpened } from '#shared/contracts/event.ts'

/** Shifts as their events say, from the opening on. */
export interface ShiftsFill {
  readonly take: (seq: number, body: unknown) => void
  /**
   * Beside the rows that were found. A closing says all of its shift; of an open one the row or the
   * events are right, whichever counts more: an older version of the row lacks what has its event,
   * and the row may know of what has none any more. A till had closed each shift before its newest.
   */
  readonly save: () => void
}

interface Figures {
  readonly seq: number
  readonly id: string
  readonly till: string
  readonly cashierId: number
  readonly openedAt: number
  readonly openingCash: number
  cashier: string
  movedCash: number
  receipts: number
  refunds: number
  changes: number
  closed: {
    readonly at: number
    readonly expectedCash: number
    readonly countedCash: number
  } | null
  tenders: Map<string, number>
}

export const shiftEvents = [
  'shift.opened',
  'sale.closed',
  'sale.refunded',
  'cash.moved',
  'shift.closed',
] as const

const Event = z.object({
  envelope: Envelope.pick({
    id: true,
    type: true,
    at: true,
    till: true,
    shiftId: true,
    cashierId: true,
    tenders: true,
  }),
  payload: z.looseObject({ cashierName: z.string().optional() }),
})

export function createShiftsFill(database: Database): ShiftsFill {
  const shifts = new Map<string, Figures>()
  return {
    take(seq, body) {
      const event = Event.safeParse(body).data
      if (event === undefined) return
      const opened = openedBy(seq, event)
      if (opened !== null) shifts.set(opened.id, opened)
      const shift = shifts.get(event.envelope.shiftId ?? '')
      if (shift !== undefined) count(shift, event)
    },
    save() {
      // Not by their places: a till may have brought an old one later.
      const all = [...shifts.values()].toSorted((a, b) => a.openedAt - b.openedAt)
      for (const shift of all) if (shift.closed !== null) write(database, shift)
      const newest = new Map(all.map((shift) => [shift.till, shift]))
      for (const shift of newest.values()) if (shift.closed === null) writeOpen(database, shift)
    },
  }
}

function openedBy(seq: number, { envelope, payload }: z.infer<typeof Event>): Figures | null {
  const { id, at: openedAt, till, cashierId } = envelope
  const opening = envelope.type === 'shift.opened' ? ShiftOpened.safeParse(payload).data : undefined
  if (opening === undefined || till === null) return null
  const none = { movedCash: 0, receipts: 0, refunds: 0, changes: 0, closed: null }
  const { openingCash } = opening
  const who = { cashierId: cashierId ?? 0, cashier: '' }
  return { seq, id, till, ...who, openedAt, openingCash, ...none, tenders: new Map() }
}

function count(shift: Figures, { envelope, payload }: z.infer<typeof Event>): void {
  const { type, at, cashierId, tenders } = envelope
  if (type === 'shift.opened') return
  const closing = type === 'shift.closed' ? ShiftClosed.safeParse(payload).data : undefined
  if (closing !== undefined) {
    const { receipts, refunds, expectedCash, countedCash } = closing
    const sums = new Map<string, number>(closing.tenders.map(({ kind, amount }) => [kind, amount]))
    Object.assign(shift, { receipts, refunds, tenders: sums })
    shift.closed = { at, expectedCash, countedCash }
    return
  }
  shift.changes += 1
  if (cashierId === shift.cashierId) shift.cashier = payload.cashierName ?? shift.cashier
  if (type === 'sale.closed') shift.receipts += 1
  if (type === 'sale.refunded') shift.refunds += 1
  if (type === 'cash.moved') shift.movedCash += CashMoved.safeParse(payload).data?.amount ?? 0
  for (const { kind, amount } of tenders) {
    shift.tenders.set(kind, (shift.tenders.get(kind) ?? 0) + amount)
  }
}

function writeOpen(database: Database, shift: Figures): void {
  const { id, till, openedAt, changes } = shift
  const row = database
    .prepare('SELECT changes, closed_at FROM shift WHERE id = ?')
    .raw(true)
    .get([id]) as [number, number | null] | undefined
  if (row !== undefined && (row[1] !== null || row[0] > changes)) return
  database
    .prepare('DELETE FROM shift WHERE till = ? AND closed_at IS NULL AND opened_at < ?')
    .run([till, openedAt])
  write(database, shift)
}

function write(database: Database, shift: Figures): void {
  const { seq, id, till, cashierId, cashier, openedAt, openingCash } = shift
  const { movedCash, receipts, refunds, changes, closed, tenders } = shift
  const { at = null, expectedCash = null, countedCash = null } = closed ?? {}
  const opened = [seq, id, till, cashierId, cashier, openedAt, openingCash]
  const sums = [movedCash, receipts, refunds, changes, at, expectedCash, countedCash]
  if (database.prepare(writeSql).run([...opened, ...sums]).changes === 0) return
  database.prepare('DELETE FROM shift_tender WHERE shift_id = ?').run([id])
  const add = database.prepare('INSERT INTO shift_tender (shift_id, kind, amount) VALUES (?, ?, ?)')
  for (const [kind, amount] of tenders) add.run([id, kind, amount])
}

/** Ignored where the till has an open shift that is newer: its opening is lost. */
const writeSql = `INSERT OR IGNORE INTO shift (seq, id, till, cashier_id, cashier, opened_at,
    opening_cash, moved_cash, receipts, refunds, changes, closed_at, expected_cash, counted_cash)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET receipts = excluded.receipts, refunds = excluded.refunds,
    moved_cash = iif(excluded.changes < changes, moved_cash, excluded.moved_cash),
    changes = max(changes, excluded.changes), closed_at = excluded.closed_at,
    expected_cash = excluded.expected_cash, counted_cash = excluded.counted_cash`
