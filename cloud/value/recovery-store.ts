import { isAfter, type Position } from '#shared/journal/record.ts'
import * as rules from '#shared/value/cloud/recovery.ts'
import type { HotDatabase } from '../db/hot.ts'

/** Which hubs restored books wait for (spine B1.12). */
export function readRecovery(hot: HotDatabase): rules.Recovery {
  const rows = hot.prepare('SELECT hub_id, state FROM value_recovery ORDER BY hub_id').all()
  const of = (state: string) => rows.flatMap((row) => (row[1] === state ? Number(row[0]) : []))
  return { waitingFor: of('waiting'), overridden: of('overridden') }
}

export function mayPromise(hot: HotDatabase): boolean {
  return hot.prepare(anySql).get() === undefined
}

/** After a restore: every hub of the group has to report before anything is promised. */
export function startRecovery(hot: HotDatabase): void {
  hot.exec('DELETE FROM value_recovery')
  const hubs = hot.prepare("SELECT id FROM hub WHERE state <> 'revoked' ORDER BY id").all()
  for (const hub of rules.startRecovery(hubs.map(([id]) => Number(id))).waitingFor) {
    hot.prepare("INSERT INTO value_recovery (hub_id, state) VALUES (?, 'waiting')").run(hub)
  }
}

/** The head that a hub told in its handshake: it has reported once the books hold that much. */
export function noteHead(
  hot: HotDatabase,
  hub: number,
  told: { readonly head: Position; readonly ingested: Position },
): void {
  hot.prepare(toldSql).run(told.head.epoch, told.head.seq, hub)
  noteIngested(hot, hub, told.ingested)
}

export function noteIngested(hot: HotDatabase, hub: number, ingested: Position): void {
  const [epoch, seq] = hot.prepare(waitsSql).get(hub) ?? []
  if (typeof epoch !== 'number') return
  const head = { epoch, seq: Number(seq) }
  if (isAfter(head, ingested)) return
  const after = rules.hubReported(readRecovery(hot), hub, { head, ingested })
  if (!after.waitingFor.includes(hub)) {
    hot.prepare('DELETE FROM value_recovery WHERE hub_id = ?').run(hub)
  }
}

/** HQ takes the risk for a hub that will not come; true where it was waited for. */
export function overrideHub(hot: HotDatabase, hub: number): boolean {
  return hot.prepare(overrideSql).get(hub) !== undefined
}

const anySql = "SELECT 1 FROM value_recovery WHERE state = 'waiting' LIMIT 1"
const toldSql = `UPDATE value_recovery SET told_epoch = ?, told_seq = ?
  WHERE hub_id = ? AND state = 'waiting'`
const waitsSql = `SELECT told_epoch, told_seq FROM value_recovery
  WHERE hub_id = ? AND state = 'waiting'`
const overrideSql = `UPDATE value_recovery SET state = 'overridden'
  WHERE hub_id = ? AND state = 'waiting' RETURNING hub_id`
