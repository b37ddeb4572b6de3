import type { HotDatabase } from '../db/hot.ts'
import { addInto } from '../db/insert.ts'
import { addSums } from '../reports/sales-sums.ts'
import {
  companySalesByProductMonth,
  salesByProduct,
  salesByProductMonth,
  salesByTill,
} from '../reports/schema.ts'
import { stockOnHand } from './schema.ts'
import type { Totals } from './totals.ts'

const adds = {
  stock: addInto(stockOnHand, ['storeId', 'productId']),
  byTill: addInto(salesByTill, ['companyId', 'businessOn', 'storeId', 'till', 'cashierId']),
  byProduct: addInto(salesByProduct, ['companyId', 'businessOn', 'storeId', 'productId']),
  byProductMonth: addInto(salesByProductMonth, ['companyId', 'month', 'storeId', 'productId']),
  companyByProductMonth: addInto(companySalesByProductMonth, ['companyId', 'month', 'productId']),
}

/** Adds them to the rollups, each row once. */
export function addTotals(hot: HotDatabase, totals: Omit<Totals, 'add'>): void {
  totals.stock().forEach(adds.stock.into(hot))
  totals.byTill().forEach(adds.byTill.into(hot))
  const byProduct = totals.byProduct()
  byProduct.forEach(adds.byProduct.into(hot))
  const months = monthsOf(byProduct)
  months.forEach(adds.byProductMonth.into(hot))
  // One store's batch: its months are what it adds to the company's.
  months.forEach(adds.companyByProductMonth.into(hot))
}

type Month = typeof salesByProductMonth.$inferSelect

function monthsOf(days: readonly (typeof salesByProduct.$inferSelect)[]): readonly Month[] {
  const months = new Map<string, Month>()
  for (const day of days) {
    const month = day.businessOn.slice(0, 'YYYY-MM'.length)
    const key = `${month}/${day.storeId}/${day.productId}`
    const known = months.get(key)
    if (known === undefined) months.set(key, { ...day, month })
    else addSums(known, day)
  }
  return [...months.values()]
}
