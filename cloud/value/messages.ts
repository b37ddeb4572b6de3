import type { StreamMessage } from '#shared/contracts/lease.ts'
import { findLease } from '#shared/value/cloud/lease-of-account.ts'
import { recallLease } from '#shared/value/cloud/recall-lease.ts'
import type { Ledger } from '#shared/value/ledger.ts'
import type { HotDatabase } from '../db/hot.ts'

export type MessageBody = StreamMessage['body']

/** A message for a hub's stream, not numbered yet. */
export interface Addressed {
  readonly hub: number
  readonly body: MessageBody
}

/** Notes open leases as recalled, and answers what their hubs must be told. */
export function recallLeases(ledger: Ledger, ids: readonly string[]): Addressed[] {
  return ids.flatMap((id) => {
    const hub = findLease(ledger, id)?.lease.hub
    if (hub === undefined || recallLease(ledger, id).outcome !== 'done') return []
    return [{ hub, body: { kind: 'recall', lease: id } as const }]
  })
}

/** What tells a hub of a lease that the books have; `requestId` = the hold that it answers. */
export function grantMessage(
  ledger: Ledger,
  leaseId: string,
  requestId: string | null,
): Addressed | undefined {
  const found = findLease(ledger, leaseId)
  if (found === undefined) return undefined
  const { hub, granted: amount, endsAt, receiptId } = found.lease
  const lease = { lease: leaseId, account: found.account.id, amount, endsAt, receiptId }
  return { hub, body: { kind: 'grant', ...lease, requestId } }
}

/** Puts messages at the end of their hubs' streams, in the caller's transaction. */
export function postMessages(hot: HotDatabase, messages: readonly Addressed[]): void {
  for (const { hub, body } of messages) hot.prepare(postSql).run(JSON.stringify(body), hub)
}

export interface Waiting {
  readonly n: number
  readonly body: MessageBody
}

/** Of the hub's present epoch and this incarnation, from `after` on, in order. */
export function waitingMessages(
  hot: HotDatabase,
  hub: number,
  { after, limit }: { readonly after: number; readonly limit: number },
): Waiting[] {
  const rows = hot.prepare(waitingSql).all(hub, after, limit)
  return rows.map(([n, body]) => ({ n: Number(n), body: JSON.parse(String(body)) as MessageBody }))
}

/** The last number in the hub's present epoch and this incarnation; 0 = none. */
export function lastPosted(hot: HotDatabase, hub: number): number {
  return Number(hot.prepare(postedSql).get(hub)?.[0] ?? 0)
}

/** Up to which of them the hub has acknowledged all; 0 = none. */
export function lastAcked(hot: HotDatabase, hub: number): number {
  const [next] = hot.prepare(unansweredSql).get(hub) ?? []
  return typeof next === 'number' ? next - 1 : lastPosted(hot, hub)
}

export function ackMessages(hot: HotDatabase, hub: number, upTo: number): void {
  hot.prepare(ackSql).run(hub, upTo)
}

/** Who may be spoken to, and how. */
export interface Line {
  readonly incarnation: number
  readonly epoch: number
  /** Null until the hub has spoken in it: before that its disk may not hold it (spine B1.3). */
  readonly session: string | null
}

export function lineOf(hot: HotDatabase, hub: number): Line | undefined {
  const [epoch, session, heard, incarnation] = hot.prepare(lineSql).get(hub) ?? []
  if (epoch === undefined) return undefined
  const isHeard = heard === 1 && typeof session === 'string'
  return {
    incarnation: Number(incarnation),
    epoch: Number(epoch),
    session: isHeard ? session : null,
  }
}

/**
 * Another life of the books numbers anew: what was not acknowledged is said again under its numbers
 * (spine B1.12). The caller has begun the incarnation.
 */
export function renumberMessages(hot: HotDatabase): void {
  hot.prepare(renumberSql).run()
}

/** Those of ended epochs and lives, and those that were answered. */
export function pruneMessages(hot: HotDatabase): void {
  hot.prepare(pruneSql).run()
}

const incarnationSql = 'coalesce((SELECT l.incarnation FROM cloud_life l), 1)'
const ofNow = `m.incarnation = ${incarnationSql}
  AND m.epoch = (SELECT h.epoch FROM hub h WHERE h.id = m.hub_id)`
const postSql = `INSERT INTO hub_message (hub_id, incarnation, epoch, n, body, acked)
  SELECT h.id, ${incarnationSql}, h.epoch, 1 + coalesce((SELECT max(m.n) FROM hub_message m
    WHERE m.hub_id = h.id AND ${ofNow}), 0), ?, 0 FROM hub h WHERE h.id = ?`
const postedSql = `SELECT max(m.n) FROM hub_message m WHERE m.hub_id = ? AND ${ofNow}`
const unansweredSql = `SELECT min(m.n) FROM hub_message m
  WHERE m.hub_id = ? AND ${ofNow} AND m.acked = 0`
const waitingSql = `SELECT m.n, m.body FROM hub_message m
  WHERE m.hub_id = ? AND ${ofNow} AND m.n > ? AND m.acked = 0 ORDER BY m.n LIMIT ?`
const ackSql = `UPDATE hub_message AS m SET acked = 1
  WHERE m.hub_id = ? AND ${ofNow} AND m.n <= ? AND m.acked = 0`
const lineSql = `SELECT h.epoch, d.session, d.session_heard, ${incarnationSql} FROM hub h
  LEFT JOIN hub_head d ON d.hub_id = h.id AND d.epoch = h.epoch WHERE h.id = ?`
const renumberSql = `INSERT INTO hub_message (hub_id, incarnation, epoch, n, body, acked)
  SELECT m.hub_id, ${incarnationSql}, m.epoch,
    row_number() OVER (PARTITION BY m.hub_id ORDER BY m.incarnation, m.n), m.body, 0
  FROM hub_message m JOIN hub h ON h.id = m.hub_id AND h.epoch = m.epoch
  WHERE m.acked = 0 AND m.incarnation = (SELECT max(o.incarnation) FROM hub_message o
    WHERE o.incarnation < ${incarnationSql})`
/** The last of a stream stays: the next number follows from it. */
const pruneSql = `DELETE FROM hub_message AS m WHERE NOT (${ofNow}) OR (m.acked = 1 AND EXISTS
  (SELECT 1 FROM hub_message o WHERE o.hub_id = m.hub_id AND o.incarnation = m.incarnation
    AND o.epoch = m.epoch AND o.n > m.n))`
