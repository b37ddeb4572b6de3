import type { Currency } from '../../contracts/units.ts'
import type { Ledger } from '../ledger.ts'
import { systemPlace } from '../movement.ts'
import { dropPending, postPending } from '../pending.ts'
import type { RefundClaim, RefundRight } from '../refund-right.ts'

/** Said with everything about a refund; the receipt's currency names the unit of a loss. */
export interface RefundFact {
  readonly receiptId: string
  readonly hub: number
  readonly currency: Currency
  readonly at: number
}

/** What may still be given back of a receipt: not refunded and not promised to a hub. */
export function leftToRefund({ total, refunded, claims }: RefundRight): number {
  let promised = 0
  for (const { cover, amount } of claims) if (cover === 'granted') promised += amount
  return total - refunded - promised
}

/** A receipt that a refund names and whose sale is not in the books: it waits for it. */
export function waitingRight(receiptId: string): RefundRight {
  return {
    receiptId,
    hub: 0,
    epoch: 0,
    total: 0,
    refunded: 0,
    holder: 'recalled',
    claims: [],
    counted: [],
    version: 0,
  }
}

/** Whether the sale itself is in the books. */
export function saleIsKnown(right: RefundRight): boolean {
  return right.hub !== 0
}

/**
 * The right is the cloud's: what waited for it is settled in order of arrival. Claims get what is
 * left of the receipt; the rest of a credit is dropped, cash that was paid is the company's loss.
 */
export function settleClaims(ledger: Ledger, right: RefundRight, fact: RefundFact): RefundRight {
  let { refunded } = right
  const kept: RefundClaim[] = []
  for (const claim of right.claims) {
    if (claim.cover === 'granted') {
      kept.push(claim)
      continue
    }
    const left = Math.max(0, leftToRefund({ ...right, refunded }))
    const settled = Math.min(claim.amount, left)
    refunded += settled
    if (claim.cover === 'pending-credit') settleCredit(ledger, claim, settled, fact)
    if (settled === claim.amount) continue
    const short = { id: claim.id, hub: claim.hub, amount: claim.amount - settled }
    if (claim.cover === 'trust') bookOverdrawn(ledger, short, fact)
    else raiseOverdrawn(ledger, short, fact, 'that much of the pending credit was dropped')
  }
  return { ...right, refunded, claims: kept }
}

/** Money that a store paid out beyond what the receipt had left: the risk account pays it. */
export function bookOverdrawn(
  ledger: Ledger,
  short: { readonly id: string; readonly hub: number; readonly amount: number },
  fact: RefundFact,
): void {
  const unit = `refund:${fact.currency}`
  ledger.addMovement({
    id: `${short.id}#overdrawn`,
    kind: 'write-off',
    unit,
    from: systemPlace('risk', unit),
    to: systemPlace('redeemed', unit),
    amount: short.amount,
    lots: [],
    at: fact.at,
    receiptId: fact.receiptId,
    rule: null,
    reverses: null,
  })
  raiseOverdrawn(ledger, short, fact, 'the risk account paid it')
}

function settleCredit(
  ledger: Ledger,
  { id, accountId }: RefundClaim,
  amount: number,
  { at }: RefundFact,
): void {
  if (accountId === null) return
  if (amount > 0) postPending(ledger, { id, account: accountId, amount, endsAt: null, at })
  else dropPending(ledger, { id, account: accountId })
}

function raiseOverdrawn(
  ledger: Ledger,
  { hub, amount }: { readonly hub: number; readonly amount: number },
  { receiptId, currency }: RefundFact,
  then: string,
): void {
  ledger.raise({
    kind: 'refund-overdrawn',
    subject: `receipt ${receiptId}`,
    words: `Hub ${hub} refunded ${amount} (minor units, ${currency}) more than receipt ${receiptId} had left; ${then}.`,
  })
}
