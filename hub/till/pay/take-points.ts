import type { PointsChoice, PointsRefusal } from '#shared/contracts/points.ts'
import type { Problem } from '#shared/contracts/problem.ts'
import { changeDraft, draft } from '../basket/basket.ts'
import { freshQuote } from '../basket/quote.ts'
import { money, points } from '../format.ts'
import { t } from '../texts.ts'
import { reserve } from './covers.ts'
import { pointsIn } from './points-choice.ts'
import { givePointsBack, POINTS } from './taken.ts'

/** Deducts the points, then has the basket priced with them; null = they pay. */
export async function takePoints(chosen: PointsChoice, pin?: string): Promise<Problem | null> {
  const { member } = draft.value
  if (member === null) throw new Error('points need a member')
  givePointsBack()
  const refused = await reserve(POINTS, {
    kind: 'points',
    memberId: member.id,
    programme: chosen.programme,
    points: pointsIn(chosen.pay),
    ...(pin !== undefined && { pin }),
  })
  if (refused !== null) return { ...refused, unit: 'points' }
  changeDraft({ points: chosen })
  const priced = (await freshQuote())?.priced
  if (priced?.pointsRefused === undefined) return null
  givePointsBack()
  return refusalProblem(priced.pointsRefused)
}

/** The rules say no although the points are there: said in words, and the points go back. */
export function refusalProblem({ reason, most }: PointsRefusal): Problem {
  const can = t('till.points.can', { amount: money(most.amount), points: points(most.points) })
  const title = t(`till.points.not.${reason}`)
  const detail = most.amount > 0 ? `${title} ${can}` : title
  return { type: 'about:blank', title, status: 409, detail }
}
