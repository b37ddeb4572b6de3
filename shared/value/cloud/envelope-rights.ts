import type { Envelope, ValueMovement } from '../../contracts/event.ts'
import type { Ledger } from '../ledger.ts'
import type { IngestedEvent } from './ingested-event.ts'
import { claimRefund, noteSale, refundUnderRight, rightReturned } from './refund-claims.ts'
import { revokeRefundGrant } from './refund-grants.ts'
import type { RefundFact } from './refund-settle.ts'

/** A right that a hub must be asked for. */
export interface RightRecall {
  readonly receiptId: string
  readonly hub: number
}

/**
 * What an event does to the right of refunding its receipt (spine B5): a sale's right is over what
 * its tenders are worth before cash rounding, and a refund uses up what its tenders gave back, store
 * credit too. `rounding` is the payload's, 0 where it could not be read: the right may then differ
 * from the hub's by a coin.
 */
export function applyRights(
  ledger: Ledger,
  { hub, epoch, envelope, rounding = 0 }: IngestedEvent,
): readonly RightRecall[] {
  const { receipt, type, currency, at } = envelope
  if (receipt === null) return []
  if (type === 'sale.closed') {
    const fact = { receiptId: receipt.id, hub, currency, at }
    const total = Math.max(0, tendered(envelope) - rounding)
    return noteSale(ledger, { ...fact, epoch, total }) ? [{ receiptId: receipt.id, hub }] : []
  }
  const receiptId = receipt.originalId ?? receipt.id
  const fact = { receiptId, hub, currency, at }
  // Covered by the right: the hub keeps it until its tills vouch for its disk.
  if (type === 'refund-right.returned' && receipt.cover === null) rightReturned(ledger, fact)
  if (type !== 'sale.refunded') return []
  const amount = rounding - tendered(envelope)
  if (receipt.cover === 'right' || receipt.cover === null) {
    if (amount > 0) refundUnderRight(ledger, { ...fact, id: receipt.id, amount })
    return []
  }
  const isAsked = claim(ledger, envelope, receipt.id, fact, amount)
  return isAsked ? [{ receiptId, hub: ledger.refundRight(receiptId)?.hub ?? 0 }] : []
}

/**
 * New value that a refund without the right gives: it waits for the right as a claim and is not
 * credited. A give-back that names its spend is capped by it and is no claim.
 */
export function isClaim({ receipt }: Envelope, movement: ValueMovement): boolean {
  return receipt?.cover === 'pending-credit' && isNewValue(movement)
}

/** What is handed out beside the credit is cash without the right, so it is trust. */
function claim(
  ledger: Ledger,
  envelope: Envelope,
  id: string,
  fact: RefundFact,
  amount: number,
): boolean {
  let money = amount
  let isAsked = false
  // The cloud's yes came too late, so the hub gave it otherwise: what was kept for it is free again.
  revokeRefundGrant(ledger, { id, receiptId: fact.receiptId })
  for (const movement of envelope.movements) {
    if (!isClaim(envelope, movement)) continue
    const { id: claimId, account: accountId } = movement
    const of = { cover: 'pending-credit', accountId } as const
    isAsked =
      claimRefund(ledger, { ...fact, id: claimId, amount: movement.amount, ...of }) || isAsked
    money -= movement.amount
  }
  if (money <= 0) return isAsked
  const trusted = { ...fact, id, amount: money, cover: 'trust', accountId: null } as const
  return claimRefund(ledger, trusted) || isAsked
}

function isNewValue({ kind, reverses }: ValueMovement): boolean {
  return reverses === null && (kind === 'load' || kind === 'give-back')
}

function tendered({ tenders }: Envelope): number {
  let total = 0
  for (const { amount } of tenders) total += amount
  return total
}
