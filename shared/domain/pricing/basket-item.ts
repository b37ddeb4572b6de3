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
  readonly discounts: readonly TakenDiscount[]
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
  const { id: productId, name, vatGroupId } = product
  const room = createRoom(price.amount)
  const split = item.discounts.map((discount) => ({ discount, parts: room(discount.amount) }))
  const order = room(orderDiscount)
  const finish = (part: 0 | 1, amount: number) => {
    const discounts = split
      .map(({ discount, parts }) => ({ ...discount, amount: parts[part] }))
      .filter((discount) => discount.amount > 0)
    const off = discounts.reduce((total, discount) => total + discount.amount, order[part])
    return { discounts, orderDiscount: order[part], amount: amount - off }
  }
  const main: UntaxedLine = {
    id: line.id,
    kind: 'product',
    ofLine: null,
    productId,
    name,
    vatGroupId,
    quantity: line.quantity,
    unitPrice: price.unitPrice,
    priceRuleId: null,
    ...finish(0, price.amount),
  }
  if (price.difference === null) return [main]
  const { quantity, unitPrice, ruleId, amount } = price.difference
  const second: UntaxedLine = {
    ...main,
    id: differenceId(line),
    kind: 'difference',
    ofLine: line.id,
    quantity,
    unitPrice,
    priceRuleId: ruleId,
    ...finish(1, amount),
  }
  return [main, second]
}

/** Splits what comes off into what still fits and what goes over. */
function createRoom(size: number): (off: number) => readonly [number, number] {
  let left = size
  return (off) => {
    const fits = Math.min(off, left)
    left -= fits
    return [fits, off - fits]
  }
}
