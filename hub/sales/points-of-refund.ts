import type { PricedBasket } from '#shared/contracts/basket.ts'
import type { Envelope, ValueMovement } from '#shared/contracts/event.ts'
import type { Settlement } from '#shared/contracts/tender.ts'
import type { NotRefundable } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import { plainAmount } from '#shared/domain/format-money.ts'
import { sumOf } from '#shared/domain/money.ts'
import type { CashForPoints, PaidPoints } from '#shared/domain/points/cash-for-points.ts'
import { type ProgrammeRefund, refundOfReceipt } from '#shared/domain/points/receipt-refund.ts'
import { valueAccountId } from '#shared/value/account-id.ts'
import type { Shop } from '../shop.ts'
import type { TillSession } from '../tills/session.ts'
import { newMovement } from '../value/movement.ts'
import type { MovedValue } from '../value/receipt-value.ts'
import type { Value } from '../value/value.ts'
import type { MovedPoints } from './loyalty.ts'
import type { Original } from './originals.ts'

/** What this refund does to the points of its receipt, by programme. */
export function pointsOfRefund(
  sale: Original,
  refund: PricedBasket,
  cash: CashForPoints,
): ProgrammeRefund[] {
  const { payload, refunds } = sale
  const { priced: original } = payload
  const paidOut = paidOutFor(refunds.settlements)
  return refundOfReceipt({ original, alreadyRefunded: refunds.lines, refund, cash, paidOut })
}

/** As the company and the cashier may pay points out. */
export function cashOf(shop: Shop, { cashier }: TillSession, wanted: number): CashForPoints {
  const { pointsInCashCap: cap = 0, cashRounding: coin } = shop.profile().company
  const allowed = cashier?.rights.includes('refund.points-in-cash') ?? false
  return { wanted, allowed, cap, coin }
}

/** What refunds paid out in cash for points. */
export function paidOutFor(settlements: readonly Settlement[]): PaidPoints {
  const all = settlements.flatMap(({ loyaltyRefundCash }) => loyaltyRefundCash ?? [])
  return {
    points: sumOf(all, ({ points }) => points),
    amount: sumOf(all, ({ amount }) => amount),
  }
}

/**
 * Takes back what the returned goods earned and gives back what points paid of them: into the lease
 * that it came out of while that is open, else to wait for the cloud.
 */
export function movePointsBack(
  { shop, value }: { readonly shop: Shop; readonly value: Pick<Value, 'putBack'> },
  sale: Original,
  points: readonly ProgrammeRefund[],
): MovedValue[] {
  const { memberId, priced } = sale.payload
  if (memberId === null) return []
  return points.flatMap(({ programme, takeBack, giveBack }) => {
    const account = valueAccountId(programme, memberId)
    const own = sale.envelope.movements.filter((one) => one.account === account)
    const earns = own.filter(({ kind }) => kind === 'earn')
    const earned = priced.earned?.filter((one) => one.programme === programme) ?? []
    const taken: ValueMovement[] = []
    for (const [i, amount] of takeBack.entries()) {
      // A partner's programme moved nothing here.
      const earn = earns.length === earned.length ? earns[i] : undefined
      if (amount === 0 || earn === undefined) continue
      const of = { kind: 'take-back', account, amount, reverses: earn.id, rule: earn.rule } as const
      taken.push(newMovement(shop.newId(), of))
    }
    const unguarded: MovedValue = { movements: taken, leases: [], guard: free }
    const back = giveBack === 0 ? [] : [value.putBack(giveBack, own)]
    return taken.length === 0 ? back : [...back, unguarded]
  })
}

const free: MovedValue['guard'] = { kind: 'all', guards: [] }

/** Without the right nobody knows whether the points went back already. */
export function needRightToPoints(
  cover: NonNullable<Envelope['receipt']>['cover'],
  points: readonly ProgrammeRefund[],
  { asked, isOurs }: { readonly asked: number; readonly isOurs: boolean },
): void {
  const cash = sumOf(points, (one) => one.cash)
  if (cash > 0 && asked === 0 && !isOurs) throw needSellingStore(cash)
  if (cover === 'right' || points.every(({ giveBack }) => giveBack + cash === 0)) return
  const extra = {
    conflict: 'not-refundable',
    hindrance: 'right-elsewhere',
    asked,
    left: null,
    asCredit: false,
  } satisfies NotRefundable
  const words = 'points paid a part of it, and the right to refund it is not in this store'
  throw new Failure('conflict', `${words}: try again when its store is online`, { extra })
}

/** The right to refund a receipt counts its money, and points paid all of this. */
function needSellingStore(cash: number): Failure {
  const value = plainAmount(cash)
  const why = 'points paid all of these goods, so only the store that sold them pays it out'
  const field = { field: 'loyaltyRefundCash', value, message: `${why}; return it as points` }
  return new Failure('conflict', `loyaltyRefundCash ${value}: ${field.message}`, {
    fields: [field],
  })
}

/** For the receipt: what was earned and spent is less by so much. */
export function movedByRefund(
  points: readonly ProgrammeRefund[],
): (programme: string) => MovedPoints | undefined {
  return (programme) => {
    const found = points.find((one) => one.programme === programme)
    if (found === undefined) return undefined
    const lines = found.lines.map(({ lineId, collected, spent }) => {
      return { lineId, collected: 0 - collected, spent: 0 - spent }
    })
    let taken = 0
    for (const amount of found.takeBack) taken += amount
    return { collected: 0 - taken, spent: 0 - found.giveBack, lines }
  }
}
