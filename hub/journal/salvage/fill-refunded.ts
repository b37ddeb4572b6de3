import type { Database } from 'libsql'
import type { SaleRefunded } from '#shared/contracts/event.ts'
import { nothingRefunded, type RefundState, stateAfter, storedState } from '../../sales/store.ts'

/** What was given back of each sale, as the events say (spine B5). */
export interface RefundedFill {
  readonly take: (saleSeq: number, refund: Pick<SaleRefunded, 'priced' | 'settlement'>) => void
  /**
   * Beside the rows that were found: of two the one that counts more refunds is right, since an older
   * version of a row lacks refunds that have their event, and a row may know of a refund whose event
   * is lost.
   */
  readonly save: () => void
}

export function createRefundedFill(database: Database): RefundedFill {
  const states = new Map<number, RefundState>()
  return {
    take(saleSeq, { priced, settlement }) {
      const before = states.get(saleSeq) ?? nothingRefunded
      states.set(saleSeq, stateAfter(before, priced, settlement))
    },
    save() {
      dropUnreadable(database)
      const save = database.prepare(saveSql)
      for (const [saleSeq, { refunds, lines, settlements }] of states) {
        save.run([saleSeq, refunds, JSON.stringify(lines), JSON.stringify(settlements)])
      }
    },
  }
}

const saveSql = `INSERT INTO refunded (receipt_seq, refunds, lines, settlements)
  VALUES (?, ?, ?, ?)
  ON CONFLICT (receipt_seq) DO UPDATE SET refunds = excluded.refunds, lines = excluded.lines,
    settlements = excluded.settlements WHERE excluded.refunds >= refunded.refunds`

/** Each refund would fail on such a row, for ever. */
function dropUnreadable(database: Database): void {
  const drop = database.prepare('DELETE FROM refunded WHERE receipt_seq = ?')
  const rows = database.prepare('SELECT receipt_seq, refunds, lines, settlements FROM refunded')
  for (const row of rows.raw(true).all() as [number, number, string, string][]) {
    const [saleSeq, refunds, lines, settlements] = row
    if (!isReadable({ refunds, lines, settlements })) drop.run([saleSeq])
  }
}

function isReadable(row: Parameters<typeof storedState>[0]): boolean {
  try {
    const { refunds, settlements } = storedState(row)
    return settlements.length === refunds
  } catch {
    // No JSON, or another one than a refund's.
    return false
  }
}
