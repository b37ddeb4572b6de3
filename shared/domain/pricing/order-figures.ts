import type { VatGroup } from '../../contracts/basket.ts'
import { multiplyDivide, sum } from '../money.ts'
import type { PricedItem } from './basket-item.ts'
import type { PricingRules } from './catalogue.ts'
import type { OrderAmounts } from './conditions.ts'

/** What rules may ask of the whole order. */
export interface OrderFigures {
  readonly items: readonly PricedItem[]
  readonly allLines: readonly number[]
  /** At its prices, before any discount; worked out once, if anybody asks. */
  readonly amounts: () => OrderAmounts
  readonly quantityOf: (lines: readonly number[]) => number
}

export function createOrderFigures(
  items: readonly PricedItem[],
  rules: PricingRules,
): OrderFigures {
  let amounts: OrderAmounts | undefined
  return {
    items,
    allLines: items.map((_, line) => line),
    amounts: () => {
      amounts ??= orderAmounts(items, rules)
      return amounts
    },
    quantityOf: (lines) => sum(lines.map((line) => items[line]?.line.quantity ?? 0)),
  }
}

/** What items cost at their prices, before any discount. */
export function orderAmounts(
  items: readonly { readonly product: { readonly vatGroupId: number }; readonly amount: number }[],
  rules: PricingRules,
): OrderAmounts {
  let withVat = 0
  let withoutVat = 0
  for (const group of rules.vatGroups) {
    const own = items.filter((item) => item.product.vatGroupId === group.id)
    const amount = sum(own.map((item) => item.amount))
    const taxes = taxesOn(amount, group, rules.pricesIncludeVat)
    withVat += rules.pricesIncludeVat ? amount : amount + taxes
    withoutVat += rules.pricesIncludeVat ? amount - taxes : amount
  }
  return { withVat, withoutVat }
}

function taxesOn(amount: number, group: VatGroup, isIncluded: boolean): number {
  const vatRate = group.taxType === 'VAT_ABLE' ? group.vatRate : 0
  const divisor = isIncluded ? 10_000 + vatRate + group.cityTaxRate : 10_000
  return (
    multiplyDivide(amount, vatRate, divisor, 'halfUp') +
    multiplyDivide(amount, group.cityTaxRate, divisor, 'halfUp')
  )
}
