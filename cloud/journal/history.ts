import { type Branch, type HubHistory, noBase } from '#shared/journal/history.ts'
import type { HotDatabase, HotRow } from '../db/hot.ts'

/**
 * A hub's history as the connection sees it now; undefined for a hub that nobody claimed. Lives no
 * longer than the transaction or request that asked for it.
 */
export function readHistory(hot: HotDatabase, hub: number): HubHistory | undefined {
  const epoch = hot.prepare('SELECT epoch FROM hub WHERE id = ?').get(hub)?.[0]
  if (epoch === undefined) return undefined
  const branches = new Map<number, Branch | undefined>()
  const hashOf = hot.prepare('SELECT hash FROM event WHERE hub_id = ? AND epoch = ? AND seq = ?')
  return {
    hub,
    epoch: Number(epoch),
    branch(at) {
      if (!branches.has(at)) branches.set(at, toBranch(at, hot.prepare(branchSql).get(hub, at)))
      return branches.get(at)
    },
    hashOf(at, seq) {
      const row = hashOf.get(hub, at, seq)
      return row === undefined ? undefined : hex(row[0])
    },
  }
}

const branchSql = `SELECT seq, hash, base_epoch, base_seq, base_hash, key,
  session, session_before, session_heard FROM hub_head WHERE hub_id = ? AND epoch = ?`

function toBranch(epoch: number, row: HotRow | undefined): Branch | undefined {
  if (row === undefined) return undefined
  const [seq, hash, baseEpoch, baseSeq, baseHash, key, session, before, heard] = row
  const base = { epoch: Number(baseEpoch), seq: Number(baseSeq), hash: String(baseHash) }
  return {
    base: base.epoch === 0 ? noBase : base,
    head: { epoch, seq: Number(seq), hash: hex(hash) },
    key: textOrNull(key),
    session:
      typeof session !== 'string'
        ? null
        : { id: session, before: textOrNull(before), heard: heard === 1 },
  }
}

function textOrNull(value: HotRow[number] | undefined): string | null {
  return typeof value === 'string' ? value : null
}

function hex(value: HotRow[number] | undefined): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : ''
}
