import type { PricedBasket, PricedLine } from '../../contracts/basket.ts'
import type {
  PointsChoice,
  PointsEarned,
  PointsPayment,
  PointsRefusal,
} from '../../contracts/points.ts'
import { sumOf } from '../money.ts'
import { admittedLines, type PointsContext } from './admitted-lines.ts'
import { choosePoints } from './choose-points.ts'
import type { OfferedProgramme } from './compile-programme.ts'
import { earnPoints } from './earn-points.ts'
import { payWithPoints } from './pay-with-points.ts'
import { type AnyLine, paidLines, pointsLines } from './points-line.ts'
import { type PointsOffers, pointsOffers } from './points-offers.ts'

export type PointsPaid =
  | { readonly outcome: 'paid'; readonly payment: PointsPayment }
  | { readonly outcome: 'refused'; readonly refusal: PointsRefusal }

/** The points payment that the basket asks for, over the lines as they cost now (design 6.5). */
export function pointsPayment<Line extends AnyLine>(
  { programme, pay }: PointsChoice,
  offered: OfferedProgramme | undefined,
  lines: readonly Line[],
  amountOf: (line: Line) => number,
  context: PointsContext,
): PointsPaid {
  const refused = (
    reason: PointsRefusal['reason'],
    most = { points: 0, amount: 0 },
  ): PointsPaid => ({ outcome: 'refused', refusal: { programme, reason, most } })
  if (offered === undefined) return refused('no-programme')
  const due = dueToPoints(offered, lines, amountOf, context)
  if (typeof due === 'string') return refused(due)
  const chosen = choosePoints(pay, due.input)
  if (chosen.outcome === 'refused') return refused(chosen.reason, chosen.most)
  const payment = payWithPoints(offered.compiled.programme, chosen, due.admitted)
  return { outcome: 'paid', payment }
}

/** What the till offers for a basket that was priced without a points payment. */
export function basketOffers(
  priced: PricedBasket,
  offered: OfferedProgramme,
  pricesIncludeVat: boolean,
  context: PointsContext,
): PointsOffers | PointsRefusal['reason'] {
  const isTender = offered.compiled.programme.paying?.as === 'tender'
  const amountOf = (line: PricedLine) => (isTender || pricesIncludeVat ? line.gross : line.net)
  const goods = priced.lines.filter(({ kind }) => kind !== 'load')
  const due = dueToPoints(offered, goods, amountOf, context)
  return typeof due === 'string' ? due : pointsOffers(due.input)
}

/** What the basket earns in all programmes of the customer, by their codes. */
export function basketEarnings(
  lines: readonly PricedLine[],
  payment: PointsPayment | null,
  programmes: readonly OfferedProgramme[],
  context: PointsContext,
): PointsEarned[] {
  const paid = paidLines(lines, payment, context.isFree)
  const { at, member } = context.circumstances
  const levels = member === null ? [] : [member.level ?? [], member.groups].flat()
  return programmes
    .toSorted((a, b) => (codeOf(a) < codeOf(b) ? -1 : 1))
    .flatMap(({ compiled: { programme, items, earning }, ownRate }) => {
      if (earning === null) return []
      const admitted = admittedLines(earning, paid, context)
      if (typeof admitted === 'string') return []
      return earnPoints({ programme, items, member: { levels, ownRate }, lines: admitted, at })
    })
}

function dueToPoints<Line extends AnyLine>(
  { compiled, balance, cardPairs }: OfferedProgramme,
  lines: readonly Line[],
  amountOf: (line: Line) => number,
  context: PointsContext,
) {
  const { paying } = compiled.programme
  if (paying === null || compiled.paying === null) return 'no-paying' as const
  const admitted = admittedLines(compiled.paying, pointsLines(lines, amountOf), context)
  if (typeof admitted === 'string') return admitted
  const total = sumOf(lines, amountOf)
  const due = { total, admitted: sumOf(admitted, (line) => line.amount) }
  return { admitted, input: { paying, balance, due, cardPairs } }
}

function codeOf({ compiled }: OfferedProgramme): string {
  return compiled.programme.code
}
