import { Failure } from '../../domain/failure.ts'
import { wholeAmount } from '../command.ts'
import type { Ledger } from '../ledger.ts'
import { addPending } from '../pending.ts'
import type { RefundClaim, RefundRight } from '../refund-right.ts'
import { accountOfFact } from './fact.ts'
import {
  bookOverdrawn,
  leftToRefund,
  type RefundFact,
  saleIsKnown,
  settleClaims,
  waitingRight,
} from './refund-settle.ts'

export interface SaleNoted extends RefundFact {
  readonly epoch: number
  /** What its tenders paid, minor units. */
  readonly total: number
}

/**
 * A sale gives its hub the right to refund it (spine B5). True = a refund made elsewhere is waiting,
 * so the right must be asked back. Throws `conflict` for a receipt that came before with another
 * total or from another hub.
 */
export function noteSale(ledger: Ledger, sale: SaleNoted): boolean {
  const { receiptId, hub, epoch, total } = sale
  const known = ledger.refundRight(receiptId)
  if (known === undefined) {
    const right: RefundRight = { ...waitingRight(receiptId), hub, epoch, total, holder: 'hub' }
    ledger.saveRefundRight(right)
    return false
  }
  if (saleIsKnown(known)) {
    if (known.hub === hub && known.total === total) return false
    const before = `of hub ${known.hub} with ${known.total}, not of hub ${hub} with ${total}`
    throw new Failure('conflict', `sale of receipt ${receiptId} came before ${before}`)
  }
  const overdrawn = known.refunded - total
  if (overdrawn > 0) bookOverdrawn(ledger, { id: receiptId, hub, amount: overdrawn }, sale)
  const refunded = Math.min(known.refunded, total)
  ledger.saveRefundRight(next({ ...known, hub, epoch, total, refunded }))
  return true
}

export interface Refunded extends RefundFact {
  /** Of the refund's own receipt. */
  readonly id: string
  readonly amount: number
}

/**
 * Money given back by whoever had the right, the selling hub or one that the cloud granted it to.
 * More than was left (a copy of a disk, a right that was void) is the company's loss and an alarm.
 */
export function refundUnderRight(ledger: Ledger, refund: Refunded): void {
  const { id, receiptId, hub } = refund
  const amount = wholeAmount(refund.amount)
  const known = ledger.refundRight(receiptId)
  const right = known ?? waitingRight(receiptId)
  const granted = right.claims.find((each) => each.id === id)
  if (granted?.cover !== 'granted' && right.counted.includes(id)) return
  const claims = right.claims.filter((each) => each !== granted)
  const left = saleIsKnown(right) ? leftToRefund({ ...right, claims }) : amount
  const within = Math.min(amount, Math.max(0, left))
  if (within < amount) bookOverdrawn(ledger, { id, hub, amount: amount - within }, refund)
  const counted = right.counted.includes(id) ? right.counted : [...right.counted, id]
  const after = { ...right, claims, refunded: right.refunded + within, counted }
  ledger.saveRefundRight(known === undefined ? after : next(after))
}

export interface ClaimMade extends Refunded {
  readonly cover: 'pending-credit' | 'trust'
  /** The account of a pending credit. */
  readonly accountId: string | null
}

/**
 * A refund that another store gave without the right: as store credit that cannot be spent yet, or
 * as cash out of its refund trust. It waits until the right is the cloud's; a receipt whose sale is
 * not in the books waits for that too. True = the right must be asked back from its hub.
 */
export function claimRefund(ledger: Ledger, made: ClaimMade): boolean {
  const { id, receiptId, hub, cover, accountId } = made
  const amount = wholeAmount(made.amount)
  const known = ledger.refundRight(receiptId)
  const right = known ?? waitingRight(receiptId)
  if (right.counted.includes(id)) return false
  if (cover === 'pending-credit' && accountId !== null) {
    accountOfFact(ledger, accountId)
    addPending(ledger, { id, account: accountId, receiptId, amount })
  }
  const claim: RefundClaim = { id, hub, amount, cover, accountId }
  const asked: RefundRight = {
    ...right,
    holder: right.holder === 'hub' ? 'recalled' : right.holder,
    claims: [...right.claims, claim],
    counted: [...right.counted, id],
  }
  const after = asked.holder === 'cloud' ? settleClaims(ledger, asked, made) : asked
  ledger.saveRefundRight(known === undefined ? after : next(after))
  return right.holder === 'hub'
}

/** The selling hub's word: it refunds this receipt no more. Nobody else's word counts. */
export function rightReturned(ledger: Ledger, fact: RefundFact): void {
  const right = ledger.refundRight(fact.receiptId)
  if (right === undefined || right.hub !== fact.hub) return
  comesToCloud(ledger, right, fact)
}

/**
 * The selling hub's epoch ended, so the word of that disk is gone: the right is the cloud's. What
 * that disk refunded and nobody knows of comes in as an overdrawn refund, if it ever does.
 */
export function voidRefundRight(
  ledger: Ledger,
  fact: RefundFact & { readonly presentEpoch: number },
): void {
  const right = ledger.refundRight(fact.receiptId)
  if (right === undefined || !saleIsKnown(right) || right.epoch >= fact.presentEpoch) return
  comesToCloud(ledger, right, fact)
}

function comesToCloud(ledger: Ledger, right: RefundRight, fact: RefundFact): void {
  if (right.holder === 'cloud') return
  ledger.saveRefundRight(next(settleClaims(ledger, { ...right, holder: 'cloud' }, fact)))
}

function next(right: RefundRight): RefundRight {
  return { ...right, version: right.version + 1 }
}
