import type { ValueMovement } from '../../contracts/event.ts'
import type { Account } from '../account.ts'
import { cameBefore, partId } from '../command.ts'
import { noteEarlyRefund } from '../early-refund.ts'
import { changed, putIn } from '../free-part.ts'
import type { Lease } from '../lease.ts'
import type { Ledger } from '../ledger.ts'
import { addLots, type Lot, putBackLast } from '../lots.ts'
import { accountOfPlace, leasePlace, type Movement, type Place, systemPlace } from '../movement.ts'
import { fellOnRisk, noteTakenBack, owesUntilSold, shortOf } from '../taken-back.ts'
import { accountOfFact, type Fact } from './fact.ts'
import { type FoundLease, findLease, isMovedBy, leasesWith } from './lease-of-account.ts'
import { placeOfLease } from './lease-spend.ts'

/**
 * Spent value returns (spine B1.8). What the risk account paid returns to it first, of the refund of
 * a coupon's sale too; then the holder's own lots, those taken last first: into the lease, where the
 * hub put it back into its own still open one, otherwise into the free part. More than was spent does
 * not come back, and HQ sees it. Idempotent by movement id.
 */
export function applyLeaseGiveBack(ledger: Ledger, movement: ValueMovement, fact: Fact): void {
  const { id, reverses } = movement
  if (cameBefore(ledger, id, { kind: 'give-back', receiptId: fact.receiptId })) return
  const parts = reverses === null ? [] : partsOf(ledger, reverses)
  if (parts.length === 0) return creditUnheard(ledger, movement, fact)
  let wanted = movement.amount
  let next = 1
  for (const part of parts.reverse()) {
    const already = ledger.reversedOf(part.id)
    const amount = Math.min(wanted, part.amount - already)
    if (amount <= 0) continue
    const back = { part, amount, lots: lotsBack(part, amount, already) }
    next = giveBackPart(ledger, back, movement, fact, next)
    wanted -= amount
  }
  if (wanted > 0) raiseOverReversed(ledger, movement, wanted, fact)
}

/** The movements of a spend: its lease or free part first, what the risk account paid second. */
function partsOf(ledger: Ledger, spendId: string): Movement[] {
  const parts: Movement[] = []
  for (let part = 1; ; part++) {
    const movement = ledger.movement(partId(spendId, part))
    if (movement === undefined) return parts
    if (movement.kind === 'spend') parts.push(movement)
  }
}

function lotsBack(part: Movement, amount: number, already: number): readonly Lot[] {
  return part.lots.length === 0 ? [] : putBackLast(part.lots, amount, already)
}

interface Back {
  readonly part: Movement
  readonly amount: number
  readonly lots: readonly Lot[]
}

/** Answers the number of the next movement of this give-back. */
function giveBackPart(
  ledger: Ledger,
  back: Back,
  movement: ValueMovement,
  fact: Fact,
  number: number,
): number {
  const found = movement.cover === 'lease' ? findLease(ledger, movement.lease ?? '') : undefined
  const isFromIt = found !== undefined && tookFrom(found.account, found.lease, back.part.from, fact)
  const isAtHub = isFromIt && isHeldBy(found, fact)
  if (!isAtHub && payRefundOfSale(ledger, back, movement, fact, number)) return number + 1
  if (isFromIt) {
    return putBackIntoLease(ledger, found.account, found.lease, back, movement, fact, number)
  }
  const payer = accountOfPlace(back.part.from)
  const to = payer ?? systemPlace('risk', back.part.unit)
  bookGiveBack(ledger, partId(movement.id, number), to, back, fact)
  if (payer !== null) {
    const account = accountOfFact(ledger, payer)
    ledger.saveAccount(changed(account, putIn(account, back.lots)))
  }
  return number + 1
}

/** Whether its hub took that part out of this lease, before or after it was forfeited. */
function tookFrom(account: Account, lease: Lease, from: Place, fact: Fact): boolean {
  if (!isMovedBy({ account, lease }, fact)) return false
  return from === leasePlace(account.id, lease.id) || from === placeOfLease(account, lease)
}

