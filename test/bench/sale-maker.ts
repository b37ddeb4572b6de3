import type { OpenTill } from '../support/shop.ts'
import { newId } from '../support/till-client.ts'

const LINES = 10

/** Bodies of sales of ten lines, each with an id of its own. */
export async function saleMaker({ client, shiftId }: OpenTill): Promise<() => string> {
  const products = await client.products('text=ном&limit=50')
  const lines = Array.from({ length: LINES }, (_, i) => ({
    id: String(i),
    productId: products[i % products.length]?.id ?? 0,
    quantity: 1000,
  }))
  const basket = { lines }
  const { priced } = await client.quote(basket)
  const tenders = [{ kind: 'cash', given: priced.total }]
  return () => JSON.stringify({ id: newId(), shiftId, basket, total: priced.total, tenders })
}
