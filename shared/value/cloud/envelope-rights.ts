import type { Envelope, ValueMovement } from '../../contracts/event.ts'
import type { Ledger } from '../ledger.ts'
import { claimRefund, noteSale, refundUnderRight, rightReturned } from './refund-claims.ts'
import type { RefundFact } from './refund-settle.ts'

/** A right that a hub must be asked for. */
export interface RightRecall {
  readonly receiptId: string
  readonly hub: number
}

/**
 * What an event does to the right of refunding its receipt (spine B5). A sale's right is over what
 * its tenders paid; a refund uses up what its tenders gave back and what it loaded as new store
 * credit. Value that was spent on the sale comes back by its own movements, capped by the spend.
 */
export function applyRights(
  ledger: Ledger,
  hub: number,
  epoch: number,
  envelope: Envelope,
): readonly RightRecall[] {
  const { receipt, type, currency, at } = envelope
  if (receipt === null) return []
  if (type === 'sale.closed') {
    const fact = { receiptId: receipt.id, hub, currency, at }
    const total = Math.max(0, tendered(envelope))
    return noteSale(ledger, { ...fact, epoch, total }) ? [{ receiptId: receipt.id, hub }] : []
  }
  const receiptId = receipt.originalId ?? receipt.id
  const fact = { receiptId, hub, currency, at }
  if (type === 'refund-right.returned') rightReturned(ledger, fact)
  if (type !== 'sale.refunded') return []
  const isAsked = applyRefund(ledger, envelope, receipt, fact)
  const seller = ledger.refundRight(receiptId)?.hub ?? 0
  return isAsked ? [{ receiptId, hub: seller }] : []
}

/**
 * New value that a refund without the right gives: it waits for the right as a claim and is not
 * credited. A give-back that names its spend is no claim.
 */
export function isClaim({ receipt }: Envelope, movement: ValueMovement): boolean {
  return receipt?.cover === 'pending-credit' && isNewValue(movement)
}

function applyRefund(
  ledger: Ledger,
  envelope: Envelope,
  { id, cover }: NonNullable<Envelope['receipt']>,
  fact: RefundFact,
): boolean {
  let money = Math.max(0, -tendered(envelope))
  if (cover !== 'pending-credit') {
    for (const each of envelope.movements) if (isNewValue(each)) money += each.amount
  }
  if (cover === 'right' || cover === null) {
    if (money > 0) refundUnderRight(ledger, { ...fact, id, amount: money })
    return false
  }
  let isAsked = false
  // Cash that a refund hands out without the right is trust, whatever else it gives.
  if (money > 0) {
    const claim = { ...fact, id, amount: money, cover: 'trust', accountId: null } as const
    isAsked = claimRefund(ledger, claim)
  }
  for (const movement of envelope.movements) {
    if (!isClaim(envelope, movement)) continue
    const claim = { ...fact, id: movement.id, amount: movement.amount }
    const of = { cover: 'pending-credit', accountId: movement.account } as const
    isAsked = claimRefund(ledger, { ...claim, ...of }) || isAsked
  }
  return isAsked
}

function isNewValue({ kind, reverses }: ValueMovement): boolean {
  return reverses === null && (kind === 'load' || kind === 'give-back')
}

function tendered({ tenders }: Envelope): number {
  let total = 0
  for (const { amount } of tenders) total += amount
  return total
}
