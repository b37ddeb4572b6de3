import type { PrintDocument } from '#shared/contracts/print.ts'
import type { PrintJob, PrintState } from './job.ts'
import type { SqlStatement } from './store.ts'

/** Jobs to be written in the transaction of what they print, then handed back by `added`. */
export interface PlannedPrint {
  readonly jobs: readonly PrintJob[]
  readonly statements: readonly SqlStatement[]
}

export interface PrintRequest {
  readonly kind: 'receipt' | 'shift'
  readonly refId: string
  readonly till: string
  /** Kick the drawer too (cash was taken); never later than 10 s. */
  readonly openDrawer: boolean
  /** A reprint says so on the paper. */
  readonly duplicate: boolean
}

export interface PrintQueue {
  /** Empty when no printer prints for this till: the sale goes on without paper. */
  plan(request: PrintRequest): PlannedPrint
  /** After the commit: sends them. Jobs never handed back are found at the next start. */
  added(jobs: readonly PrintJob[]): void
  printDocument(till: string, document: PrintDocument): Promise<PrintJob | null>
  /** Rejects with Failure `unavailable` when the till has no drawer. */
  openDrawer(till: string): Promise<PrintJob>
  /** Newest print of a receipt or shift. */
  printOf(refId: string): { readonly state: PrintState; readonly reason: string } | null
  /** Jobs of this till's printer that are not finished. */
  queued(till: string): number
  close(): Promise<void>
}
