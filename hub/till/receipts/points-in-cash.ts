import type { PricedBasket } from '#shared/contracts/basket.ts'
import type { Receipt } from '#shared/contracts/till.ts'
import { multiplyDivide } from '#shared/domain/money.ts'
import { refundOfReceipt } from '#shared/domain/points/receipt-refund.ts'
import { may, status } from '../session.ts'

/** What of a refund's points may be paid out in cash; the hub decides by the same functions. */
export interface PointsInCash {
  readonly as: 'discount-line' | 'tender'
  readonly programme: string
  /** What points had paid of these goods. */
  readonly paid: number
  /** Of the whole receipt; null = no limit. */
  readonly cap: number | null
  /** By earlier refunds of the receipt. */
  readonly paidOut: number
  readonly most: number
  readonly isPayable: (cash: number) => boolean
  /** Points that do not return, where so much is paid out. */
  readonly pointsFor: (cash: number) => number
}

/** Null: points paid nothing of it. */
export function pointsInCash(receipt: Receipt, refund: PricedBasket | null): PointsInCash | null {
  const { priced: original, refunded, pointsPaidOut = 0 } = receipt
  const { points } = original
  if (refund === null || points === undefined) return null
  const { pointsInCashCap: cap = 0, cashRounding: coin = 1 } = status.value ?? {}
  // What was paid out is whole points of the receipt's own rate.
  const out = multiplyDivide(points.points, pointsPaidOut, points.amount, 'up')
  const back = (wanted: number) =>
    refundOfReceipt({
      original,
      alreadyRefunded: refunded,
      refund,
      cash: { wanted, allowed: true, cap, coin },
      paidOut: { points: out, amount: pointsPaidOut },
    }).find(({ programme }) => programme === points.programme)
  const { amount: paid = 0, mostCash: most = 0 } = back(0) ?? {}
  const isPayable = (cash: number) => cash <= most && cash % coin === 0
  return {
    as: points.as,
    programme: points.programme,
    paid,
    cap,
    paidOut: pointsPaidOut,
    most,
    isPayable,
    pointsFor: (cash) => (isPayable(cash) ? (back(cash)?.cashedPoints ?? 0) : 0),
  }
}

/** Whether the field is there: points had paid, and company and cashier may pay them out. */
export function maySayCash(points: PointsInCash | null): points is PointsInCash {
  return points !== null && points.paid > 0 && points.cap !== 0 && may('refund.points-in-cash')
}

/** What the drawer and the card give, with goods that points paid as a tender. */
export function givenBack({ priced, settlement }: Pick<Receipt, 'priced' | 'settlement'>): number {
  let given = 0 - priced.total
  for (const { kind, amount } of settlement.tenders)
    if (kind === 'points' && amount > 0) given += amount
  return given
}
