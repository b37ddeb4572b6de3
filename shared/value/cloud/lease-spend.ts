import type { ValueMovement } from '../../contracts/event.ts'
import type { Account } from '../account.ts'
import { cameBefore, partId } from '../command.ts'
import { changed, takeOut } from '../free-part.ts'
import type { Lease } from '../lease.ts'
import type { Ledger } from '../ledger.ts'
import { addLots, type Lot, lotsTotal, takeOldest } from '../lots.ts'
import { leasePlace, type Place, riskLeasePlace, systemPlace } from '../movement.ts'
import { fellOnRisk, noteTakenBack, owesUntilSold, takenOutOf } from '../taken-back.ts'
import { accountOfFact, type Fact } from './fact.ts'
import { isMovedBy, leasesWith } from './lease-of-account.ts'
import { isUnheardLease, leaseTakenFrom, recreatedLot } from './recreate-lease.ts'

/**
 * What a hub spent out of its lease, oldest lots first (spine B1.7); from a forfeited one it goes
 * against the risk account, which made the holder good (B1.1). It has happened, so it is booked
 * whatever the epoch or the state: the part that the lease does not hold is the company's loss, and
 * an alarm. Where its refund came in before it (B2.7), the free part got that value and gives it back
 * first. An account that owes is no reason either: its lease was its own (B1.6).
 */
export function applyLeaseSpend(ledger: Ledger, movement: ValueMovement, fact: Fact): void {
  const { id, amount } = movement
  if (cameBefore(ledger, id, { kind: 'spend', amount, receiptId: fact.receiptId })) return
  const found = leaseTakenFrom(ledger, movement, fact)
  if (isUnheardLease(ledger, movement.lease, fact)) return spendUnheard(ledger, movement, fact)
  const isOwn = found?.account.id === movement.account && isMovedBy(found, fact)
  const { unit } = accountOfFact(ledger, movement.account).terms
  let left = amount
  let part = 1
  const book = (from: Place, units: number, lots: readonly Lot[]) => {
    bookSpend(ledger, { id: partId(id, part++), unit, from, amount: units, lots }, movement, fact)
    left -= units
  }
  const covered = isOwn ? Math.min(amount, lotsTotal(found.lease.lots)) : 0
  // Another till told of its refund first.
  const early = Math.min(amount - covered, ledger.reversedOf(id))
  if (isOwn && covered > 0) {
    const { account, lease } = found
    const { taken, rest } = takeOldest(lease.lots, covered)
    book(placeOfLease(account, lease), covered, taken)
    const leases = leasesWith(account, { ...lease, lots: rest, spent: lease.spent + covered })
    ledger.saveAccount(changed(account, { leases }))
  }
  const holder = accountOfFact(ledger, movement.account)
  const fromFree = Math.min(early, owesUntilSold(ledger, holder) ? early : lotsTotal(holder.lots))
  if (fromFree > 0) {
    const { free, lots } = takeOut(holder, fromFree)
    book(holder.id, fromFree, lots)
    ledger.saveAccount(changed(holder, free))
  }
  if (left === 0) return
  const overspent = left
  const refunded = takenOutOf(holder, movement.lease)
  if (refunded === undefined) {
    book(systemPlace('risk', unit), overspent, [])
    raiseOverspent(ledger, movement, overspent, fact)
    return
  }
  // The refund of its sale was told before it: as if that had found nothing left.
  const short = { ...refunded, short: refunded.short + overspent }
  noteTakenBack(ledger, holder.id, short)
  const coupon = accountOfFact(ledger, holder.id)
  if (owesUntilSold(ledger, coupon)) {
    book(coupon.id, overspent, [recreatedLot(refunded.id, overspent, null)])
    ledger.saveAccount(changed(coupon, takeOut(coupon, overspent).free))
  } else {
    book(systemPlace('risk', unit), overspent, [])
    ledger.raiseLasting(fellOnRisk(coupon, short))
  }
}

/**
 * Of a lease that was granted after the backup the books were restored from, and whose box died since:
 * the free part pays, as it would have for the lease, and may fall below 0 (spine B1.12).
 */
function spendUnheard(ledger: Ledger, movement: ValueMovement, fact: Fact): void {
  const { id, amount, lease } = movement
  const account = accountOfFact(ledger, movement.account)
  const { free, lots: taken } = takeOut(account, amount)
  const short = amount - lotsTotal(taken)
  // What is owed is a lot as well: a refund of this spend gives it back.
  const lots = short === 0 ? taken : addLots(taken, [recreatedLot(lease ?? '', short, null)])
  const { unit } = account.terms
  bookSpend(ledger, { id, unit, from: account.id, amount, lots }, movement, fact)
  ledger.saveAccount(changed(account, free))
  const { hub, receiptId } = fact
  ledger.raise({
    kind: 'unknown-lease',
    subject: `lease ${lease}`,
    words: `A till of hub ${hub} kept receipt ${receiptId}, which spent ${amount} units out of lease ${lease}, unknown to the books; account ${account.id} paid them.`,
  })
}

/** Where the escrow of a lease stands. */
export function placeOfLease(account: Account, lease: Lease): Place {
  return lease.state === 'forfeited'
    ? riskLeasePlace(lease.id, account.terms.unit)
    : leasePlace(account.id, lease.id)
}

export interface SpentPart {
  readonly id: string
  readonly unit: string
  readonly from: Place
  readonly amount: number
  readonly lots: readonly Lot[]
}

/** One part of what a hub spent: a spend that two places pay for is two movements. */
export function bookSpend(
  ledger: Ledger,
  part: SpentPart,
  { rule }: ValueMovement,
  { at, receiptId }: Fact,
): void {
  ledger.addMovement({
    id: part.id,
    kind: 'spend',
    unit: part.unit,
    from: part.from,
    to: systemPlace('redeemed', part.unit),
    amount: part.amount,
    lots: part.lots,
    at,
    receiptId,
    rule,
    reverses: null,
  })
}

function raiseOverspent(
  ledger: Ledger,
  { account, lease }: ValueMovement,
  units: number,
  { hub, receiptId }: Fact,
): void {
  const known = lease !== null && ledger.accountOfLease(lease) === account
  ledger.raise({
    kind: known ? 'lease-overspent' : 'unknown-lease',
    subject: `lease ${lease}`,
    words: `Hub ${hub} spent ${units} units of account ${account} beyond lease ${lease} on receipt ${receiptId}; the risk account paid them.`,
  })
}
