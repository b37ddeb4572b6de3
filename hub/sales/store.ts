import { and, count, desc, eq, gte, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { PricedBasket } from '#shared/contracts/basket.ts'
import { Settlement } from '#shared/contracts/tender.ts'
import { isOwn } from '#shared/domain/refund-lines.ts'
import { build, compile } from '../db/compile.ts'
import { type Mark, numberMark, type Statement, seqMark } from '../journal/job.ts'
import type { Journal } from '../journal/journal.ts'
import { event, receipt, refunded } from '../journal/schema.ts'
import { statement } from '../journal/statement.ts'

const name = sql.placeholder

/** What was given back of a sale so far. */
export interface RefundState {
  /** Counts the refunds. */
  readonly refunds: number
  /** Quantities by line id. */
  readonly lines: Readonly<Record<string, number>>
  readonly settlements: readonly Settlement[]
}
export const nothingRefunded: RefundState = { refunds: 0, lines: {}, settlements: [] }

/** What is given back of a sale once this is, too. */
export function stateAfter(
  before: RefundState,
  priced: PricedBasket,
  settlement: Settlement,
): RefundState {
  const lines: Record<string, number> = { ...before.lines }
  for (const line of priced.lines)
    if (isOwn(line)) lines[line.id] = (lines[line.id] ?? 0) - line.quantity
  const settlements = [...before.settlements, settlement]
  return { refunds: before.refunds + 1, lines, settlements }
}

/** As the table has it; throws where that is no such state. */
export function storedState(row: {
  readonly refunds: number
  readonly lines: string
  readonly settlements: string
}): RefundState {
  return {
    refunds: row.refunds,
    lines: Quantities.parse(JSON.parse(row.lines)),
    settlements: Settlements.parse(JSON.parse(row.settlements)),
  }
}

const Quantities = z.record(z.string(), z.int())
const Settlements = z.array(Settlement)

export function createReceiptStore(journal: Journal) {
  const newest = journal.prepare(
    selectSummary()
      .where(lt(receipt.seq, name('before')))
      .orderBy(desc(receipt.seq))
      .limit(name('limit')),
  )
  // `base` and the two check characters: all that begins with `base-`, and '.' follows '-'.
  const byNumber = journal.prepare(
    selectSummary()
      .where(and(gte(receipt.number, name('base')), lt(receipt.number, name('end'))))
      .limit(10),
  )
  const refunds = journal.prepare(
    build
      .select({
        refunds: refunded.refunds,
        lines: refunded.lines,
        settlements: refunded.settlements,
      })
      .from(refunded)
      .where(eq(refunded.receiptSeq, name('seq'))),
  )
  const refundsHere = journal.prepare(
    build
      .select({ refunds: count() })
      .from(receipt)
      .where(eq(receipt.originalSeq, name('seq'))),
  )
  return {
    /** Refunds of a sale whose events are here. Looks through all receipts. */
    refundsHere: (seq: number) => refundsHere({ seq })[0]?.refunds ?? 0,
    newest: (before: number, limit: number) => newest({ before, limit }),
    /** `base` is `store-till-epoch-counter`. */
    byNumber: (base: string) => byNumber({ base: `${base}-`, end: `${base}.` }),
    refundsOf(seq: number): RefundState {
      const row = refunds({ seq })[0]
      return row === undefined ? nothingRefunded : storedState(row)
    },
  }
}
export type ReceiptStore = ReturnType<typeof createReceiptStore>

function selectSummary() {
  return build
    .select({
      seq: receipt.seq,
      id: event.id,
      kind: receipt.kind,
      number: receipt.number,
      at: receipt.at,
      till: receipt.till,
      total: receipt.total,
    })
    .from(receipt)
    .innerJoin(event, eq(event.seq, receipt.seq))
    .$dynamic()
}

const insertReceipt = compile(
  build.insert(receipt).values({
    seq: name('seq'),
    kind: name('kind'),
    number: name('number'),
    at: name('at'),
    till: name('till'),
    total: name('total'),
    originalSeq: name('originalSeq'),
  }),
)
export function addReceipt(row: {
  readonly kind: 'sale' | 'refund'
  readonly at: number
  readonly till: string
  readonly total: number
  readonly originalSeq: number | null
}): Statement {
  return statement(insertReceipt, { ...row, seq: seqMark, number: numberMark })
}

const upsertRefunded = compile(
  build
    .insert(refunded)
    .values({
      receiptSeq: name('receiptSeq'),
      refunds: name('refunds'),
      lines: name('lines'),
      settlements: name('settlements'),
    })
    .onConflictDoUpdate({
      target: refunded.receiptSeq,
      set: {
        refunds: sql`excluded.refunds`,
        lines: sql`excluded.lines`,
        settlements: sql`excluded.settlements`,
      },
      setWhere: sql`${refunded.refunds} = excluded.refunds - 1`,
    }),
)
/** Guard: `next` follows the state it was computed from, or the job fails. */
export function moveRefunded(receiptSeq: number | Mark, next: RefundState): Statement {
  const values = {
    receiptSeq,
    refunds: next.refunds,
    lines: JSON.stringify(next.lines),
    settlements: JSON.stringify(next.settlements),
  }
  return statement(upsertRefunded, values, 'refund-moved')
}
