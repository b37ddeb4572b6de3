import { Failure } from '../failure.ts'
import { plainAmount } from '../format-money.ts'
import { multiplyDivide } from '../money.ts'

/** What the customer asks to be paid out in money instead of points; 0 = nothing. */
export interface CashForPoints {
  readonly wanted: number
  /** The cashier has the right to pay out points. */
  readonly allowed: boolean
  /** The most that the company pays out for one receipt in all its refunds; null = no limit. */
  readonly cap: number | null
  /** The smallest coin: other amounts cannot be handed out. */
  readonly coin: number
}

/** So many points that stand for so much money. */
export interface PaidPoints {
  readonly points: number
  readonly amount: number
}

export interface ReturnedPoints extends PaidPoints {
  /** What points paid of the whole receipt. */
  readonly whole: PaidPoints
  /** What its refunds so far paid out. */
  readonly before: PaidPoints
}

/**
 * `loyalty_refund_cash`: points that paid for returned goods, paid out. Their points do not return;
 * a part of a point counts as a whole one, on the running total of the receipt, so nothing comes
 * back twice.
 */
export function cashForPoints(returned: ReturnedPoints, cash: CashForPoints): PaidPoints {
  const { wanted } = cash
  if (wanted === 0) return { points: 0, amount: 0 }
  checkCash(returned, cash)
  const { whole, before } = returned
  const due = multiplyDivide(whole.points, before.amount + wanted, whole.amount, 'up')
  return { points: due - before.points, amount: wanted }
}

/** The most that may be paid out of these goods now. */
export function mostCash(
  returned: ReturnedPoints,
  { cap, coin }: Pick<CashForPoints, 'cap' | 'coin'>,
): number {
  const paid = paidByPoints(returned)
  const most = cap === null ? paid : Math.min(paid, leftOfCap(returned, cap))
  return most - (most % coin)
}

/** What points paid of these goods, but no more than the points that return stand for. */
function paidByPoints({ points, amount, whole, before }: ReturnedPoints): number {
  if (whole.points === 0) return 0
  const worth = multiplyDivide(whole.amount, before.points + points, whole.points, 'down')
  return Math.max(0, Math.min(amount, worth - before.amount))
}

function leftOfCap({ before }: ReturnedPoints, cap: number): number {
  return Math.max(0, cap - before.amount)
}

function checkCash(returned: ReturnedPoints, { wanted, allowed, cap, coin }: CashForPoints): void {
  if (!Number.isSafeInteger(wanted) || wanted < 0) {
    throw cashFailure('invalid', wanted, 'must be a whole amount of 0 or more')
  }
  if (!allowed) {
    throw cashFailure(
      'forbidden',
      wanted,
      'points are paid out only by a cashier who has the right to it',
    )
  }
  const paid = paidByPoints(returned)
  if (wanted > paid) {
    const message = `points paid ${plainAmount(paid)} of these goods, not ${plainAmount(wanted)}`
    throw cashFailure('invalid', wanted, message)
  }
  if (cap !== null && wanted > leftOfCap(returned, cap)) {
    const left = plainAmount(leftOfCap(returned, cap))
    const message = `${left} may still be paid out for this receipt, not ${plainAmount(wanted)}`
    throw cashFailure('invalid', wanted, `${message}; return the rest as points`)
  }
  if (wanted % coin !== 0) {
    const coins = `must be a multiple of ${plainAmount(coin)}`
    const fix = `pay out ${plainAmount(wanted - (wanted % coin))}`
    throw cashFailure('invalid', wanted, `${coins}; ${fix} and return the rest as points`)
  }
}

function cashFailure(code: 'invalid' | 'forbidden', value: number, message: string): Failure {
  const shown = Number.isSafeInteger(value) ? plainAmount(value) : String(value)
  const field = { field: 'loyaltyRefundCash', value: shown, message }
  const extra = code === 'forbidden' ? { right: 'refund.points-in-cash' } : {}
  return new Failure(code, `loyaltyRefundCash ${shown}: ${message}`, { fields: [field], extra })
}
