import type { ValueMovement } from '../../contracts/event.ts'
import { cameBefore, partId } from '../command.ts'
import { changed } from '../free-part.ts'
import type { Ledger } from '../ledger.ts'
import { lotsTotal, takeOldest } from '../lots.ts'
import { systemPlace } from '../movement.ts'
import { takeBack } from '../take-back.ts'
import { noteTakenBack } from '../taken-back.ts'
import { accountOfFact, type Fact } from './fact.ts'
import { isMovedBy, leasesWith } from './lease-of-account.ts'
import { placeOfLease } from './lease-spend.ts'
import { leaseTakenFrom } from './recreate-lease.ts'

/**
 * A voucher that was sold came back unused, and its hub, which holds it, took the value out of its
 * lease. It has happened: what the lease does not hold comes out of the free part, or else of the
 * risk account with an alarm. Idempotent by movement id.
 */
export function applyLeaseTakeBack(ledger: Ledger, movement: ValueMovement, fact: Fact): void {
  const { id, amount, reverses, account: accountId } = movement
  const { at, receiptId } = fact
  if (cameBefore(ledger, id, { kind: 'take-back', amount, receiptId })) return
  accountOfFact(ledger, accountId)
  const found = leaseTakenFrom(ledger, movement, fact)
  const isOfAccount = found?.account.id === accountId
  const isOwn = found !== undefined && isOfAccount && isMovedBy(found, fact)
  const covered = isOwn ? Math.min(amount, lotsTotal(found.lease.lots)) : 0
  let part = 1
  if (found !== undefined && covered > 0) {
    const { account, lease } = found
    const { unit } = account.terms
    const { taken, rest } = takeOldest(lease.lots, covered)
    const reversible = Math.min(covered, leftOf(ledger, reverses))
    const { taken: reversed, rest: beyond } = takeOldest(taken, reversible)
    // More than was loaded: it left the lease all the same, and reverses nothing.
    for (const [lots, of] of [
      [reversed, reverses],
      [beyond, null],
    ] as const) {
      if (lots.length === 0) continue
      ledger.addMovement({
        id: partId(id, part++),
        kind: 'take-back',
        unit,
        from: placeOfLease(account, lease),
        to: systemPlace('issued', unit),
        amount: lotsTotal(lots),
        lots,
        at,
        receiptId,
        rule: null,
        reverses: of,
      })
    }
    const leases = leasesWith(account, { ...lease, lots: rest, spent: lease.spent + covered })
    ledger.saveAccount(changed(account, { leases }))
    const unused = { id, lease: lease.id, load: reverses, amount: covered, short: 0 }
    noteTakenBack(ledger, account.id, unused)
  }
  if (covered === amount) return
  const uncovered = { id: partId(id, part), amount: amount - covered, lease: movement.lease }
  takeBack(ledger, { ...uncovered, reverses, account: accountId, at, receiptId, fact: true })
}

function leftOf(ledger: Ledger, loadId: string | null): number {
  const load = loadId === null ? undefined : ledger.movement(loadId)
  if (loadId === null || load === undefined) return Number.POSITIVE_INFINITY
  return Math.max(0, load.amount - ledger.reversedOf(loadId))
}
