import type { Quote } from '#shared/contracts/basket.ts'
import type { PointsRefusal } from '#shared/contracts/points.ts'
import type { PointsNotTaken } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import { plainAmount } from '#shared/domain/format-money.ts'

/** What the customer chose cannot be paid: the sale is not saved without it, and nothing moved. */
export function pointsNotTaken(refusal: PointsRefusal, quote: Quote): Failure {
  const { programme, reason, most } = refusal
  const could = `${most.points} points for ${plainAmount(most.amount)} could be paid`
  const extra = { conflict: 'points-refused', refusal, quote } satisfies PointsNotTaken
  return new Failure('conflict', `points of ${programme} do not pay so: ${reason}; ${could}`, {
    extra,
  })
}
