import type { BasketLine } from '../../contracts/basket.ts'
import type { UntaxedLine } from './basket-item.ts'
import type { PricingRules } from './catalogue.ts'
import { basketFailure } from './check-basket.ts'
import { linePrice } from './line-price.ts'
import type { PriceBasketInput } from './price-basket.ts'
import { type Taxed, taxLines } from './taxes.ts'

/** A hundred million of a currency of two decimals; a typing error is not a gift. */
export const MAX_LOAD = 10_000_000_000

/**
 * Lines that load a gift card or sell a coupon: what the customer pays for them is owed to the
 * holder. So they are none of the goods: no price rule, discount, coupon, points or tax touches
 * them, they count for no minimum and earn nothing. A gift product with a price costs that; for one
 * without, the amount is typed, which needs no right.
 */
export function loadLines(input: PriceBasketInput): readonly UntaxedLine[] {
  const { basket } = input
  if (!basket.lines.some(isLoad)) return []
  const accounts = new Set<string>()
  return basket.lines.flatMap((line, i) => {
    if (line.loads === undefined) return []
    if (accounts.has(line.loads)) {
      const message = `line ${line.id} loads what another line loads already; put it on one line`
      throw basketFailure('invalid', `lines.${i}.loads`, line.loads, message)
    }
    accounts.add(line.loads)
    return loadLine(line, i, input)
  })
}

export function isLoad(line: Pick<BasketLine, 'loads'>): boolean {
  return line.loads !== undefined
}

/** The goods with their taxes, and these lines beside them; a group may hold both. */
export function withLoads(goods: Taxed, loads: readonly UntaxedLine[], rules: PricingRules): Taxed {
  if (loads.length === 0) return goods
  const own = taxLines(loads, rules.vatGroups, rules.pricesIncludeVat)
  const accounts = new Map(loads.map(({ id, account }) => [id, account]))
  const lines = own.lines.map((line) => {
    const account = accounts.get(line.id)
    return account === undefined ? line : { ...line, account }
  })
  const taxes = new Map(goods.taxes.map((group) => [group.vatGroupId, group]))
  for (const group of own.taxes) {
    const same = taxes.get(group.vatGroupId)
    const net = group.net + (same?.net ?? 0)
    taxes.set(group.vatGroupId, { ...group, net, gross: group.gross + (same?.gross ?? 0) })
  }
  const sorted = [...taxes.values()].sort((a, b) => a.vatGroupId - b.vatGroupId)
  return { lines: [...goods.lines, ...lines], taxes: sorted }
}

function loadLine(line: BasketLine, i: number, input: PriceBasketInput): UntaxedLine {
  const { rules, catalogue } = input
  const { id, productId, loads, quantity } = line
  const wrong = (field: string, value: string | number, message: string) =>
    basketFailure('invalid', `lines.${i}.${field}`, value, message)
  const product = catalogue.get(productId)
  if (product === undefined) {
    throw wrong(
      'productId',
      productId,
      `product ${productId} of line ${id} is not in the catalogue`,
    )
  }
  if (product.isGift !== true) {
    const message = `product ${productId} is no gift product: it sells nothing that could be loaded`
    throw wrong('loads', loads ?? '', message)
  }
  const group = rules.vatGroups.find((each) => each.id === product.vatGroupId)
  const isTaxed = group?.taxType === 'VAT_ABLE' && group.vatRate > 0
  if (group === undefined || isTaxed || group.cityTaxRate > 0) {
    const message = `product ${productId} bears tax, and loading a voucher is no sale: HQ puts it into a VAT group without tax`
    throw wrong('productId', productId, message)
  }
  if (quantity !== 1000) {
    throw wrong('quantity', quantity, `line ${id} loads one voucher; give each a line of its own`)
  }
  if (line.discounts.length > 0) {
    throw wrong('discounts', line.discounts.length, 'value is loaded in full: no discount on it')
  }
  const amount = amountOf(line, i, input)
  return {
    id,
    kind: 'load',
    ofLine: null,
    productId,
    name: product.name,
    quantity,
    unitPrice: amount,
    discounts: [],
    orderDiscount: 0,
    vatGroupId: product.vatGroupId,
    priceRuleId: null,
    amount,
    ...(loads !== undefined && { account: loads }),
  }
}

function amountOf(line: BasketLine, i: number, { basket, catalogue, rules, at }: PriceBasketInput) {
  const product = catalogue.get(line.productId)
  const { typedPrice, ...untyped } = line
  const { storeId, surchargeAllowed } = rules
  const customerId = basket.customerId ?? null
  const price =
    product === undefined
      ? 0
      : linePrice(untyped, product, { storeId, customerId, surchargeAllowed, at }).unitPrice
  const typedWrong = (message: string) =>
    basketFailure('invalid', `lines.${i}.typedPrice`, typedPrice ?? '', message)
  if (price > 0) {
    if (typedPrice === undefined || typedPrice === price) return price
    throw typedWrong(`product ${line.productId} costs ${price}: it is loaded with that`)
  }
  if (typedPrice === undefined || typedPrice < 1 || typedPrice > MAX_LOAD) {
    throw typedWrong(`type what is loaded on line ${line.id}: 1 to ${MAX_LOAD} minor units`)
  }
  return typedPrice
}
