import { Failure } from '../domain/failure.ts'
import { freeOf, postedOf } from './account.ts'
import { correct } from './correct.ts'
import { type BookUnit, type CouponCommand, transition } from './coupon-transition.ts'
import { credit } from './credit.ts'
import { changed, done, refused } from './free-part.ts'
import { giveBack } from './give-back.ts'
import { captureHold, placeHold, releaseHold } from './hold.ts'
import type { Ledger, Outcome } from './ledger.ts'
import { systemPlace } from './movement.ts'
import { spend } from './spend.ts'
import { takeBack } from './take-back.ts'

/** `reserved → sold`: the voucher gets its unit. The unit's account is opened before. */
export function sellCoupon(ledger: Ledger, command: CouponCommand): Outcome {
  return transition(ledger, 'sell', command, fillCoupon('load'))
}

/**
 * `reserved → issued`: as sold, but nobody paid for it. `owes` where books that were restored from before
 * it was issued have heard of its use: its unit is spent.
 */
export function issueCoupon(ledger: Ledger, command: CouponCommand): Outcome {
  return transition(ledger, 'issue', command, (asked, coupon, account) =>
    account.owed > 0
      ? refused('owes', account)
      : fillCoupon('issue')(asked, coupon, account, ledger),
  )
}

/** `sold → reserved`: refunded unused. `would-owe` where its unit is promised to a hub. */
export function unsellCoupon(ledger: Ledger, command: CouponCommand): Outcome {
  return transition(ledger, 'unsell', command, ({ id, at, receiptId = null }, coupon) =>
    takeBack(ledger, { id, account: coupon.id, reverses: null, amount: 1, at, receiptId }),
  )
}

/**
 * `sold | issued → held` by a payment in the cloud; `too-little` where a hub has it. `lapseHolds`
 * lets it go at `lapsesAt`. Throws `invalid` without a receipt.
 */
export function holdCoupon(
  ledger: Ledger,
  command: CouponCommand & { readonly lapsesAt?: number },
): Outcome {
  const { id, at, receiptId = null, lapsesAt = Number.MAX_SAFE_INTEGER } = command
  if (receiptId === null) throw new Failure('invalid', `coupon hold ${id} names no receipt`)
  return transition(ledger, 'hold', command, (_, coupon) =>
    placeHold(ledger, { id, account: coupon.id, amount: 1, receiptId, lapsesAt, at }),
  )
}

/** `held → sold | issued`: the payment ended without it. */
export function releaseCoupon(ledger: Ledger, command: CouponCommand): Outcome {
  return transition(ledger, 'release', command, ({ id, at }, coupon, account) => {
    const [hold] = account.holds
    if (hold === undefined) return done
    return releaseHold(ledger, { id, account: coupon.id, hold: hold.id, at })
  })
}

/**
 * `held | sold | issued → used`; a held one only by the receipt that holds it. As a fact it is
 * believed in every state but `used`: then it is `repeated` for the same receipt, and `wrong-state`
 * for another one, which is a coupon used twice.
 */
export function useCoupon(ledger: Ledger, command: CouponCommand): Outcome {
  return transition(ledger, 'use', command, ({ id, at, receiptId = null }, coupon, account) => {
    const [hold] = account.holds
    const common = { id, account: coupon.id, amount: 1, at }
    if (hold === undefined) return spend(ledger, { ...common, receiptId, rule: null })
    return captureHold(ledger, { ...common, hold: hold.id })
  })
}

/** `used → sold | issued`: the sale that used it was refunded; `reverses` is that use's id. */
export function unuseCoupon(
  ledger: Ledger,
  command: CouponCommand & { readonly reverses?: string },
): Outcome {
  return transition(ledger, 'unuse', command, ({ id, at, receiptId = null }) => {
    const { reverses } = command
    if (reverses === undefined) throw new Failure('invalid', `coupon return ${id} names no use`)
    return giveBack(ledger, { id, reverses, amount: 1, at, receiptId })
  })
}

/** `sold | issued → expired`; refused with `not-ended` before its end. */
export function expireCoupon(ledger: Ledger, command: CouponCommand): Outcome {
  return transition(ledger, 'expire', command, ({ id, at }, coupon, account) => {
    if (coupon.endsAt === null || at < coupon.endsAt) return refused('not-ended', account)
    const { unit } = account.terms
    if (postedOf(account) <= 0) return done
    if (freeOf(account) < 1) return refused('too-little', account)
    ledger.addMovement({
      id,
      kind: 'expire',
      unit,
      from: coupon.id,
      to: systemPlace('expired', unit),
      amount: freeOf(account),
      lots: account.lots,
      at,
      receiptId: null,
      rule: null,
      reverses: null,
    })
    ledger.saveAccount(changed(account, { lots: [] }))
    return done
  })
}

/** `reserved | sold | issued → cancelled` by HQ; `would-owe` where its unit is promised to a hub. */
export function cancelCoupon(ledger: Ledger, command: CouponCommand): Outcome {
  return transition(ledger, 'cancel', command, ({ id, at }, coupon) => {
    if (coupon.state === 'reserved') return done
    return correct(ledger, { id, account: coupon.id, amount: -1, endsAt: null, at })
  })
}

function fillCoupon(kind: 'load' | 'issue'): BookUnit {
  return ({ id, at, receiptId = null }, { id: account, endsAt }, _, ledger) =>
    credit(ledger, { id, account, kind, amount: 1, endsAt, at, receiptId, rule: null })
}
