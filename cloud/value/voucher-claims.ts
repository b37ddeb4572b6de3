import type { ClaimRefusal } from '#shared/contracts/sync.ts'
import { isAfter, type Position } from '#shared/journal/record.ts'
import type { HotDatabase, HotRow } from '../db/hot.ts'
import { lineOf } from './messages.ts'
import { mayPromise } from './recovery-store.ts'

interface Claimant {
  readonly hubId: number
  readonly companyId: number
}

/**
 * A hub wants to sell a printed voucher that is no store's stock. The promise is its alone until it
 * says that it needs it no more and the books hold its journal up to there: no time ends it (spine
 * B1.1). Null: it may.
 */
export function claimVoucher(
  hot: HotDatabase,
  { hubId, companyId }: Claimant,
  asked: { readonly session: string; readonly account: string; readonly receiptId: string },
  at: number,
): ClaimRefusal | null {
  if (lineOf(hot, hubId)?.session !== asked.session) return 'session-ended'
  if (!mayPromise(hot)) return 'recovering'
  const found = hot.prepare(voucherSql).get(hubId, asked.account, companyId)
  if (found === undefined) return 'unknown'
  const reason = whyNot(found, at)
  if (reason !== null) return reason
  const holder = claimantOf(hot, asked.account)
  if (holder !== null && holder !== hubId) return 'in-other-store'
  hot.prepare(saveSql).run(asked.account, hubId, asked.receiptId, at)
  return null
}

/** All other claims of this hub are over as of its head. */
export function keepClaims(
  hot: HotDatabase,
  { hubId }: Pick<Claimant, 'hubId'>,
  told: {
    readonly session: string
    readonly head: Pick<Position, 'epoch' | 'seq'>
    readonly accounts: readonly string[]
  },
): void {
  if (lineOf(hot, hubId)?.session !== told.session) return
  const { epoch, seq } = told.head
  hot.prepare(overSql).run(epoch, seq, hubId, epoch, JSON.stringify(told.accounts))
}

/** The hub that alone may sell it now, if any. */
export function claimantOf(hot: HotDatabase, account: string): number | null {
  const [hubId, overEpoch, overSeq, state, epoch, seq] = hot.prepare(claimSql).get(account) ?? []
  if (typeof hubId !== 'number' || state === 'revoked') return null
  if (typeof overEpoch !== 'number') return hubId
  const over = { epoch: overEpoch, seq: Number(overSeq) }
  return isAfter(over, { epoch: Number(epoch), seq: Number(seq) }) ? hubId : null
}

/** Who keeps a voucher to sell it, as HQ reads it. */
export interface VoucherClaim {
  readonly hubId: number
  readonly hubName: string
  readonly storeCode: string
  readonly storeName: string
  readonly at: number
}

export function claimOf(hot: HotDatabase, account: string): VoucherClaim | null {
  const hubId = claimantOf(hot, account)
  if (hubId === null) return null
  const [hubName, storeCode, storeName, at] = hot.prepare(claimantSql).get(account) ?? []
  return {
    hubId,
    hubName: String(hubName),
    storeCode: String(storeCode),
    storeName: String(storeName),
    at: Number(at),
  }
}

function whyNot([state, isElsewhere, endsAt]: HotRow, at: number): ClaimRefusal | null {
  if (state === 'used' || state === 'cancelled') return state
  if (state === 'expired') return 'ended'
  if (state !== 'reserved') return 'sold-already'
  if (typeof endsAt === 'number' && endsAt <= at) return 'ended'
  return isElsewhere === 1 ? 'wrong-store' : null
}

const voucherSql = `SELECT coalesce(c.state->>'state', 'reserved'),
  v.store_id IS NOT NULL AND v.store_id <> h.store_id,
  iif(c.id IS NULL, v.ends_at, c.state->>'endsAt')
  FROM voucher v JOIN programme p ON p.id = v.programme_id JOIN hub h ON h.id = ?
  LEFT JOIN value_coupon c ON c.coupon_id = v.account
  WHERE v.account = ? AND coalesce(p.company_id, h.company_id) = ?`
const claimSql = `SELECT c.hub_id, c.over_epoch, c.over_seq, h.state, e.epoch, e.seq
  FROM voucher_claim c JOIN hub h ON h.id = c.hub_id
  LEFT JOIN hub_head e ON e.hub_id = h.id AND e.epoch = h.epoch WHERE c.account = ?`
const claimantSql = `SELECT h.name, s.code, s.name, c.at FROM voucher_claim c
  JOIN hub h ON h.id = c.hub_id JOIN store s ON s.id = h.store_id WHERE c.account = ?`
const saveSql = `INSERT INTO voucher_claim (account, hub_id, receipt_id, at) VALUES (?, ?, ?, ?)
  ON CONFLICT (account) DO UPDATE SET hub_id = excluded.hub_id, receipt_id = excluded.receipt_id,
    at = excluded.at, over_epoch = NULL, over_seq = NULL`
/** Said again later it is no later; in another epoch it is as of that one. */
const overSql = `UPDATE voucher_claim SET over_epoch = ?, over_seq = ?
  WHERE hub_id = ? AND (over_epoch IS NULL OR over_epoch <> ?)
    AND account NOT IN (SELECT value FROM json_each(?))`
