import type { Basket, BasketLine, PricedBasket, PricedLine } from '../../contracts/basket.ts'
import { allocate } from '../allocate.ts'
import { sum, sumOf } from '../money.ts'
import { type BasketItem, itemLines, type UntaxedLine } from './basket-item.ts'
import type { Catalogue, PricingRules } from './catalogue.ts'
import { basketFailure, checkBasket } from './check-basket.ts'
import { takeDiscounts } from './discounts.ts'
import { linePrice } from './line-price.ts'
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
}

/**
 * The one pricing engine of till preview, hub and cloud (design 6): same input, same output.
 *
 * Discounts are in the prices' own terms: with VAT where prices include it, else net.
 * `listTotal − discountTotal` is the sum of the lines in those terms; a surcharge counts against
 * the discounts. Work goes in the order of line ids, so that nothing depends on typing order.
 */
export function priceBasket(input: PriceBasketInput): PricedBasket {
  const { basket, rules } = input
  checkBasket(basket, { setPrices: input.maySetPrices, giveDiscounts: input.mayGiveDiscounts })
  // 1 and 2: prices, then what belongs to one line.
  const items = basket.lines
    .map((line, i) => priceItem(line, i, input))
    .sort((a, b) => (a.line.id < b.line.id ? -1 : 1))
  // 4: the order's discounts over what is left; coupons (3) go before, points (5) after them.
  const lines = takeOrderDiscounts(items, basket)
  // 6
  const taxed = taxLines(lines, rules.vatGroups, rules.pricesIncludeVat)
  const listTotal = sumOf(items, (item) => item.price.amount)
  return {
    lines: inBasketOrder(basket, taxed.lines),
    taxes: taxed.taxes,
    listTotal,
    discountTotal: listTotal - sumOf(lines, (line) => line.amount),
    net: sumOf(taxed.taxes, (tax) => tax.net),
    vat: sumOf(taxed.taxes, (tax) => tax.vat),
    cityTax: sumOf(taxed.taxes, (tax) => tax.cityTax),
    total: sumOf(taxed.taxes, (tax) => tax.gross),
  }
}

/** Ten billion units of the currency: 500 such lines still add up exactly. */
const MAX_LINE_AMOUNT = 1_000_000_000_000

function priceItem(line: BasketLine, i: number, input: PriceBasketInput): BasketItem {
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
  // Promotions will take theirs here, before what the cashier typed.
  const { taken, left } = takeDiscounts(amount, line.discounts)
  return { line, product, price, discounts: taken, left }
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
    if (line.ofLine === null) products.set(line.id, line)
    else differences.set(line.ofLine, line)
  }
  const ordered: PricedLine[] = []
  for (const { id } of basket.lines) {
    for (const line of [products.get(id), differences.get(id)]) {
      if (line !== undefined) ordered.push(line)
    }
  }
  return ordered
}
