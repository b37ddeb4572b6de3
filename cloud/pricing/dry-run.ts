import type { PricedBasket } from '#shared/contracts/basket.ts'
import type { DryRun } from '#shared/contracts/dry-run.ts'
import { multiplyDivide, sumOf } from '#shared/domain/money.ts'
import { explainPoints } from '#shared/domain/points/explain-points.ts'
import { pointsContext } from '#shared/domain/points/points-context.ts'
import { orderAmounts } from '#shared/domain/pricing/order-figures.ts'
import { type PriceBasketInput, priceBasket } from '#shared/domain/pricing/price-basket.ts'

/** What the engine makes of a basket, and why: nothing is reserved and nothing moves. */
export function dryRun(input: PriceBasketInput, nameOf: (programme: string) => string): DryRun {
  const { basket, rules, at } = input
  const priced = priceBasket(input)
  const { points: _, ...unpaidBasket } = basket
  const unpaid =
    basket.points === undefined ? priced : priceBasket({ ...input, basket: unpaidBasket })
  const context = pointsContext(input, () => orderAmounts(itemsOf(priced), rules))
  const pricesIncludeVat = rules.pricesIncludeVat
  return {
    at,
    priced,
    promotions: promotionsOf(input, priced),
    programmes: (input.programmes ?? []).map((offered) => {
      const explained = explainPoints({ priced, unpaid, offered, context, pricesIncludeVat })
      return { ...explained, name: nameOf(explained.programme) }
    }),
  }
}

/** Lines at their prices, before any discount. */
function itemsOf({ lines }: PricedBasket) {
  const atPrice = lines.filter(({ kind }) => kind === 'product' || kind === 'difference')
  return Array.from(new Set(atPrice.map(({ id, ofLine }) => ofLine ?? id)), (id) => {
    const own = atPrice.filter((line) => (line.ofLine ?? line.id) === id)
    const amount = sumOf(own, ({ unitPrice, quantity }) => {
      const size = multiplyDivide(unitPrice, Math.abs(quantity), 1000, 'halfUp')
      return quantity < 0 ? -size : size
    })
    return { product: { vatGroupId: own[0]?.vatGroupId ?? 0 }, amount }
  })
}

function promotionsOf({ promotions }: PriceBasketInput, priced: PricedBasket) {
  if (promotions === undefined) return []
  const named = new Set([
    ...priced.lines.flatMap(({ discounts }) => discounts.map(({ ruleId }) => ruleId)),
    ...[priced.toAdd ?? [], priced.couponsToIssue ?? []].flat().map(({ ruleId }) => ruleId),
  ])
  return [...promotions.automatic, ...promotions.couponRules.values()].flatMap((rule) => {
    const { code, name } = rule.promotion
    return named.has(rule.ruleId) ? { ruleId: rule.ruleId, code, name } : []
  })
}
