import { changed, done, putIn, refused, repeated } from '../free-part.ts'
import type { Ledger, Outcome } from '../ledger.ts'
import { lotsTotal } from '../lots.ts'
import { leasePlace, riskLeasePlace, systemPlace } from '../movement.ts'
import { findLease, leasesWith, leasesWithout } from './lease-of-account.ts'

export interface ForfeitLease {
  /** Of the command; `<id>` makes the holder good, `<id>#2` gives the escrow to the risk account. */
  readonly id: string
  readonly lease: string
  readonly at: number
  /** How long after its end the hub's clock is given (spine B1.1); ms. */
  readonly marginMs: number
}

/**
 * A declared loss (spine B1.1): the hub of a lease that ended is not heard, so the holder gets its
 * rest from the risk account, which takes the escrow in exchange. What the hub later reports as
 * spent is then its loss, and what it gives back its gain. Refused with `not-ended` until the end
 * and the margin have passed, void leases too; with `wrong-state` when it was forfeited before.
 */
export function forfeitLease(ledger: Ledger, command: ForfeitLease): Outcome {
  const { id, at, marginMs } = command
  const found = findLease(ledger, command.lease)
  if (found === undefined) return ledger.movement(id) ? repeated : refused('no-lease')
  const { account, lease } = found
  if (lease.state === 'forfeited') {
    const isRepeat = lease.lots.length === 0 || ledger.movement(id) !== undefined
    return isRepeat ? repeated : refused('wrong-state', account)
  }
  if (at < lease.endsAt + marginMs) return refused('not-ended', account)
  const leases = leasesWith(account, { ...lease, state: 'forfeited' })
  const amount = lotsTotal(lease.lots)
  if (amount === 0) {
    ledger.saveAccount(changed(account, { leases }))
    return done
  }
  const { unit } = account.terms
  const both = { unit, amount, lots: lease.lots, at, receiptId: null, rule: null, reverses: null }
  ledger.addMovement({
    ...both,
    id,
    kind: 'make-good',
    from: systemPlace('risk', unit),
    to: account.id,
  })
  ledger.addMovement({
    ...both,
    id: `${id}#2`,
    kind: 'forfeit',
    from: leasePlace(account.id, lease.id),
    to: riskLeasePlace(lease.id, unit),
  })
  ledger.saveAccount(changed(account, { ...putIn(account, lease.lots), leases }))
  return done
}

export interface WriteOffForfeit {
  readonly id: string
  readonly lease: string
  readonly at: number
}

/**
 * HQ waits no longer for the hub of a forfeited lease: its escrow is the risk account's own again
 * and the lease is closed. What the hub still reports as spent is then a spend of a closed lease.
 */
export function writeOffForfeit(ledger: Ledger, command: WriteOffForfeit): Outcome {
  const { id, at } = command
  const found = findLease(ledger, command.lease)
  if (found === undefined) {
    return ledger.accountOfLease(command.lease) === undefined ? refused('no-lease') : repeated
  }
  const { account, lease } = found
  if (lease.state !== 'forfeited') return refused('wrong-state', account)
  const amount = lotsTotal(lease.lots)
  if (amount > 0) {
    const { unit } = account.terms
    ledger.addMovement({
      id,
      kind: 'write-off',
      unit,
      from: riskLeasePlace(lease.id, unit),
      to: systemPlace('risk', unit),
      amount,
      lots: lease.lots,
      at,
      receiptId: null,
      rule: null,
      reverses: null,
    })
  }
  ledger.saveAccount(changed(account, { leases: leasesWithout(account, lease.id) }))
  ledger.closeLease(lease.id)
  return done
}
