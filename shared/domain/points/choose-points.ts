import type { PointsChoice, PointsRefusal } from '../../contracts/points.ts'
import type { PointsPair } from '../../contracts/points-programme.ts'
import {
  byRate,
  mostPayable,
  type PaidAmount,
  type PointsOffersInput,
  pointsOffers,
  totalOf,
} from './points-offers.ts'

export type PointsChosen =
  | ({ readonly outcome: 'chosen' } & PaidAmount)
  | ({ readonly outcome: 'refused' } & Pick<PointsRefusal, 'reason' | 'most'>)

/** Whether the customer may pay so; what was offered a moment ago is judged again. */
export function choosePoints(pay: PointsChoice['pay'], input: PointsOffersInput): PointsChosen {
  const offers = pointsOffers(input)
  const refused = (reason: PointsRefusal['reason']): PointsChosen => {
    const { points, amount } = offers.best
    return { outcome: 'refused', reason, most: { points, amount } }
  }
  if (pay.kind === 'points') {
    if (offers.kind === 'pairs') return refused('not-offered')
    if (pay.points > input.balance) return refused('too-little')
    return judge(byRate(pay.points, offers.worth), input, refused)
  }
  if (offers.kind === 'rate') return refused('not-offered')
  const all = input.cardPairs ?? (input.paying.by.kind === 'pairs' ? input.paying.by.pairs : [])
  if (!pay.pairs.every((pair) => isOneOf(all, pair))) return refused('not-offered')
  if (pay.pairs.length > offers.mostPayments) return refused('too-many-payments')
  return judge(totalOf(pay.pairs), input, refused)
}

function judge(
  paid: PaidAmount,
  input: PointsOffersInput,
  refused: (reason: PointsRefusal['reason']) => PointsChosen,
): PointsChosen {
  const { due, paying } = input
  if (paid.amount === 0) return refused('worth-nothing')
  if (paid.points > input.balance) return refused('too-little')
  if (paid.amount > Math.min(due.admitted, due.total)) return refused('above-due')
  if (paid.amount > mostPayable(paying, due)) return refused('above-share')
  return { outcome: 'chosen', ...paid }
}

function isOneOf(pairs: readonly PointsPair[], { price, points }: PointsPair): boolean {
  return pairs.some((pair) => pair.price === price && pair.points === points)
}
