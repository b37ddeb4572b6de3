import type { PricedBasket } from '../../contracts/basket.ts'
import type { PointsChoice } from '../../contracts/points.ts'
import type { UntaxedLine } from '../pricing/basket-item.ts'
import type { Taxed } from '../pricing/taxes.ts'
import type { PointsContext } from './admitted-lines.ts'
import { basketEarnings, type PointsPaid, pointsPayment } from './basket-points.ts'
import type { OfferedProgramme } from './compile-programme.ts'
import { takePoints } from './take-points.ts'

export interface PricePointsInput {
  readonly lines: readonly UntaxedLine[]
  /** The same with their taxes. */
  readonly taxed: () => Taxed
  readonly tax: (lines: readonly UntaxedLine[]) => Taxed
  readonly choice: PointsChoice | undefined
  /** Those in which the customer takes part; absent = nothing is paid or earned in points. */
  readonly programmes: readonly OfferedProgramme[] | undefined
  readonly context: () => PointsContext
}

/** Steps 5 to 7 of design 6: points pay as a discount before the taxes or as a tender after them. */
export function pricePoints(input: PricePointsInput): {
  readonly lines: readonly UntaxedLine[]
  readonly taxed: Taxed
  readonly points: Pick<PricedBasket, 'points' | 'pointsRefused' | 'earned'>
} {
  const { choice, programmes } = input
  if (choice === undefined && programmes === undefined) {
    return { lines: input.lines, taxed: input.taxed(), points: {} }
  }
  const context = input.context()
  const paid = choice === undefined ? null : pay(choice, input, context)
  const payment = paid?.outcome === 'paid' ? paid.payment : null
  const isDiscount = payment?.as === 'discount-line'
  const lines = isDiscount ? takePoints(input.lines, payment) : input.lines
  const taxed = isDiscount ? input.tax(lines) : input.taxed()
  return {
    lines,
    taxed,
    points: {
      ...(payment === null ? {} : { points: payment }),
      ...(paid?.outcome === 'refused' ? { pointsRefused: paid.refusal } : {}),
      ...(programmes === undefined
        ? {}
        : { earned: basketEarnings(taxed.lines, payment, programmes, context) }),
    },
  }
}

function pay(choice: PointsChoice, input: PricePointsInput, context: PointsContext): PointsPaid {
  const { lines, programmes, taxed } = input
  const offered = programmes?.find(({ compiled }) => compiled.programme.code === choice.programme)
  if (offered?.compiled.programme.paying?.as === 'tender') {
    return pointsPayment(choice, offered, taxed().lines, (line) => line.gross, context)
  }
  return pointsPayment(choice, offered, lines, (line) => line.amount, context)
}
