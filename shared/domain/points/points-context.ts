import type { Basket } from '../../contracts/basket.ts'
import type { Catalogue, PricingRules } from '../pricing/catalogue.ts'
import { createCircumstances, type MemberFacts, type OrderAmounts } from '../pricing/conditions.ts'
import { memberOf } from '../pricing/take-promotions.ts'
import type { PointsContext } from './admitted-lines.ts'
import type { OfferedProgramme } from './compile-programme.ts'

export interface PointsContextInput {
  readonly basket: Basket
  readonly catalogue: Catalogue
  readonly rules: PricingRules
  readonly at: number
  readonly member?: MemberFacts | undefined
  readonly programmes?: readonly OfferedProgramme[] | undefined
}

/** What the conditions of earning and paying are judged by. */
export function pointsContext(
  { basket, catalogue, rules, member, at, programmes = [] }: PointsContextInput,
  order: () => OrderAmounts,
): PointsContext {
  const circumstances = createCircumstances({
    at,
    storeId: rules.storeId,
    timeZone: programmes[0]?.compiled.timeZone ?? 'UTC',
    member: memberOf({ basket, member }),
    customerId: basket.customerId ?? null,
  })
  return { catalogue, circumstances, order }
}
