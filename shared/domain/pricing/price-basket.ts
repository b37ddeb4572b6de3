import type { Basket, BasketLine, PricedBasket, PricedLine } from '../../contracts/basket.ts'
import type { OfferedCoupon } from '../../contracts/coupon.ts'
import { allocate } from '../allocate.ts'
import { sum, sumOf } from '../money.ts'
import type { PointsContext } from '../points/admitted-lines.ts'
import type { OfferedProgramme } from '../points/compile-programme.ts'
import { pointsContext } from '../points/points-context.ts'
import { pricePoints } from '../points/price-points.ts'
import { type BasketItem, itemLines, type PricedItem, type UntaxedLine } from './basket-item.ts'
import type { Catalogue, PricingRules } from './catalogue.ts'
import { basketFailure, checkBasket, checkCouponIds } from './check-basket.ts'
import type { CompiledRules } from './compile-rules.ts'
import type { MemberFacts } from './conditions.ts'
import { takeDiscounts } from './discounts.ts'
import { type LinePrice, linePrice } from './line-price.ts'
import { isLoad, loadLines, withLoads } from './load-lines.ts'
import { createOrderFigures } from './order-figures.ts'
import { giftLines } from './rewards/gift-lines.ts'
import { takePromotions } from './take-promotions.ts'
import { taxLines } from './taxes.ts'

export interface PriceBasketInput {
  readonly basket: Basket
  readonly catalogue: Catalogue
  readonly rules: PricingRules
  /** The hub's wall time: which rules hold. */
  readonly at: number
  /** Rights `price.type` and `discount.give`; the cloud, which only checks, passes true. */
  readonly maySetPrices: boolean
  readonly mayGiveDiscounts: boolean
  /** Ids of lines whose typed price stands on their label: these need no right. */
  readonly labelled?: ReadonlySet<string>
  /** None by default. The catalogue must hold the products that they name, too. */
  readonly promotions?: CompiledRules
  /** What the customer shows, as facts; the answer says what became of each. */
  readonly coupons?: readonly OfferedCoupon[]
  /** The member of the basket; without it rules for levels, groups and programmes do not hold. */
  readonly member?: MemberFacts
  /** The customer's points programmes; without them points neither pay nor are earned. */
  readonly programmes?: readonly OfferedProgramme[]
}

/**
 * The one pricing engine of till preview, hub and cloud (design 6): same input, same output.
 *
 * Discounts are in the prices' own terms: with VAT where prices include it, else net.
 * `listTotal − discountTotal` is the sum of the lines in those terms; a surcharge counts against
 * the discounts. Work goes in the order of line ids, so that nothing depends on typing order.
 */
export function priceBasket(input: PriceBasketInput): PricedBasket {
  return priceWithContext(input).priced
}

/** The same, with what the rules of points are judged by. */
export function priceWithContext(input: PriceBasketInput): {
  readonly priced: PricedBasket
  readonly context: () => PointsContext
} {
  const { basket, rules, coupons = [] } = input
  checkBasket(basket, {
    setPrices: input.maySetPrices,
    giveDiscounts: input.mayGiveDiscounts,
    labelled: input.labelled,
  })
  checkCouponIds(coupons)
  // 1
  const loads = loadLines(input)
  const priced: PricedItem[] = []
  for (const [i, line] of basket.lines.entries()) {
    if (!isLoad(line)) priced.push(priceItem(line, i, input))
  }
  priced.sort((a, b) => (a.line.id < b.line.id ? -1 : 1))
  // 2, 3 and 4: promotions and coupons, then what was typed for the order.
  const { items, gifts, outcomes, more } = takePromotions(priced, {
    basket,
    rules,
    at: input.at,
    promotions: input.promotions,
    coupons,
    member: input.member,
  })
  const goods = takeOrderDiscounts(items, basket)
  const tax = (lines: readonly UntaxedLine[]) =>
    taxLines(lines, rules.vatGroups, rules.pricesIncludeVat)
  const due = tax(goods)
  const pays = giftLines(gifts, totalOf(due), input.catalogue, rules, outcomes)
  const payable = [...goods, ...pays]
  const context = () => pointsContext(input, createOrderFigures(priced, rules).amounts)
  // 5 to 7: points pay of what is left, before the taxes or after them; money paid earns.
  const {
    lines,
    taxed: goodsTaxed,
    points,
  } = pricePoints({
    lines: payable,
    taxed: () => (pays.length === 0 ? due : tax(payable)),
    tax,
    choice: basket.points,
    programmes: input.programmes,
    context,
  })
  const taxed = withLoads(goodsTaxed, loads, rules)
  const loaded = sumOf(loads, (line) => line.amount)
  const listTotal = sumOf(items, (item) => item.price.amount) + loaded
  const all: PricedBasket = {
    lines: inBasketOrder(basket, taxed.lines),
    taxes: taxed.taxes,
    listTotal,
    discountTotal: listTotal - loaded - sumOf(lines, (line) => line.amount),
    net: sumOf(taxed.taxes, (group) => group.net),
    vat: sumOf(taxed.taxes, (group) => group.vat),
    cityTax: sumOf(taxed.taxes, (group) => group.cityTax),
    total: totalOf(taxed),
    ...(coupons.length > 0 && {
      coupons: coupons.flatMap(({ id }) => outcomes.get(id) ?? []),
    }),
    ...more,
    ...points,
  }
  return { priced: all, context }
}

