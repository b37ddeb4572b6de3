import type { Basket } from '../../contracts/basket.ts'
import type { Catalogue, PricingRules } from '../pricing/catalogue.ts'
import type { CompiledRules } from '../pricing/compile-rules.ts'
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
  readonly promotions?: CompiledRules | undefined
}

/** What the conditions of earning and paying are judged by. */
export function pointsContext(
  { basket, catalogue, rules, member, at, programmes = [], promotions }: PointsContextInput,
  order: () => OrderAmounts,
): PointsContext {
  const circumstances = createCircumstances({
    at,
    storeId: rules.storeId,
    timeZone: programmes[0]?.compiled.timeZone ?? 'UTC',
    member: memberOf({ basket, member }),
    customerId: basket.customerId ?? null,
  })
  return { catalogue, circumstances, order, isFree: (ruleId) => isFree(promotions, ruleId) }
}

function isFree(promotions: CompiledRules | undefined, ruleId: string): boolean {
  if (promotions === undefined) return false
  const rule =
    promotions.automatic.find((one) => one.ruleId === ruleId) ??
    [...promotions.couponRules.values()].find((one) => one.ruleId === ruleId)
  const reward = rule?.promotion.reward
  return reward?.kind === 'free-product' || (reward?.kind === 'cheapest' && reward.rate === 10_000)
}
