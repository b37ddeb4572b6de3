import { addSums, noSales } from '../reports/sales-sums.ts'
import type { salesByProduct, salesByTill } from '../reports/schema.ts'
import type { Booking } from './book.ts'
import type { stockOnHand } from './schema.ts'

/** What a batch adds to the rollups beside the ledger's: summed up first, so that each row is written once a batch. */
export interface Totals {
  add(booking: Pick<Booking, 'event' | 'sums' | 'stock'>): void
  stock(): (typeof stockOnHand.$inferInsert)[]
  byTill(): (typeof salesByTill.$inferSelect)[]
  byProduct(): (typeof salesByProduct.$inferSelect)[]
}

export function createTotals(place: {
  readonly companyId: number
  readonly storeId: number
}): Totals {
  const { companyId, storeId } = place
  const quantityByProduct = new Map<number, number>()
  const byTill = new Map<string, typeof salesByTill.$inferSelect>()
  const byProduct = new Map<string, typeof salesByProduct.$inferSelect>()

  const addSales = (sums: NonNullable<Booking['sums']>, { envelope }: Booking['event']) => {
    const { businessOn } = envelope
    const till = envelope.till ?? ''
    const cashierId = envelope.cashierId ?? 0
    const tillKey = `${businessOn}/${till}/${cashierId}`
    let ofTill = byTill.get(tillKey)
    if (ofTill === undefined) {
      ofTill = Object.assign(noSales(), { companyId, storeId, businessOn, till, cashierId })
      byTill.set(tillKey, ofTill)
    }
    addSums(ofTill, sums.all)
    for (const [productId, added] of sums.byProduct) {
      const productKey = `${businessOn}/${productId}`
      let ofProduct = byProduct.get(productKey)
      if (ofProduct === undefined) {
        ofProduct = Object.assign(noSales(), { companyId, storeId, businessOn, productId })
        byProduct.set(productKey, ofProduct)
      }
      addSums(ofProduct, added)
    }
  }

  return {
    add({ event, sums, stock }) {
      if (sums !== null) addSales(sums, event)
      for (const { productId, quantity } of stock) {
        quantityByProduct.set(productId, (quantityByProduct.get(productId) ?? 0) + quantity)
      }
    },
    stock: () =>
      Array.from(quantityByProduct, ([productId, quantity]) => ({ storeId, productId, quantity })),
    byTill: () => [...byTill.values()],
    byProduct: () => [...byProduct.values()],
  }
}
