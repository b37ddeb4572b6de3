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
}

/**
 * `loyalty_refund_cash`: points that paid for returned goods, paid out. Their points do not return;
 * a part of a point counts as a whole one, so nothing comes back twice.
 */
export function cashForPoints(
  returned: { readonly points: number; readonly amount: number; readonly paidOut: number },
  { wanted, allowed, cap }: CashForPoints,
): { readonly points: number; readonly amount: number } {
  if (wanted === 0) return { points: 0, amount: 0 }
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
  const { points, amount, paidOut } = returned
  if (wanted > amount) {
    const message = `points paid ${plainAmount(amount)} of these goods, not ${plainAmount(wanted)}`
    throw cashFailure('invalid', wanted, message)
  }
  if (cap !== null && paidOut + wanted > cap) {
    const left = plainAmount(Math.max(0, cap - paidOut))
    const message = `${left} may still be paid out for this receipt, not ${plainAmount(wanted)}`
    throw cashFailure('invalid', wanted, `${message}; return the rest as points`)
  }
  return { points: multiplyDivide(points, wanted, amount, 'up'), amount: wanted }
}

function cashFailure(code: 'invalid' | 'forbidden', value: number, message: string): Failure {
  const shown = Number.isSafeInteger(value) ? plainAmount(value) : String(value)
  const field = { field: 'loyaltyRefundCash', value: shown, message }
  return new Failure(code, `loyaltyRefundCash ${shown}: ${message}`, { fields: [field] })
}
