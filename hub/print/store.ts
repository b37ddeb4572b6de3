import { PrintDocument } from '#shared/contracts/print.ts'
import type { PrintJob } from './job.ts'

/** One prepared statement with its arguments, as the journal's writer takes it. */
export interface SqlStatement {
  readonly sql: string
  readonly args: readonly (string | number | null)[]
}

/** What hub/print and hub/devices need of the journal's database. */
export interface HardwareDatabase {
  /** All statements in one transaction, durable when it resolves. */
  execute(statements: readonly SqlStatement[]): Promise<unknown>
  read(sql: string, args: readonly (string | number | null)[]): readonly Record<string, unknown>[]
}
