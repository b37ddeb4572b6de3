import type { Discount } from '../../contracts/basket.ts'
import { shareOf } from '../money.ts'

export interface TakenDiscount {
  readonly ruleId: string
  readonly reason: string
  /** What came off, 0 or more. */
  readonly amount: number
  /** The coupon that brought the rule, if one did. */
  readonly couponId?: string
}

export interface Discounted {
  readonly taken: readonly TakenDiscount[]
  readonly left: number
}

/**
 * Takes typed discounts off an amount in one fixed order, whatever the order of typing: percents
 * before fixed amounts, larger before smaller. Each percent is of what the ones before it left
 * (10 % and 10 % are 19 %), rounded half up; none takes more than is left.
 */
export function takeDiscounts(amount: number, discounts: readonly Discount[]): Discounted {
  let left = amount
  const taken: TakenDiscount[] = []
  for (const discount of discounts.toSorted(compareDiscounts)) {
    const wanted =
      discount.kind === 'percent' ? shareOf(left, discount.rate, 'halfUp') : discount.amount
    const off = Math.min(wanted, left)
    if (off === 0) continue
    left -= off
    taken.push({ ruleId: `typed:${taken.length + 1}`, reason: discount.reason, amount: off })
  }
  return { taken, left }
}

function compareDiscounts(a: Discount, b: Discount): number {
  if (a.kind !== b.kind) return a.kind === 'percent' ? -1 : 1
  return sizeOf(b) - sizeOf(a) || (a.reason < b.reason ? -1 : a.reason > b.reason ? 1 : 0)
}

function sizeOf(discount: Discount): number {
  return discount.kind === 'percent' ? discount.rate : discount.amount
}
