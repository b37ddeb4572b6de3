import { isAfter, type Position } from '../../journal/record.ts'
import { releaseCoupon } from '../coupon-verbs.ts'
import { releaseHold } from '../hold.ts'
import type { Ledger } from '../ledger.ts'

/**
 * The books were restored from a backup (spine B1.12): leases granted after it are unknown and free
 * is too high, so nothing is promised until every hub has reported what it holds. Refused meanwhile
 * is all that takes value out in the cloud: grants, holds, spends, corrections downward, claw-backs;
 * lots end later. What they would take may be spent already. What hubs report is booked as ever.
 */
export interface Recovery {
  /** Hubs that have neither reported nor been overridden by HQ. */
  readonly waitingFor: readonly number[]
  /** Hubs that HQ gave up waiting for: what they hold may make free negative later. */
  readonly overridden: readonly number[]
}

export function startRecovery(hubs: readonly number[]): Recovery {
  return { waitingFor: hubs, overridden: [] }
}

/** A hub has reported when its journal is in the books up to the head of its handshake. */
export function hubReported(
  recovery: Recovery,
  hub: number,
  told: { readonly head: Position; readonly ingested: Position },
): Recovery {
  if (isAfter(told.head, told.ingested) || !recovery.waitingFor.includes(hub)) return recovery
  return { ...recovery, waitingFor: recovery.waitingFor.filter((each) => each !== hub) }
}

/** HQ takes the risk for a hub that will not come. */
export function overrideHub(recovery: Recovery, hub: number): Recovery {
  if (!recovery.waitingFor.includes(hub)) return recovery
  return {
    waitingFor: recovery.waitingFor.filter((each) => each !== hub),
    overridden: [...recovery.overridden, hub],
  }
}

export function mayPromise(recovery: Recovery): boolean {
  return recovery.waitingFor.length === 0
}

/**
 * A hold in restored books may have been let go and its value given to a hub since the backup, so
 * nobody may capture it any more: whoever still needs it asks again, once the hubs have reported.
 * Answers how many were ended.
 */
export function endRestoredHolds(
  ledger: Ledger,
  accountId: string,
  restore: { readonly incarnation: number; readonly at: number },
): number {
  const { incarnation, at } = restore
  const holds = ledger.account(accountId)?.holds ?? []
  for (const hold of holds) {
    const id = `${hold.id}#restored-${incarnation}`
    const coupon = ledger.coupon(accountId)
    if (coupon === undefined) releaseHold(ledger, { id, account: accountId, hold: hold.id, at })
    else releaseCoupon(ledger, { id, coupon: accountId, expectedVersion: coupon.version, at })
  }
  return holds.length
}
