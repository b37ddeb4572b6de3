import { type Held, type Quarantine, quarantineOf } from '#shared/journal/quarantine.ts'
import type { Alarm } from '#shared/value/ledger.ts'
import type { HotDatabase, HotRow } from '../db/hot.ts'

/** An event's place in the quarantine is named by its `applied_seq`. */
export function nameOf(appliedSeq: number): string {
  return String(appliedSeq)
}

/** Lasts until every such event of the hub is put right or dismissed. */
export function inQuarantine(hubId: number): Alarm {
  const words = `Hub ${hubId} sent events that cannot be booked as they are, or wait for one that cannot.`
  return { kind: 'quarantined', subject: `hub:${hubId}`, words }
}

/**
 * An event in quarantine and all that waits for it, in the order in which it came: whatever its repair
 * may let go, however much else is held.
 */
export function quarantineBehind(hot: HotDatabase, first: number): Quarantine {
  return heldIn(hot.prepare(heldBehindSql).all(first))
}

/** As the table `behind`: each waits for the one that makes the receipt it names. */
export const behindSql = `WITH RECURSIVE behind(seq) AS (SELECT ? UNION
  SELECT q.applied_seq FROM behind JOIN quarantine q ON q.parked_behind = behind.seq
  WHERE q.repaired_at IS NULL)`

/** The part of it that may matter to events which name these receipts and close these shifts. */
export function quarantineAround(
  hot: HotDatabase,
  {
    receipts,
    shifts,
  }: { readonly receipts: readonly string[]; readonly shifts: readonly string[] },
): Quarantine {
  const rows = [
    ...(receipts.length === 0 ? [] : hot.prepare(byReceiptSql).all(JSON.stringify(receipts))),
    ...(shifts.length === 0 ? [] : hot.prepare(byShiftSql).all(JSON.stringify(shifts))),
  ]
  return heldIn(rows)
}

/** Receipts of a shift that are in quarantine now. */
export function receiptsHeld(hot: HotDatabase, shiftId: string): number {
  return Number(hot.prepare(countSql).get(shiftId)?.[0] ?? 0)
}

const heldSql = `SELECT q.applied_seq, r.receipt_id, r.original_id, e.type, e.receipt_id, q.shift_id,
  q.parked_behind, q.reason`
/** A receipt whose id another event had before has no row of its own: it makes none. */
const joins = `JOIN event e ON e.applied_seq = q.applied_seq
  LEFT JOIN receipt r ON r.applied_seq = q.applied_seq`
const isOpen = 'WHERE q.repaired_at IS NULL'
// CROSS JOIN fixes the order: look up each by index, never scan the table.
const byReceiptSql = `${heldSql} FROM json_each(?) j CROSS JOIN quarantine q ON q.receipt_id = j.value
  ${joins} ${isOpen}`
const byShiftSql = `${heldSql} FROM json_each(?) j CROSS JOIN quarantine q ON q.shift_id = j.value
  ${joins} ${isOpen}`
const heldBehindSql = `${behindSql} ${heldSql} FROM behind
  JOIN quarantine q ON q.applied_seq = behind.seq ${joins} ${isOpen}`
const countSql = `SELECT count(*) FROM quarantine q JOIN receipt r ON r.applied_seq = q.applied_seq
  ${isOpen} AND q.shift_id = ?`

function heldIn(rows: readonly HotRow[]): Quarantine {
  const heldBySeq = new Map(rows.map((row) => [Number(row[0]), heldOf(row)]))
  const inOrder = [...heldBySeq].toSorted(([a], [b]) => a - b)
  return quarantineOf(inOrder.map(([, held]) => held))
}

function heldOf(row: HotRow): Held {
  const [appliedSeq, makes, original, type, named, shiftId, parkedBehind, reason] = row
  const names = type === 'receipt.reprinted' ? named : original
  return {
    event: nameOf(Number(appliedSeq)),
    makes: textOrNull(makes),
    names: typeof names === 'string' ? [names] : [],
    shiftId: textOrNull(shiftId),
    reason: parkedBehind === null ? String(reason) : null,
  }
}

function textOrNull(value: HotRow[number] | undefined): string | null {
  return typeof value === 'string' ? value : null
}
