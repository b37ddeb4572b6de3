import type { TransactionFields } from '#shared/contracts/device.ts'
import type { PrintDocument } from '#shared/contracts/print.ts'

/**
 * What is printed: a receipt and a shift are built from the journal when they are sent; `raw` is bytes.
 * A `transaction` prints nothing: it is what must not be done twice, as a payment.
 */
export const printKinds = ['receipt', 'shift', 'document', 'drawer', 'raw', 'transaction'] as const
export type PrintKind = (typeof printKinds)[number]

/**
 * queued → accepted → printing → waiting → done | failed. `unknown`: sent, and the gateway that had it
 * is gone; the job goes out again at once, marked DUPLICATE.
 */
export const printStates = [
  'queued',
  'accepted',
  'printing',
  'waiting',
  'unknown',
  'done',
  'failed',
] as const
export type PrintState = (typeof printStates)[number]

/** A customer waits for a receipt, and nobody for a report: less is printed first. */
export function urgencyOf({ kind }: Pick<PrintJob, 'kind'>): number {
  return kind === 'drawer' || kind === 'receipt' ? 0 : 1
}

export function isFinal(state: PrintState): boolean {
  return state === 'done' || state === 'failed'
}

/** A row of `print_job`; `seq` is given by the table. */
export interface PrintJob {
  readonly id: string
  readonly kind: PrintKind
  readonly till: string
  readonly device: string
  /** The receipt or shift. */
  readonly refId: string | null
  /** Only for kind `document`. */
  readonly document: PrintDocument | null
  /** Only for kind `transaction`; kept in the column of the document. */
  readonly transaction?: TransactionRecord
  /** The paper says DUPLICATE: a reprint, or an earlier try may have come out. */
  readonly duplicate: boolean
  readonly state: PrintState
  readonly reason: string
  /** Tries so far; 0 = never sent. On the disk before a gateway hears of it. */
  readonly attempt: number
  /** The gateway's process that the newest try goes to; null = none, or of a transaction. */
  readonly session: string | null
  readonly createdAt: number
  readonly updatedAt: number
  readonly expiresAt: number | null
}

export interface TransactionRecord {
  readonly request: TransactionFields
  /** Null until it is done. */
  readonly answer: TransactionFields | null
}
