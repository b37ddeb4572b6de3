import type { HotDatabase } from '../db/hot.ts'
import { type ListedLease, openLeases } from './lease-list.ts'

/** Added up at most of one hub: the oldest. */
const summedMax = 2000

/** What a box that is gone still held, by programme. */
export interface WaitingLeases {
  readonly hubId: number
  readonly hubName: string
  readonly storeCode: string
  readonly storeName: string
  readonly revoked: boolean
  readonly programme: string
  readonly programmeName: string
  readonly kind: string
  readonly companyId: number | null
  readonly leases: number
  readonly left: number
  /** Of coupons that have one; null: none has. */
  readonly faceValue: number | null
  /** Leases that HQ may declare lost now. */
  readonly ready: number
  /** When the next of the others may be; null = all are ready. */
  readonly readyFrom: number | null
}

/**
 * Leases that nobody holds any more: of ended epochs, and of hubs that were revoked. No word brings
 * them back, so they wait for HQ, which may forfeit each once it ended (spine B1.1, B1.3).
 */
export function waitingLeases(hot: HotDatabase, companyId: number, at: number): WaitingLeases[] {
  return hot
    .prepare(hubsSql)
    .all(companyId)
    .flatMap(([id, hubName, storeCode, storeName, isRevoked]) => {
      const hubId = Number(id)
      const revoked = isRevoked === 1
      const { leases } = openLeases(hot, { hubId, after: 0, limit: summedMax })
      const waiting = leases.filter(({ state }) => isWaiting(state, revoked))
      const hub = { hubId, hubName: String(hubName), revoked }
      const of = { ...hub, storeCode: String(storeCode), storeName: String(storeName) }
      return [...byProgramme(waiting).values()].map((some) => ({ ...of, ...summed(some, at) }))
    })
}

function isWaiting(state: ListedLease['state'], revoked: boolean): boolean {
  return state === 'void' || (revoked && state !== 'forfeited')
}

type Some = [ListedLease, ...ListedLease[]]

function byProgramme(leases: readonly ListedLease[]): Map<string, Some> {
  const parts = new Map<string, Some>()
  for (const lease of leases) {
    const part = parts.get(lease.programme)
    if (part === undefined) parts.set(lease.programme, [lease])
    else part.push(lease)
  }
  return parts
}

function summed(some: Readonly<Some>, at: number) {
  const [{ programme, programmeName, kind, companyId }] = some
  const later = some.filter(({ forfeitFrom }) => forfeitFrom > at)
  const faces = some.flatMap(({ faceValue }) => faceValue ?? [])
  return {
    programme,
    programmeName,
    kind,
    companyId,
    leases: some.length,
    left: some.reduce((sum, { left }) => sum + left, 0),
    faceValue: faces.length === 0 ? null : faces.reduce((sum, face) => sum + face, 0),
    ready: some.length - later.length,
    readyFrom: later.length === 0 ? null : Math.min(...later.map((each) => each.forfeitFrom)),
  }
}

const hubsSql = `SELECT h.id, h.name, s.code, s.name, h.state = 'revoked'
  FROM hub h JOIN store s ON s.id = h.store_id LEFT JOIN hub_void v ON v.hub_id = h.id
  WHERE h.company_id = ? AND (h.state = 'revoked' OR v.hub_id IS NOT NULL) ORDER BY s.code, h.id`
