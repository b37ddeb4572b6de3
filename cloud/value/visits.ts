import { type Account, freeOf } from '#shared/value/account.ts'
import { type Home, homeAfterVisit, noHome, visitsOf } from '#shared/value/cloud/home-store.ts'
import { leaseEnd, standingLeaseAmount } from '#shared/value/cloud/lease-policy.ts'
import { openAmount, servesHub } from '#shared/value/lease.ts'
import type { HotDatabase } from '../db/hot.ts'
import { lastAppliedSeq } from '../journal/hq-log.ts'
import { isBoundToStore } from '../vouchers/lease-vouchers.ts'
import type { ValueEffects } from './book-value.ts'
import { runCommand } from './commands.ts'
import { openLedger } from './ledger-store.ts'
import { lineOf } from './messages.ts'
import { leasePolicyOf } from './policy.ts'
import { mayPromise } from './recovery-store.ts'

/** At which store a member was seen, by the hub that sold to him. */
export interface SeenAt {
  readonly hubId: number
  readonly companyId: number
  readonly storeId: number
  readonly receivedAt: number
}

/**
 * The default lease policy (spine B1.5, B1.9): who shops in a store and spends value there gets a
 * part of it leased to that store. Answers the hubs that were promised or asked for something.
 */
export function noteVisits(
  hot: HotDatabase,
  { sales, members }: Pick<ValueEffects, 'sales' | 'members'>,
  seen: SeenAt,
): number[] {
  const seenAccounts = new Map<string, boolean>()
  for (const id of redeemersAmong(hot, members)) seenAccounts.set(id, false)
  for (const { movements } of sales) {
    for (const { account, kind } of movements) {
      if (isBoundToStore(hot, account)) continue
      seenAccounts.set(account, kind === 'spend' || seenAccounts.get(account) === true)
    }
  }
  return [...seenAccounts].flatMap(([account, spent]) => noteVisit(hot, account, spent, seen))
}

function noteVisit(hot: HotDatabase, id: string, spent: boolean, seen: SeenAt): readonly number[] {
  const at = seen.receivedAt
  const given = { at, by: 'lease policy' }
  const books = openLedger(hot, { appliedSeq: 0, at, origin: null })
  const account = books.account(id)
  const [key] = hot.prepare(keySql).get(id) ?? []
  if (account?.terms.offline !== 'leased' || key === undefined || key === null) return []
  const [homeText, redeemed] = hot.prepare(homeSql).get(key) ?? []
  const before: Home = typeof homeText === 'string' ? JSON.parse(homeText) : noHome
  const leasesAt = (store: number | null) => {
    const hubs = new Set(
      hot
        .prepare(hubsSql)
        .all(store)
        .map(([hub]) => Number(hub)),
    )
    return account.leases.filter(({ hub }) => hubs.has(hub))
  }
  const leaseOpenAtHome = leasesAt(before.store).length > 0
  const { home, recallAt } = homeAfterVisit(before, { store: seen.storeId, at, leaseOpenAtHome })
  const everRedeemed = spent || redeemed === 1
  hot.prepare(saveHomeSql).run(key, JSON.stringify(home), everRedeemed ? 1 : 0)
  if (recallAt !== null) {
    const open = leasesAt(recallAt).filter(({ state }) => state === 'open')
    return open.flatMap(({ id: lease }) => runCommand(hot, { kind: 'recall', lease }, given).hubs)
  }
  if (home.store !== seen.storeId || !mayPromise(hot)) return []
  const amount = wanted(hot, account, home, { ...seen, everRedeemed })
  const line = lineOf(hot, seen.hubId)
  if (amount <= 0 || line === undefined) return []
  return runCommand(
    hot,
    {
      kind: 'grant',
      // Never given twice: a restored cloud has another incarnation (spine B1.4).
      id: `L${line.incarnation}.${lastAppliedSeq(hot) + 1}`,
      hub: seen.hubId,
      epoch: line.epoch,
      account: id,
      amount,
      ...leaseEnd('standing', at),
      receiptId: null,
      requestId: null,
    },
    given,
  ).hubs
}

function wanted(
  hot: HotDatabase,
  account: Account,
  home: Home,
  { hubId, companyId, storeId, receivedAt, everRedeemed }: SeenAt & { everRedeemed: boolean },
): number {
  let openHere = 0
  for (const lease of account.leases) if (servesHub(lease, hubId)) openHere += openAmount(lease)
  const { p95, cap } = leasePolicyOf(hot, companyId)
  return standingLeaseAmount({
    kind: account.terms.kind,
    boundToWarehouse: false,
    free: account.frozen ? 0 : freeOf(account),
    openHere,
    visitsIn60Days: visitsOf(home, storeId, receivedAt),
    everRedeemed,
    p95,
    cap,
  })
}

/** Accounts of members who bought something, of those that were ever spent from. */
function redeemersAmong(hot: HotDatabase, members: ReadonlySet<number>): string[] {
  if (members.size === 0) return []
  const rows = hot.prepare(redeemersSql).all(JSON.stringify([...members]))
  return rows.map(([id]) => String(id))
}

const redeemersSql = `SELECT a.account_id FROM json_each(?) j
  CROSS JOIN value_account a ON a.member_id = j.value
  JOIN value_home h ON h.account_key = a.id AND h.redeemed = 1 ORDER BY a.id`
const keySql = 'SELECT id FROM value_account WHERE account_id = ?'
const hubsSql = 'SELECT id FROM hub WHERE store_id = ?'
const homeSql = 'SELECT home, redeemed FROM value_home WHERE account_key = ?'
const saveHomeSql = `INSERT INTO value_home (account_key, home, redeemed) VALUES (?, ?, ?)
  ON CONFLICT (account_key) DO UPDATE SET home = excluded.home, redeemed = excluded.redeemed`
