import type { PricedBasket, PricedLine } from '#shared/contracts/basket.ts'
import { addValue, type ReceiptValue } from './receipt-value.ts'

/** The columns of the sales report, in its order. */
export const sumNames = [
  'receipts',
  'refunds',
  'quantity',
  'listAmount',
  'priceDifference',
  'lineDiscount',
  'orderDiscount',
  'promotion',
  'coupon',
  'pointsDiscount',
  'gross',
  'net',
  'vat',
  'cityTax',
  'giftCoupon',
  'giftCard',
  'pointsTender',
  'pointsCollected',
  'pointsSpent',
  'loaded',
] as const
export type SumName = (typeof sumNames)[number]
export type SalesSums = Record<SumName, number>

export function noSales(): SalesSums {
  return {
    receipts: 0,
    refunds: 0,
    quantity: 0,
    listAmount: 0,
    priceDifference: 0,
    lineDiscount: 0,
    orderDiscount: 0,
    promotion: 0,
    coupon: 0,
    pointsDiscount: 0,
    gross: 0,
    net: 0,
    vat: 0,
    cityTax: 0,
    giftCoupon: 0,
    giftCard: 0,
    pointsTender: 0,
    pointsCollected: 0,
    pointsSpent: 0,
    loaded: 0,
  }
}

export function addSums(to: SalesSums, sums: Readonly<SalesSums>): void {
  for (const name of sumNames) to[name] += sums[name]
}

export interface ReceiptSums {
  readonly all: Readonly<SalesSums>
  readonly byProduct: ReadonlyMap<number, Readonly<SalesSums>>
}

/** What one receipt adds to the report; a refund's basket is negative and so is what it adds. */
export function sumsOfReceipt(
  kind: 'sale' | 'refund',
  priced: PricedBasket,
  value: ReceiptValue,
): ReceiptSums {
  const all = oneReceipt(kind)
  const byProduct = new Map<number, SalesSums>()
  const includesTax = pricesIncludeTax(priced)
  for (const line of priced.lines) {
    let ofProduct = byProduct.get(line.productId)
    if (ofProduct === undefined) {
      ofProduct = oneReceipt(kind)
      byProduct.set(line.productId, ofProduct)
    }
    addLine(all, line, includesTax)
    addLine(ofProduct, line, includesTax)
  }
  addValue({ all, byProduct }, priced, value)
  return { all, byProduct }
}

function oneReceipt(kind: 'sale' | 'refund'): SalesSums {
  const sums = noSales()
  if (kind === 'sale') sums.receipts = 1
  else sums.refunds = 1
  return sums
}

/**
 * List amount and discounts are in the prices' own terms: gross, or net where tax comes on top. What
 * gift coupons pay is a payment and what is loaded a debt: neither is a part of what was sold.
 */
function addLine(sums: SalesSums, line: PricedLine, includesTax: boolean): void {
  if (line.kind === 'gift') {
    sums.giftCoupon -= line.gross
    return
  }
  if (line.kind === 'load') {
    sums.loaded += line.gross
    return
  }
  let before = (includesTax ? line.gross : line.net) + line.orderDiscount
  for (const discount of line.discounts) {
    sums[columnOf(discount)] += discount.amount
    before += discount.amount
  }
  if (line.kind === 'product') {
    sums.quantity += line.quantity
    sums.listAmount += before
  } else sums.priceDifference -= before
  sums.orderDiscount += line.orderDiscount
  sums.gross += line.gross
  sums.net += line.net
  sums.vat += line.vat
  sums.cityTax += line.cityTax
}

function columnOf({ ruleId, couponId }: PricedLine['discounts'][number]): SumName {
  if (couponId !== undefined) return 'coupon'
  if (ruleId.startsWith('promotion:')) return 'promotion'
  return ruleId.startsWith('points:') ? 'pointsDiscount' : 'lineDiscount'
}

/**
 * The basket does not say whether its prices hold the tax, but two sums do: its list total is that
 * of the product lines before discounts, and what the discounts leave of it is its total; both are
 * gross, or both net. Parts of a refund are rounded each, so the nearer pair is meant.
 */
export function pricesIncludeTax(priced: PricedBasket): boolean {
  const { lines, listTotal, discountTotal, total, net } = priced
  let grossAtList = 0
  let netAtList = 0
  for (const line of lines) {
    if (line.kind !== 'product') continue
    let taken = line.orderDiscount
    for (const discount of line.discounts) taken += discount.amount
    grossAtList += line.gross + taken
    netAtList += line.net + taken
  }
  const left = listTotal - discountTotal
  const grossIsOff = Math.abs(grossAtList - listTotal) + Math.abs(total - left)
  const netIsOff = Math.abs(netAtList - listTotal) + Math.abs(net - left)
  return grossIsOff <= netIsOff
}

/** What follows from the sums. */
export interface Derived {
  /** What cashiers typed, on lines and on the order. */
  typedDiscount: number
  /** All that was taken off, price differences too. */
  discount: number
  /** What points paid, as a discount or as a tender. */
  pointsAmount: number
}

export function derivedFrom(sums: Readonly<SalesSums>): Derived {
  const { priceDifference, lineDiscount, orderDiscount, promotion, coupon } = sums
  const { pointsDiscount, pointsTender } = sums
  const typedDiscount = lineDiscount + orderDiscount
  return {
    typedDiscount,
    discount: priceDifference + typedDiscount + promotion + coupon + pointsDiscount,
    pointsAmount: pointsDiscount + pointsTender,
  }
}
