import type { PricedBasket, PricedLine } from '#shared/contracts/basket.ts'

/** The columns of the sales report, in its order. */
export const sumNames = [
  'receipts',
  'refunds',
  'quantity',
  'listAmount',
  'priceDifference',
  'lineDiscount',
  'orderDiscount',
  'gross',
  'net',
  'vat',
  'cityTax',
] as const
export type SumName = (typeof sumNames)[number]
export type SalesSums = Record<SumName, number>

export function noSales(): SalesSums {
  return {
    ...{ receipts: 0, refunds: 0, quantity: 0, listAmount: 0, priceDifference: 0 },
    ...{ lineDiscount: 0, orderDiscount: 0, gross: 0, net: 0, vat: 0, cityTax: 0 },
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
export function sumsOfReceipt(kind: 'sale' | 'refund', priced: PricedBasket): ReceiptSums {
  const count = kind === 'sale' ? { receipts: 1 } : { refunds: 1 }
  const all = { ...noSales(), ...count }
  const byProduct = new Map<number, SalesSums>()
  const includesTax = pricesIncludeTax(priced)
  for (const line of priced.lines) {
    const sums = sumsOfLine(line, includesTax)
    addSums(all, sums)
    const known = byProduct.get(line.productId) ?? { ...noSales(), ...count }
    addSums(known, sums)
    byProduct.set(line.productId, known)
  }
  return { all, byProduct }
}

/** List amount and discounts are in the prices' own terms: gross, or net where tax comes on top. */
export function sumsOfLine(line: PricedLine, includesTax: boolean): SalesSums {
  const { orderDiscount, gross, net, vat, cityTax } = line
  const lineDiscount = line.discounts.reduce((sum, discount) => sum + discount.amount, 0)
  const before = (includesTax ? gross : net) + lineDiscount + orderDiscount
  const isProduct = line.kind === 'product'
  return {
    ...{ receipts: 0, refunds: 0, lineDiscount, orderDiscount, gross, net, vat, cityTax },
    quantity: isProduct ? line.quantity : 0,
    listAmount: isProduct ? before : 0,
    priceDifference: isProduct ? 0 : -before,
  }
}

/** As in shared/domain/refund-lines.ts: what the discounts left of the list total is one of two. */
export function pricesIncludeTax({ listTotal, discountTotal, total }: PricedBasket): boolean {
  return listTotal - discountTotal === total
}
