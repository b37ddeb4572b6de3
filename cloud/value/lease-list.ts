import { lotsTotal } from '#shared/value/lots.ts'
import type { HotDatabase, HotRow } from '../db/hot.ts'
import { toAccount } from './account-store.ts'
import { forfeitMarginMs } from './policy.ts'

/** A lease that is not closed, with whose it is. */
export interface ListedLease {
  readonly id: string
  readonly hubId: number
  readonly account: string
  readonly programme: string
  readonly programmeName: string
  readonly kind: string
  readonly companyId: number | null
  readonly memberCode: string | null
  readonly memberName: string | null
  readonly state: 'open' | 'recalled' | 'void' | 'forfeited'
  readonly granted: number
  readonly spent: number
  readonly left: number
  readonly endsAt: number
  /** From then on HQ may declare it lost. */
  readonly forfeitFrom: number
  /** Of a coupon that has one. */
  readonly faceValue: number | null
}

/** Of one hub, as they were granted; `next` is null at their end. */
export function openLeases(
  hot: HotDatabase,
  { hubId, after, limit }: LeasesPage,
): { readonly leases: readonly ListedLease[]; readonly next: number | null } {
  const rows = hot.prepare(leasesSql).all(hubId, after, limit + 1)
  const shown = rows.slice(0, limit)
  return {
    leases: shown.flatMap((row) => toLease(hubId, row)),
    next: rows.length > limit ? Number(shown.at(-1)?.[0]) : null,
  }
}

interface LeasesPage {
  readonly hubId: number
  readonly after: number
  readonly limit: number
}

function toLease(hubId: number, row: HotRow): ListedLease[] {
  const [, lease, accountId, version, frozen, state] = row
  const [programme, programmeName, kind, companyId, memberCode, memberName, face] = row.slice(6)
  const id = String(lease)
  const account = toAccount(String(accountId), { version, frozen, state })
  const found = account.leases.find((each) => each.id === id)
  // Its account says that it is over; the row is closed with the next word.
  if (found === undefined) return []
  return [
    {
      id,
      hubId,
      account: account.id,
      programme: String(programme),
      programmeName: String(programmeName),
      kind: String(kind),
      companyId: typeof companyId === 'number' ? companyId : null,
      memberCode: typeof memberCode === 'string' ? memberCode : null,
      memberName: typeof memberName === 'string' ? memberName : null,
      state: found.state,
      granted: found.granted,
      spent: found.spent,
      left: lotsTotal(found.lots),
      endsAt: found.endsAt,
      forfeitFrom: found.endsAt + forfeitMarginMs,
      faceValue: typeof face === 'number' ? face : null,
    },
  ]
}

export interface LeasesOfHub {
  readonly hubId: number
  readonly hubName: string
  readonly storeCode: string
  readonly storeName: string
  readonly lastSeenAt: number | null
  readonly open: number
}

/** How many each hub of a company holds: counted by the index, whatever they are. */
export function leaseCounts(hot: HotDatabase, companyId: number): LeasesOfHub[] {
  return hot
    .prepare(countsSql)
    .all(companyId)
    .map(([hubId, hubName, storeCode, storeName, lastSeenAt, open]) => ({
      hubId: Number(hubId),
      hubName: String(hubName),
      storeCode: String(storeCode),
      storeName: String(storeName),
      lastSeenAt: typeof lastSeenAt === 'number' ? lastSeenAt : null,
      open: Number(open),
    }))
}

const leasesSql = `SELECT l.id, l.lease_id, l.account_id, a.version, a.frozen, a.state,
  p.code, p.name, p.kind, p.company_id, m.code, m.name, v.face_value
  FROM value_lease l JOIN value_account a ON a.account_id = l.account_id
  JOIN programme p ON p.id = a.programme_id LEFT JOIN member m ON m.id = a.member_id
  LEFT JOIN voucher v ON v.account = l.account_id
  WHERE l.hub_id = ? AND l.closed = 0 AND l.id > ? ORDER BY l.id LIMIT ?`
const countsSql = `SELECT h.id, h.name, s.code, s.name, h.last_seen_at,
  (SELECT count(*) FROM value_lease l WHERE l.hub_id = h.id AND l.closed = 0)
  FROM hub h JOIN store s ON s.id = h.store_id WHERE h.company_id = ? ORDER BY s.code, h.id`
