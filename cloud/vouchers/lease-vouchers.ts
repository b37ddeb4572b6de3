import { leaseEnd, standingLeaseAmount } from '#shared/value/cloud/lease-policy.ts'
import { lotsTotal } from '#shared/value/lots.ts'
import type { HotDatabase } from '../db/hot.ts'
import { lastAppliedSeq } from '../journal/hq-log.ts'
import { runCommand } from '../value/commands.ts'
import { openLedger } from '../value/ledger-store.ts'
import { lineOf } from '../value/messages.ts'
import { mayPromise } from '../value/recovery-store.ts'

/** A voucher that nobody showed for so long is asked for when somebody does. */
const renewedForMs = 60 * 24 * 3_600_000

/**
 * Coupons and gift cards that belong to a store are leased to it whole, so that they are good there
 * with the internet gone; another store that wants one asks it back. Answers the hubs to be told.
 */
export function leaseVouchers(
  hot: HotDatabase,
  accounts: Iterable<string>,
  { at, hubId = 0 }: { readonly at: number; readonly hubId?: number },
): number[] {
  if (!mayPromise(hot)) return []
  const told: number[] = []
  for (const id of accounts) {
    const [storeId, balanceAt] = hot.prepare(voucherSql).get(id) ?? []
    if (typeof storeId !== 'number' || Number(balanceAt) < at - renewedForMs) continue
    const hub = hubOf(hot, storeId, hubId)
    const line = hub === undefined ? undefined : lineOf(hot, hub)
    const account = openLedger(hot, { appliedSeq: 0, at, origin: null }).account(id)
    if (hub === undefined || line === undefined || account?.terms.offline !== 'leased') continue
    const term = leaseEnd('standing', at)
    const lasting = account.lots.filter(
      ({ endsAt }) => endsAt === null || endsAt >= term.lotsEndingFrom,
    )
    const amount = standingLeaseAmount({
      ...noVisits,
      kind: account.terms.kind,
      free: account.frozen || account.owed > 0 ? 0 : lotsTotal(lasting),
    })
    if (amount === 0) continue
    const lease = `L${line.incarnation}.${lastAppliedSeq(hot) + 1}`
    const grant = { kind: 'grant', id: lease, hub, epoch: line.epoch, account: id, amount } as const
    const given = { at, by: 'lease policy' }
    told.push(
      ...runCommand(hot, { ...grant, ...term, receiptId: null, requestId: null }, given).hubs,
    )
  }
  return told
}

const noVisits = {
  boundToWarehouse: true,
  openHere: 0,
  visitsIn60Days: 0,
  everRedeemed: false,
  p95: 0,
  cap: 0,
}

/** Whether the store of its stock is who gets it, whoever comes to shop where. */
export function isBoundToStore(hot: HotDatabase, account: string): boolean {
  return typeof hot.prepare(boundSql).get(account)?.[0] === 'number'
}

/** The one that is there now: the hub that was just heard, or else the newest of the store. */
function hubOf(hot: HotDatabase, storeId: number, heard: number): number | undefined {
  const [id] = hot.prepare(hubSql).get(storeId, heard) ?? []
  return id === undefined ? undefined : Number(id)
}

const voucherSql = `SELECT v.store_id, a.balance_at FROM voucher v
  JOIN value_account a ON a.account_id = v.account WHERE v.account = ?`
const boundSql = 'SELECT store_id FROM voucher WHERE account = ?'
const hubSql = `SELECT id FROM hub WHERE store_id = ? AND state = 'active'
  ORDER BY id = ? DESC, id DESC LIMIT 1`
