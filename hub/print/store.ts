import { z } from 'zod'
import { TransactionFields } from '#shared/contracts/device.ts'
import { PrintDocument } from '#shared/contracts/print.ts'
import type { PrintJob, PrintKind, PrintState, TransactionRecord } from './job.ts'

/**
 * Table of the journal's database:
 *   print_job(seq INTEGER PRIMARY KEY, id TEXT UNIQUE, kind, till, device, ref_id NULL, document NULL,
 *             duplicate INTEGER, state, reason, attempt INTEGER, created_at, updated_at, expires_at NULL,
 *             session NULL)
 *   indexes on (ref_id) and on (seq) WHERE state NOT IN ('done','failed')
 */

/** One statement with its arguments, as the journal's writer takes it. */
export interface SqlStatement {
  readonly sql: string
  readonly args: readonly (string | number | null)[]
}

/** What hub/print and hub/devices need of the journal's database. */
export interface HardwareDatabase {
  /** All statements in one transaction, durable when it resolves. */
  execute(statements: readonly SqlStatement[]): Promise<unknown>
  read(
    sql: string,
    args: readonly (string | number | null)[],
  ): readonly Record<string, string | number | null>[]
}

const COLUMNS =
  'id, kind, till, device, ref_id, document, duplicate, state, reason, attempt, created_at, updated_at, expires_at, session'

export function insertJob(job: PrintJob): SqlStatement {
  return {
    sql: `INSERT INTO print_job (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    args: [
      job.id,
      job.kind,
      job.till,
      job.device,
      job.refId,
      contentOf(job),
      job.duplicate ? 1 : 0,
      job.state,
      job.reason,
      job.attempt,
      job.createdAt,
      job.updatedAt,
      job.expiresAt,
      job.session,
    ],
  }
}

export function updateJob(job: PrintJob): SqlStatement {
  return {
    // Only a transaction's content changes: it gets its answer in the same write as its state.
    sql: 'UPDATE print_job SET device = ?, duplicate = ?, state = ?, reason = ?, attempt = ?, session = ?, updated_at = ?, document = coalesce(?, document) WHERE id = ?',
    args: [
      job.device,
      job.duplicate ? 1 : 0,
      job.state,
      job.reason,
      job.attempt,
      job.session,
      job.updatedAt,
      job.transaction === undefined ? null : contentOf(job),
      job.id,
    ],
  }
}

/** In the order they were made. */
export function readOpenJobs(database: HardwareDatabase): readonly PrintJob[] {
  return database
    .read(`SELECT ${COLUMNS} FROM print_job WHERE state NOT IN ('done', 'failed') ORDER BY seq`, [])
    .map(jobOfRow)
}

export function readJob(database: HardwareDatabase, id: string): PrintJob | null {
  const row = database.read(`SELECT ${COLUMNS} FROM print_job WHERE id = ?`, [id])[0]
  return row === undefined ? null : jobOfRow(row)
}

/** Newest first. */
export function readJobsOf(
  database: HardwareDatabase,
  device: string,
  limit: number,
): readonly PrintJob[] {
  const newest = 'ORDER BY seq DESC LIMIT ?'
  return database
    .read(`SELECT ${COLUMNS} FROM print_job WHERE device = ? ${newest}`, [device, limit])
    .map(jobOfRow)
}

export function readNewestJobOf(database: HardwareDatabase, refId: string): PrintJob | null {
  const row = database.read(
    `SELECT ${COLUMNS} FROM print_job WHERE ref_id = ? AND kind <> 'drawer' ORDER BY seq DESC LIMIT 1`,
    [refId],
  )[0]
  return row === undefined ? null : jobOfRow(row)
}

/** Old finished jobs serve nobody: receipts are kept by the journal. */
export function deleteFinishedBefore(at: number): SqlStatement {
  return {
    sql: "DELETE FROM print_job WHERE state IN ('done', 'failed') AND updated_at < ?",
    args: [at],
  }
}

const StoredTransaction: z.ZodType<TransactionRecord> = z.object({
  request: TransactionFields,
  answer: TransactionFields.nullable(),
})

function contentOf({ document, transaction }: PrintJob): string | null {
  const content = transaction ?? document
  return content === null ? null : JSON.stringify(content)
}

function jobOfRow(row: Record<string, string | number | null>): PrintJob {
  const text = (column: string) => String(row[column])
  const optional = (column: string) => (row[column] === null ? null : String(row[column]))
  const content = optional('document')
  const isTransaction = row['kind'] === 'transaction'
  return {
    id: text('id'),
    kind: text('kind') as PrintKind,
    till: text('till'),
    device: text('device'),
    refId: optional('ref_id'),
    document: content === null || isTransaction ? null : PrintDocument.parse(JSON.parse(content)),
    ...(isTransaction && content !== null
      ? { transaction: StoredTransaction.parse(JSON.parse(content)) }
      : {}),
    duplicate: Number(row['duplicate']) === 1,
    state: text('state') as PrintState,
    reason: text('reason'),
    attempt: Number(row['attempt']),
    createdAt: Number(row['created_at']),
    updatedAt: Number(row['updated_at']),
    expiresAt: row['expires_at'] === null ? null : Number(row['expires_at']),
    session: optional('session'),
  }
}