/** Its hub counts it in that lease again, and may spend it from there. */
function isHeldBy({ lease }: FoundLease, { hub, chainedAgain }: Fact): boolean {
  return !chainedAgain && lease.hub === hub && lease.state !== 'void'
}

/**
 * The sale that brought the coupon was refunded as well: the unit that came back is gone with it. It
 * goes to the risk account, which paid for that, or pays what the coupon owes until its sale is heard of.
 */
function payRefundOfSale(
  ledger: Ledger,
  back: Back,
  movement: ValueMovement,
  fact: Fact,
  number: number,
): boolean {
  const account = accountOfFact(ledger, movement.account)
  const short = shortOf(account, back.amount)
  const risk = systemPlace('risk', back.part.unit)
  const isOwed = owesUntilSold(ledger, account)
  const isPaid = accountOfPlace(back.part.from) === account.id || back.part.from === risk
  if (short === undefined || !isPaid || (isOwed && back.part.from === risk)) return false
  bookGiveBack(ledger, partId(movement.id, number), isOwed ? account.id : risk, back, fact)
  if (isOwed) ledger.saveAccount(changed(account, putIn(account, back.lots)))
  else ledger.endAlarm(fellOnRisk(account, short))
  noteTakenBack(ledger, account.id, { ...short, short: short.short - back.amount })
  return true
}

/**
 * A forfeited lease takes it back for the risk account, which may have to pay it once more when the
 * hub spends it again. Spent before the forfeit it was the holder's own: he is made good now.
 */
function putBackIntoLease(
  ledger: Ledger,
  account: Account,
  lease: Lease,
  back: Back,
  movement: ValueMovement,
  fact: Fact,
  number: number,
): number {
  const to = placeOfLease(account, lease)
  bookGiveBack(ledger, partId(movement.id, number), to, back, fact)
  const leases = leasesWith(account, {
    ...lease,
    lots: addLots(lease.lots, back.lots),
    spent: lease.spent - back.amount,
  })
  if (to === back.part.from) {
    ledger.saveAccount(changed(account, { leases }))
    return number + 1
  }
  ledger.addMovement({
    id: partId(movement.id, number + 1),
    kind: 'make-good',
    unit: back.part.unit,
    from: systemPlace('risk', back.part.unit),
    to: account.id,
    amount: back.amount,
    lots: back.lots,
    at: fact.at,
    receiptId: fact.receiptId,
    rule: movement.rule,
    reverses: null,
  })
  ledger.saveAccount(changed(account, { ...putIn(account, back.lots), leases }))
  return number + 2
}

function bookGiveBack(
  ledger: Ledger,
  id: string,
  to: Place,
  { part, amount, lots }: Back,
  { at, receiptId }: Fact,
): void {
  ledger.addMovement({
    id,
    kind: 'give-back',
    unit: part.unit,
    from: part.to,
    to,
    amount,
    lots,
    at,
    receiptId,
    rule: part.rule,
    reverses: part.id,
  })
}

/**
 * The spend is not in the books: another store made it, which has not sent it yet. The holder gets
 * the value; the spend is marked as reversed, so that it cannot come back a second time.
 */
function creditUnheard(ledger: Ledger, movement: ValueMovement, { at, receiptId }: Fact): void {
  const account = accountOfFact(ledger, movement.account)
  const { unit } = account.terms
  const lots = [{ id: movement.id, amount: movement.amount, endsAt: movement.endsAt }]
  ledger.addMovement({
    id: movement.id,
    kind: 'give-back',
    unit,
    from: systemPlace('redeemed', unit),
    to: account.id,
    amount: movement.amount,
    lots,
    at,
    receiptId,
    rule: movement.rule,
    reverses: movement.reverses,
  })
  ledger.saveAccount(changed(account, putIn(account, lots)))
  if (movement.reverses !== null) noteEarlyRefund(ledger, account.id, movement.id)
}

function raiseOverReversed(
  ledger: Ledger,
  { account, reverses }: ValueMovement,
  units: number,
  { hub, receiptId }: Fact,
): void {
  ledger.raise({
    kind: 'refund-overdrawn',
    subject: `account ${account}`,
    words: `Hub ${hub} gives back ${units} units more than spend ${reverses} took from account ${account}, on receipt ${receiptId}; they did not come back.`,
  })
}
