import type { Currency } from '#shared/contracts/units.ts'
import type { Movement, Place } from '#shared/value/movement.ts'
import { riskLeasePlace, systemPlace } from '#shared/value/movement.ts'

/** What movements of store credit mean for the books of the company, in its minor units. */
export interface MoneyMoved {
  /** Out of the risk account, less what came in. */
  readonly riskPaid: number
  /** Out of the escrow of forfeited leases, less what came in. */
  readonly escrowPaid: number
  /** Into payments; of an event's movements the receipt's tenders say the same. */
  readonly redeemed: number
}

export function moneyMoved(movements: readonly Movement[], currency: Currency): MoneyMoved {
  const unit = `credit:${currency}`
  const [risk, redeemed] = [systemPlace('risk', unit), systemPlace('redeemed', unit)]
  const paidBy = (isIt: (place: Place) => boolean) => {
    let paid = 0
    for (const { from, to, amount } of movements) {
      if (isIt(from)) paid += amount
      if (isIt(to)) paid -= amount
    }
    return paid
  }
  return {
    riskPaid: paidBy((place) => place === risk),
    escrowPaid: paidBy((place) => place.startsWith(escrow) && place.endsWith(`@${unit}`)),
    redeemed: 0 - paidBy((place) => place === redeemed),
  }
}

const [escrow = ''] = riskLeasePlace('|', '').split('|')
