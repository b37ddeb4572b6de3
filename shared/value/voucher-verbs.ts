import { freeOf, postedOf } from './account.ts'
import { isVoucherAccount } from './account-id.ts'
import { correct } from './correct.ts'
import { couponAfter, couponMay, reservedCoupon } from './coupon.ts'
import { credit } from './credit.ts'
import { heardUnits } from './early-refund.ts'
import { done, refused } from './free-part.ts'
import type { Ledger, Outcome } from './ledger.ts'

/**
 * The verbs that coupons and gift cards share: a voucher is printed, sold or issued, and ends. What a
 * coupon alone can do, to be held and used, is in `coupon-verbs.ts`.
 */
export interface IssueVoucher {
  readonly id: string
  readonly account: string
  /** One of a coupon, money of a gift card. */
  readonly amount: number
  readonly endsAt: number | null
  readonly at: number
}

/** `reserved → issued`: worth something from now on, though nobody paid for it. */
export function issueVoucher(ledger: Ledger, command: IssueVoucher): Outcome {
  const { account: id, endsAt } = command
  const [voucher, account] = [ledger.coupon(id), ledger.account(id)]
  if (voucher === undefined || account === undefined) return refused('no-account')
  const isNew = ledger.movement(command.id) === undefined
  if (isNew && !couponMay(voucher, 'issue')) return refused('wrong-state', account)
  const outcome = credit(ledger, { ...command, kind: 'issue', receiptId: null, rule: null })
  if (outcome.outcome === 'done') {
    ledger.saveCoupon({ ...couponAfter(voucher, 'issue', null), endsAt })
  }
  return outcome
}

/**
 * `reserved | sold | issued → cancelled`, and what was in it is gone. Refused with `would-owe` while
 * a store holds a part of it: freeze it first, and cancel when that part is back.
 */
export function cancelVoucher(
  ledger: Ledger,
  { id, account: accountId, at }: Omit<IssueVoucher, 'amount' | 'endsAt'>,
): Outcome {
  const [voucher, account] = [ledger.coupon(accountId), ledger.account(accountId)]
  if (voucher === undefined || account === undefined) return refused('no-account')
  if (!couponMay(voucher, 'cancel')) return refused('wrong-state', account)
  const free = freeOf(account)
  if (postedOf(account) !== free) return refused('would-owe', account)
  if (free > 0) {
    const outcome = correct(ledger, { id, account: accountId, amount: -free, endsAt: null, at })
    if (outcome.outcome === 'refused') return outcome
  }
  ledger.saveCoupon(couponAfter(voucher, 'cancel', null))
  return done
}

/**
 * A hub sold it: `reserved → sold`. A coupon that no batch made was given by a store for the next
 * order. A gift card is loaded again as it is; whatever else was sold twice HQ must see.
 */
export function voucherLoaded(
  ledger: Ledger,
  accountId: string,
  { receiptId, endsAt }: { readonly receiptId: string | null; readonly endsAt: number | null },
): void {
  const kind = ledger.account(accountId)?.terms.kind
  if (!isVoucherAccount(accountId) || (kind !== 'coupon' && kind !== 'gift-card')) return
  const known = ledger.coupon(accountId)
  if (known === undefined) {
    const state = kind === 'coupon' ? 'issued' : 'sold'
    const soldOn = kind === 'coupon' ? null : receiptId
    ledger.saveCoupon({ ...reservedCoupon(accountId, endsAt), state, soldOn })
    return
  }
  if (couponMay(known, 'sell')) {
    const sold = couponAfter(known, 'sell', receiptId)
    // Each amount on a gift card has an end of its own.
    ledger.saveCoupon(kind === 'coupon' ? { ...sold, endsAt: endsAt ?? sold.endsAt } : sold)
    return
  }
  if (kind === 'gift-card' && (known.state === 'sold' || known.state === 'issued')) return
  ledger.raise({
    kind: 'voucher-state',
    subject: `voucher ${accountId}`,
    words: `A store sold voucher ${accountId} on receipt ${receiptId}, which was ${known.state} already; what was paid for is in its account.`,
  })
}

/**
 * What was sold came back whole and unused: `sold → reserved`, so that it can be sold again. What a
 * store gave with a sale is gone with it: `issued → cancelled`.
 */
export function voucherTakenBack(ledger: Ledger, accountId: string, loadId: string | null): void {
  const known = ledger.coupon(accountId)
  const account = ledger.account(accountId)
  const loaded = loadId === null ? undefined : ledger.movement(loadId)
  if (known === undefined || account === undefined || loaded?.kind !== 'load') return
  if (loaded.to !== accountId || heardUnits(ledger, account) > 0) return
  if (ledger.reversedOf(loaded.id) < loaded.amount) return
  const isSale = couponMay(known, 'unsell') && known.soldOn === loaded.receiptId
  if (isSale) ledger.saveCoupon(couponAfter(known, 'unsell', null))
  else if (known.state === 'issued') ledger.saveCoupon(couponAfter(known, 'cancel', null))
}

/**
 * A coupon whose use, or a voucher whose refund, came in before the sale that it is of: another store
 * or till was heard first. What is left to its holder says so (spine B1.12, B2.7).
 */
export function voucherOvertaken(ledger: Ledger, accountId: string, loadId: string): void {
  voucherTakenBack(ledger, accountId, loadId)
  const [voucher, account] = [ledger.coupon(accountId), ledger.account(accountId)]
  if (voucher === undefined || account?.terms.kind !== 'coupon' || postedOf(account) > 0) return
  if (couponMay(voucher, 'use')) ledger.saveCoupon(couponAfter(voucher, 'use', null))
}
