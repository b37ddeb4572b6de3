import type { PointsRefusal } from '../../contracts/points.ts'
import { sumOf } from '../money.ts'
import type { Catalogue } from '../pricing/catalogue.ts'
import {
  admitsProduct,
  type Circumstances,
  type CompiledConditions,
  missingAmount,
  missingQuantity,
  type OrderAmounts,
  unmetCondition,
} from '../pricing/conditions.ts'
import type { PointsLine } from './points-line.ts'

export interface PointsContext {
  readonly catalogue: Catalogue
  readonly circumstances: Circumstances
  /** What the order costs at its prices, before any discount. */
  readonly order: () => OrderAmounts
  /** Whether this rule, named on a line's discount, gives whole pieces for nothing. */
  readonly isFree: (ruleId: string) => boolean
}

/**
 * The lines for which points are earned or may pay, or why there are none. Loading a gift card is
 * never among them: it changes value into value.
 */
export function admittedLines<Line extends PointsLine>(
  conditions: CompiledConditions,
  lines: readonly Line[],
  { catalogue, circumstances, order }: PointsContext,
): readonly Line[] | PointsRefusal['reason'] {
  const unmet = unmetCondition(conditions, circumstances)
  if (unmet !== null) return unmet
  const admitted = lines.filter(({ productId }) => {
    const product = catalogue.get(productId)
    return product !== undefined && product.isGift !== true && admitsProduct(conditions, product)
  })
  if (admitted.length === 0) return 'no-items'
  const quantity = sumOf(admitted, (line) => line.quantity)
  if (missingQuantity(conditions, quantity) > 0) return 'minimum-quantity'
  return missingAmount(conditions, order) > 0 ? 'minimum-amount' : admitted
}