/** Ten billion units of the currency: 500 such lines still add up exactly. */
const MAX_LINE_AMOUNT = 1_000_000_000_000

function priceItem(line: BasketLine, i: number, input: PriceBasketInput): PricedItem {
  const { rules } = input
  const product = input.catalogue.get(line.productId)
  if (product === undefined) {
    const message = `product ${line.productId} of line ${line.id} is not in the catalogue`
    throw basketFailure('invalid', `lines.${i}.productId`, line.productId, message)
  }
  if (!rules.vatGroups.some((group) => group.id === product.vatGroupId)) {
    const message = `product ${product.id} has VAT group ${product.vatGroupId}, which the store lacks`
    throw basketFailure('invalid', `lines.${i}.productId`, line.productId, message)
  }
  const price = linePrice(line, product, {
    storeId: rules.storeId,
    customerId: input.basket.customerId ?? null,
    surchargeAllowed: rules.surchargeAllowed,
    at: input.at,
  })
  const amount = price.amount + (price.difference?.amount ?? 0)
  if (Math.max(price.amount, amount) > MAX_LINE_AMOUNT) {
    const message = `line ${line.id} costs more than ${MAX_LINE_AMOUNT} minor units; check its price and quantity`
    throw basketFailure('invalid', `lines.${i}.quantity`, line.quantity, message)
  }
  return { line, product, price, amount, piecePrice: piecePrice(price) }
}

function piecePrice({ unitPrice, difference }: LinePrice): number {
  if (difference === null) return unitPrice
  return unitPrice + Math.sign(difference.quantity) * difference.unitPrice
}

function totalOf({ taxes }: Pick<PricedBasket, 'taxes'>): number {
  return sumOf(taxes, (group) => group.gross)
}

function takeOrderDiscounts(items: readonly BasketItem[], basket: Basket): UntaxedLine[] {
  const weights = items.map((item) => item.left)
  const { taken } = takeDiscounts(sum(weights), basket.discounts)
  const shares = allocate(
    sumOf(taken, (discount) => discount.amount),
    weights,
  )
  const lines: UntaxedLine[] = []
  for (const [i, item] of items.entries()) lines.push(...itemLines(item, shares[i] ?? 0))
  return lines
}

function inBasketOrder(basket: Basket, lines: readonly PricedLine[]): PricedLine[] {
  const products = new Map<string, PricedLine>()
  const differences = new Map<string, PricedLine>()
  for (const line of lines) {
    if (line.kind === 'product' || line.kind === 'load') products.set(line.id, line)
    else if (line.ofLine !== null) differences.set(line.ofLine, line)
  }
  const ordered: PricedLine[] = []
  for (const { id } of basket.lines) {
    for (const line of [products.get(id), differences.get(id)]) {
      if (line !== undefined) ordered.push(line)
    }
  }
  for (const line of lines) if (line.kind === 'gift') ordered.push(line)
  return ordered
}
