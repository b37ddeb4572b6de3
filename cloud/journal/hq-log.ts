import type { HotDatabase } from '../db/hot.ts'
import { insertInto } from '../db/insert.ts'
import { hqCommand } from './schema.ts'

/** What HQ did to the books; `body` is JSON and says all that its effects depend on. */
export interface HqCommand {
  readonly at: number
  /** The API key or the task that gave it. */
  readonly by: string
  readonly kind: string
  readonly body: unknown
}

/** Appends it in the transaction of its effects, and answers its place among all that was applied. */
export function appendCommand(hot: HotDatabase, { at, by, kind, body }: HqCommand): number {
  const appliedSeq = lastAppliedSeq(hot) + 1
  insertCommand.into(hot)({ appliedSeq, at, by, kind, body: JSON.stringify(body) })
  return appliedSeq
}

/**
 * Events of hubs and commands of HQ share one numbering, in which a rebuild replays them (spine B2.3):
 * lots, averages and period ends depend on the order.
 */
export function lastAppliedSeq(hot: HotDatabase): number {
  return Number(hot.prepare(lastSql).get()?.[0] ?? 0)
}

const insertCommand = insertInto(hqCommand)
const lastSql = `SELECT max(coalesce((SELECT max(applied_seq) FROM event), 0),
  coalesce((SELECT max(applied_seq) FROM hq_command), 0))`
