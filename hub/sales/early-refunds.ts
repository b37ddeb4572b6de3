import { z } from 'zod'
import { SaleRefunded } from '#shared/contracts/event.ts'
import { type Statement, seqMark } from '../journal/job.ts'
import type { Journal } from '../journal/journal.ts'
import { moveRefunded, nothingRefunded, stateAfter } from './store.ts'

const RefundBody = z.object({ payload: SaleRefunded })

/**
 * Beside a sale that is taken now: what is here already that gives it back, since another till was
 * heard first or a cashier looked it up in the cloud (spine B5). Conflict where one more comes meanwhile.
 */
export function countEarlyRefunds(journal: Journal, saleId: string): Statement[] {
  // Read first: a refund that comes after it has moved the version.
  const [own] = journal.rows(versionSql, [saleId])
  const version = own === undefined ? null : Number(own[0])
  const unmoved = { sql: isVersionSql, args: [saleId, version], orConflict: 'refund-moved' }
  if (version === null) return [unmoved]
  const rows = journal.rows(earlySql, [saleId])
  let given = nothingRefunded
  for (const [, body] of rows) {
    const { priced, settlement } = RefundBody.parse(JSON.parse(String(body))).payload
    given = stateAfter(given, priced, settlement)
  }
  const seqs = JSON.stringify(rows.map(([seq]) => seq))
  const counted = rows.length === 0 ? [] : [moveRefunded(seqMark, given)]
  return [unmoved, ...counted, { sql: linkSql, args: [seqMark, seqs] }]
}

/** Beside a refund whose sale is not here: conflict where the sale comes meanwhile. */
export function needNoSale(saleId: string): Statement {
  return { sql: noSaleSql, args: [saleId], orConflict: 'refund-moved' }
}

const versionSql = 'SELECT version FROM own_receipt WHERE receipt_id = ?'
const isVersionSql = 'SELECT 1 WHERE (SELECT version FROM own_receipt WHERE receipt_id = ?) IS ?'
const noSaleSql = 'SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM event WHERE id = ?)'
const linkSql = 'UPDATE receipt SET original_seq = ? WHERE seq IN (SELECT value FROM json_each(?))'
const earlySql = `SELECT r.seq, cast(e.body AS blob) FROM receipt r
  JOIN event e ON e.seq = r.seq WHERE r.kind = 'refund' AND r.original_seq IS NULL
    AND json_extract(e.body, '$.envelope.receipt.originalId') = ? ORDER BY r.seq`
