import type { Branch } from '#shared/journal/history.ts'
import type { HotDatabase } from '../db/hot.ts'

/** Writes of the handshake, inside its transaction. */
export function insertBranch(hot: HotDatabase, hubId: number, { base, head, key }: Branch): void {
  const hash = Buffer.from(head.hash, 'hex')
  hot
    .prepare(insertSql)
    .run(hubId, head.epoch, head.seq, hash, base.epoch, base.seq, base.hash, key)
}

export function saveEpoch(hot: HotDatabase, hubId: number, epoch: number): void {
  hot.prepare('UPDATE hub SET epoch = ? WHERE id = ?').run(epoch, hubId)
}

export function saveSession(hot: HotDatabase, hubId: number, { head, key, session }: Branch): void {
  const { id = null, before = null, heard = false } = session ?? {}
  hot.prepare(sessionSql).run(key, id, before, heard ? 1 : 0, hubId, head.epoch)
}

/** One look at a hub's own clocks. */
export interface Asked {
  readonly bootId: string
  readonly uptimeMs: number
}

/** Of the last hello that changed something; undefined = there was none. */
export function lastAsked(hot: HotDatabase, hubId: number): Asked | undefined {
  const [bootId, uptimeMs] = hot.prepare(askedSql).get(hubId) ?? []
  return typeof bootId === 'string' ? { bootId, uptimeMs: Number(uptimeMs) } : undefined
}

export function saveAsked(
  hot: HotDatabase,
  { hubId, epoch }: { readonly hubId: number; readonly epoch: number },
  { bootId, uptimeMs }: Asked,
): void {
  hot.prepare(saveAskedSql).run(bootId, uptimeMs, hubId, epoch)
}

const insertSql = `INSERT INTO hub_head (hub_id, epoch, seq, hash, base_epoch, base_seq, base_hash, key)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
const sessionSql = `UPDATE hub_head SET key = ?, session = ?, session_before = ?, session_heard = ?
  WHERE hub_id = ? AND epoch = ?`
const askedSql =
  'SELECT asked_boot, asked_uptime FROM hub_head WHERE hub_id = ? ORDER BY epoch DESC LIMIT 1'
const saveAskedSql =
  'UPDATE hub_head SET asked_boot = ?, asked_uptime = ? WHERE hub_id = ? AND epoch = ?'
