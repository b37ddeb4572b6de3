import type { Envelope, ValueMovement } from '../../contracts/event.ts'
import type { Coupon } from '../coupon.ts'
import { unuseCoupon, useCoupon } from '../coupon-verbs.ts'
import { credit } from '../credit.ts'
import { heardUnits } from '../early-refund.ts'
import type { Ledger, Outcome } from '../ledger.ts'
import { takeBack } from '../take-back.ts'
import { owesUntilSold, soldAfterRefund, type TakenBack } from '../taken-back.ts'
import { voucherLoaded, voucherOvertaken, voucherTakenBack } from '../voucher-verbs.ts'
import { openBornLease } from './born-lease.ts'
import { applyRights, isClaim, type RightRecall } from './envelope-rights.ts'
import { accountOfFact, type Fact } from './fact.ts'
import { applyWord } from './hub-word.ts'
import type { IngestedEvent } from './ingested-event.ts'
import { applyLeaseGiveBack } from './lease-give-back.ts'
import { applyLeaseSpend } from './lease-spend.ts'
import { applyLeaseTakeBack } from './lease-take-back.ts'
import { applyFreeSpend, applyLocalSpend } from './local-balance.ts'
import { leasesToRecall } from './recall-lease.ts'
import { applyTrustSpend } from './trust-spend.ts'

/** What must be asked back from hubs because of this event; the caller sends the messages. */
export interface Recalls {
  /** Leases of accounts that owe or are frozen: for `recallLease`. */
  readonly leases: readonly string[]
  /** Rights that are noted as recalled already. */
  readonly refundRights: readonly RightRecall[]
}

const nothing: Recalls = { leases: [], refundRights: [] }

/**
 * What an event of a hub does to the value in the books: the one entry of ingest. It needs the
 * envelope alone, so a payload in quarantine takes nothing out of the books (spine B2.1). Nothing
 * is refused, for it has happened. Applying it again changes nothing. One transaction per event.
 */
export function applyEnvelope(ledger: Ledger, event: IngestedEvent): Recalls {
  const { hub, epoch, envelope, chainedAgain = false } = event
  const { word, movements, receipt, type, at } = envelope
  if (word === null && movements.length === 0 && receipt === null) return nothing
  if (word !== null) {
    applyWord(ledger, word, type, { eventId: envelope.id, hub, epoch, at, chainedAgain })
  }
  const fact: Fact = { hub, epoch, at, receiptId: receipt?.id ?? null, chainedAgain }
  const refundRights = applyRights(ledger, event)
  for (const movement of movements) {
    if (isClaim(envelope, movement)) continue
    applyMovement(ledger, movement, fact, envelope)
    if (movement.kind === 'load') openBornLease(ledger, movement, event)
  }
  const leases = word === null && movements.length === 0 ? [] : recallsOf(ledger, envelope)
  return leases.length === 0 && refundRights.length === 0 ? nothing : { leases, refundRights }
}

function applyMovement(
  ledger: Ledger,
  movement: ValueMovement,
  fact: Fact,
  envelope: Envelope,
): void {
  const { id, account, kind, amount, reverses, rule, endsAt } = movement
  const { at, receiptId } = fact
  switch (kind) {
    case 'earn':
    case 'load':
      accountOfFact(ledger, account)
      if (!isNew(credit(ledger, { id, account, kind, amount, endsAt, at, receiptId, rule }))) break
      if (kind !== 'load') break
      if (owesUntilSold(ledger, accountOfFact(ledger, account))) {
        soldAfterRefund(ledger, account, { load: id, at, receiptId })
      }
      voucherLoaded(ledger, account, { receiptId, endsAt })
      voucherOvertaken(ledger, account, id)
      break
    case 'take-back':
      accountOfFact(ledger, account)
      if (movement.cover === 'lease') applyLeaseTakeBack(ledger, movement, fact)
      else takeBack(ledger, { id, reverses, account, amount, at, receiptId, fact: true })
      voucherTakenBack(ledger, account, reverses)
      break
    case 'spend':
    case 'give-back':
      followedByCoupon(ledger, movement, fact, envelope.receipt?.originalId ?? null, () =>
        kind === 'spend'
          ? applySpend(ledger, movement, fact)
          : applyLeaseGiveBack(ledger, movement, fact),
      )
      break
  }
}

function isNew({ outcome }: Outcome): boolean {
  return outcome === 'done'
}

function applySpend(ledger: Ledger, movement: ValueMovement, fact: Fact): void {
  switch (movement.cover) {
    case 'lease':
      return applyLeaseSpend(ledger, movement, fact)
    case 'trust':
      return applyTrustSpend(ledger, movement, fact)
    case 'local-balance':
      return applyLocalSpend(ledger, movement, fact)
    case 'account':
      return applyFreeSpend(ledger, movement, fact)
  }
}

/**
 * A coupon follows its unit: used when it left the holder, back when it came back. Where the risk
 * account paid (a second use, a forfeited lease), or a refund came in before its use, the holder still
 * has what he had.
 */
function followedByCoupon(
  ledger: Ledger,
  { id, account }: ValueMovement,
  { at, receiptId }: Fact,
  originalId: string | null,
  move: () => void,
): void {
  const coupon = ledger.coupon(account)
  // A gift card is never used up: money can come back to it.
  const isCoupon = ledger.account(account)?.terms.kind !== 'gift-card'
  if (coupon === undefined || !isCoupon) return move()
  const before = unitsOf(ledger, account)
  const takenBefore = ledger.account(account)?.takenBack ?? []
  move()
  const after = unitsOf(ledger, account)
  const command = {
    id,
    coupon: account,
    expectedVersion: coupon.version,
    at,
    fact: true,
    receiptId,
  }
  if (before > 0 && after <= 0) useCoupon(ledger, command)
  if (before > 0 || !isUseOf(coupon, originalId)) return
  const paid = takenBefore.find((taken) => isPaidSince(ledger, account, taken))
  if (after > 0 || paid !== undefined) unuseCoupon(ledger, command)
  if (paid !== undefined) voucherTakenBack(ledger, account, paid.load)
}

/** The refund of a use has paid that of the sale: the coupon is gone with both. */
function isPaidSince(ledger: Ledger, accountId: string, { id, short }: TakenBack): boolean {
  const taken = ledger.account(accountId)?.takenBack?.find((each) => each.id === id)
  return taken !== undefined && taken.short < short
}

/** The receipt of a use that came in before what it used is not known. */
function isUseOf({ receiptId }: Coupon, originalId: string | null): boolean {
  return receiptId === null || receiptId === originalId
}

function unitsOf(ledger: Ledger, accountId: string): number {
  const account = ledger.account(accountId)
  return account === undefined ? 0 : heardUnits(ledger, account)
}

function recallsOf(ledger: Ledger, { word, movements }: Envelope): readonly string[] {
  const accounts = new Set<string>()
  if (word !== null) accounts.add(ledger.accountOfLease(word.lease) ?? word.account)
  for (const { account } of movements) accounts.add(account)
  const recalls: string[] = []
  for (const id of accounts) {
    const account = ledger.account(id)
    if (account !== undefined) recalls.push(...leasesToRecall(account))
  }
  return recalls
}
