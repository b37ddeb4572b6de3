import type { BasketLine, PricedLine } from '../../contracts/basket.ts'
import type { CatalogueProduct } from './catalogue.ts'
import { differenceId } from './check-basket.ts'
import type { TakenDiscount } from './discounts.ts'
import type { LinePrice } from './line-price.ts'

/** One line of the basket at its price: the product and its price difference. */
export interface PricedItem {
  readonly line: BasketLine
  readonly product: CatalogueProduct
  readonly price: LinePrice
  /** What the line costs before any discount. */
  readonly amount: number
  /** What one piece of it costs by the price engine. */
  readonly piecePrice: number
}

/** The same on its way through the engine. */
export interface BasketItem extends PricedItem {
  readonly discounts: TakenDiscount[]
  /** What the line costs after its own discounts and those of promotions on the order. */
  readonly left: number
}

/** A line that lacks only its taxes; `amount` includes VAT where prices do. */
export type UntaxedLine = Omit<PricedLine, 'gross' | 'net' | 'vat' | 'cityTax'> & {
  readonly amount: number
}

/**
 * Discounts are of the engine's price but stand on the product's line; only what exceeds it (100 %
 * off a surcharged product) goes on to the surcharge line. So no line with a positive quantity
 * turns negative.
 */
export function itemLines(item: BasketItem, orderDiscount: number): UntaxedLine[] {
  const { line, product, price } = item
  const { difference } = price
  const mayExceed = difference !== null && difference.amount > 0
  const off = mayExceed
    ? splitDiscounts(price.amount, item.discounts, orderDiscount)
    : { main: { discounts: item.discounts, orderDiscount }, second: noDiscounts }
  const main: UntaxedLine = {
    id: line.id,
    kind: 'product',
    ofLine: null,
    productId: product.id,
    name: product.name,
    quantity: line.quantity,
    unitPrice: price.unitPrice,
    discounts: off.main.discounts,
    orderDiscount: off.main.orderDiscount,
    vatGroupId: product.vatGroupId,
    priceRuleId: null,
    amount: price.amount - totalOf(off.main),
  }
  if (difference === null) return [main]
  const second: UntaxedLine = {
    id: differenceId(line),
    kind: 'difference',
    ofLine: line.id,
    productId: product.id,
    name: product.name,
    quantity: difference.quantity,
    unitPrice: difference.unitPrice,
    discounts: off.second.discounts,
    orderDiscount: off.second.orderDiscount,
    vatGroupId: product.vatGroupId,
    priceRuleId: difference.ruleId,
    amount: difference.amount - totalOf(off.second),
  }
  return [main, second]
}

interface Discounts {
  readonly discounts: TakenDiscount[]
  readonly orderDiscount: number
}

const noDiscounts: Discounts = { discounts: [], orderDiscount: 0 }

/** What still fits into the product's line, and what goes over. */
function splitDiscounts(
  size: number,
  discounts: readonly TakenDiscount[],
  orderDiscount: number,
): { readonly main: Discounts; readonly second: Discounts } {
  const main: TakenDiscount[] = []
  const second: TakenDiscount[] = []
  let room = size
  for (const discount of discounts) {
    const fits = Math.min(discount.amount, room)
    room -= fits
    if (fits > 0) main.push({ ...discount, amount: fits })
    if (fits < discount.amount) second.push({ ...discount, amount: discount.amount - fits })
  }
  const fits = Math.min(orderDiscount, room)
  return {
    main: { discounts: main, orderDiscount: fits },
    second: { discounts: second, orderDiscount: orderDiscount - fits },
  }
}

function totalOf({ discounts, orderDiscount }: Discounts): number {
  let total = orderDiscount
  for (const discount of discounts) total += discount.amount
  return total
}
