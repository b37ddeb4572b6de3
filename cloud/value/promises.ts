import type { HotDatabase } from '../db/hot.ts'

export interface LeaseOwner {
  readonly account: string
  readonly hubId: number
  /** Of the hub: its sales are in this company's books. */
  readonly companyId: number
}

/** Whose lease it is, also one that is closed; undefined for an id that was never used. */
export function ownerOfLease(hot: HotDatabase, leaseId: string): LeaseOwner | undefined {
  const [account, hubId, companyId] = hot.prepare(leaseSql).get(leaseId) ?? []
  if (account === undefined) return undefined
  return { account: String(account), hubId: Number(hubId), companyId: Number(companyId) }
}

/** The account that a hold keeps value of, also one that has ended. */
export function accountOfHold(hot: HotDatabase, holdId: string): string | undefined {
  const [account] = hot.prepare(holdSql).get(holdId) ?? []
  return account === undefined ? undefined : String(account)
}

/** What a command moved under its own id; 0 = nothing. */
export function unitsMoved(hot: HotDatabase, movementId: string): number {
  return Number(hot.prepare(amountSql).get(movementId)?.[0] ?? 0)
}

const leaseSql = `SELECT l.account_id, l.hub_id, h.company_id FROM value_lease l
  JOIN hub h ON h.id = l.hub_id WHERE l.lease_id = ?`
const holdSql = "SELECT from_place FROM value_movement WHERE movement_id = ? AND kind = 'hold'"
const amountSql = 'SELECT amount FROM value_movement WHERE movement_id = ?'
