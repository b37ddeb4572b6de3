import type { accountDay } from '../ledger/schema.ts'
import { addSums, noSales } from '../reports/sales-sums.ts'
import type { salesByProduct, salesByTill } from '../reports/schema.ts'
import type { Booking } from './book.ts'
import type { stockOnHand } from './schema.ts'

/** What a batch adds to the rollups: summed up first, so that each row is written once a batch. */
export interface Totals {
  add(booking: Booking): void
  accountDays(): (typeof accountDay.$inferInsert)[]
  stock(): (typeof stockOnHand.$inferInsert)[]
  byTill(): (typeof salesByTill.$inferInsert)[]
  byProduct(): (typeof salesByProduct.$inferInsert)[]
}

export function createTotals(place: {
  readonly companyId: number
  readonly storeId: number
}): Totals {
  const { storeId } = place
  const accountDays = new Map<string, typeof accountDay.$inferInsert>()
  const quantityByProduct = new Map<number, number>()
  const byTill = new Map<string, typeof salesByTill.$inferInsert>()
  const byProduct = new Map<string, typeof salesByProduct.$inferInsert>()

  const addEntry = (entry: NonNullable<Booking['entry']>, businessOn: string) => {
    for (const [accountId, amount] of entry.amountByAccount) {
      const empty = () => ({ accountId, businessOn, debit: 0, credit: 0 })
      const day = getOrAdd(accountDays, `${accountId}/${businessOn}`, empty)
      if (amount > 0) day.debit += amount
      else day.credit -= amount
    }
  }
  const addSales = (sums: NonNullable<Booking['sums']>, { envelope }: Booking['event']) => {
    const { businessOn, till, cashierId } = envelope
    const who = { till: till ?? '', cashierId: cashierId ?? 0 }
    const emptyTill = () => ({ ...place, businessOn, ...who, ...noSales() })
    addSums(getOrAdd(byTill, `${businessOn}/${who.till}/${who.cashierId}`, emptyTill), sums.all)
    for (const [productId, ofProduct] of sums.byProduct) {
      const emptyProduct = () => ({ ...place, businessOn, productId, ...noSales() })
      addSums(getOrAdd(byProduct, `${businessOn}/${productId}`, emptyProduct), ofProduct)
    }
  }

  return {
    add({ event, entry, sums, stock }) {
      if (entry !== undefined) addEntry(entry, event.envelope.businessOn)
      if (sums !== null) addSales(sums, event)
      for (const { productId, quantity } of stock) {
        quantityByProduct.set(productId, (quantityByProduct.get(productId) ?? 0) + quantity)
      }
    },
    accountDays: () => [...accountDays.values()],
    stock: () =>
      Array.from(quantityByProduct, ([productId, quantity]) => ({ storeId, productId, quantity })),
    byTill: () => [...byTill.values()],
    byProduct: () => [...byProduct.values()],
  }
}

function getOrAdd<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
