import type { PricedBasket } from '#shared/contracts/basket.ts'
import type { TenderGiven } from '#shared/contracts/tender.ts'
import type { SaleRequest } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import { plainAmount } from '#shared/domain/format-money.ts'
import { valueAccountId } from '#shared/value/account-id.ts'

/** What the till says that was given, and the points that pay as a tender: the basket says those. */
export function tendersOf(
  { tenders, basket }: SaleRequest,
  { points }: PricedBasket,
): readonly TenderGiven[] {
  const i = tenders.findIndex(({ kind }) => kind === 'points')
  if (i >= 0) throw pointsNamed(i, tenders[i]?.given ?? 0)
  if (points?.as !== 'tender' || basket.memberId === undefined) return tenders
  const account = valueAccountId(points.programme, basket.memberId)
  return [{ kind: 'points', given: points.amount, account }, ...tenders]
}

function pointsNamed(i: number, given: number): Failure {
  const message = 'points are chosen in the basket (`points`); leave this tender out'
  const field = { field: `tenders.${i}.kind`, value: plainAmount(given), message }
  return new Failure('invalid', message, { fields: [field] })
}
