import { eanCheckDigit } from '../ean.ts'
import { amountOf } from '../pricing/line-price.ts'
import { readElementString } from './element-string.ts'
import { readMeasureLabel } from './measure-label.ts'

/** A scanned code that says more than which product it is. */
export interface GoodsCode {
  /** Under which the product may be known; the first that is found counts. */
  readonly barcodes: readonly string[]
  readonly batch: string | null
  /** YYYY-MM-DD, after which it is not sold. */
  readonly expiresOn: string | null
  /** Thousandths of a kilogram, or of a piece. */
  readonly quantity: number | null
  /** Of this very piece, in hundredths. */
  readonly price: number | null
}

export interface GoodsCodeSettings {
  /** The store's forms of weight and price labels; empty = none. */
  readonly labelForms: string
  readonly shownDecimals: number
  readonly year: number
}

/** GS1 element strings, and EAN-13 labels with weight or price; null for every other code. */
export function readGoodsCode(text: string, settings: GoodsCodeSettings): GoodsCode | null {
  const { labelForms: forms, shownDecimals, year } = settings
  const label = readMeasureLabel(text, { forms, shownDecimals })
  if (label !== null) {
    const { barcode, quantity, price } = label
    return { barcodes: [barcode], batch: null, expiresOn: null, quantity, price }
  }
  const said = readElementString(text, year)
  if (said === null) return null
  const { gtin, batch, expiresOn, quantity, price } = said
  return { barcodes: spellings(gtin), batch, expiresOn, quantity, price }
}

/**
 * A GTIN is written with 14 digits, a product's barcode with 8 or 13 (GS1 General Specifications,
 * section 3.3). Indicator 9 marks goods of variable measure: the product's own number is within.
 */
function spellings(gtin: string): readonly string[] {
  if (gtin.startsWith('000000')) return [gtin.slice(6), gtin.slice(1), gtin]
  if (gtin.startsWith('0')) return [gtin.slice(1), gtin]
  if (!gtin.startsWith('9')) return [gtin]
  const body = gtin.slice(1, -1)
  return [gtin, body + eanCheckDigit(body)]
}

/** Is it sold by the kilogram? */
export function isByWeight({ uom }: { readonly uom: string }): boolean {
  return /^(?:kg|кг)$/i.test(uom.trim())
}

/**
 * Quantity and unit price of a line that costs just what its label says. Where the label has no
 * weight, that of goods sold by the kilogram follows from their price; the last grams give way, so
 * that unit price × quantity is the amount on the label to the last unit.
 */
export function labelledLine(
  { quantity, price }: Pick<GoodsCode, 'quantity' | 'price'>,
  product: { readonly uom: string; readonly listPrice: number },
): { readonly quantity: number; readonly unitPrice: number | null } {
  if (price === null) return { quantity: quantity ?? 1000, unitPrice: null }
  const byWeight = isByWeight(product) && product.listPrice > 0
  const wanted = quantity ?? (byWeight ? Math.round((price * 1000) / product.listPrice) : 1000)
  for (const by of [0, 1, -1, 2, -2, 3, -3]) {
    const near = wanted + by
    const unitPrice = near > 0 ? Math.round((price * 1000) / near) : 0
    if (near > 0 && amountOf(unitPrice, near) === price) return { quantity: near, unitPrice }
  }
  return { quantity: 1000, unitPrice: price }
}
