import { PageOfProducts, type TillProduct } from '#shared/contracts/till.ts'
import { call } from '../api.ts'

/** Marking codes are longer than any barcode of a product. */
const longest = 100

export async function productByBarcode(barcode: string): Promise<TillProduct | null> {
  if (barcode.length > longest) return null
  const page = await call({ path: '/products', query: { barcode }, answer: PageOfProducts })
  return page.items[0] ?? null
}
