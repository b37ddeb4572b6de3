import type { HotDatabase } from '../db/hot.ts'
import { addInto } from '../db/insert.ts'
import { accountDay } from '../ledger/schema.ts'
import { salesByProduct, salesByTill } from '../reports/schema.ts'
import { stockOnHand } from './schema.ts'
import type { Totals } from './totals.ts'

const adds = {
  accountDay: addInto(accountDay, ['accountId', 'businessOn']),
  stock: addInto(stockOnHand, ['storeId', 'productId']),
  byTill: addInto(salesByTill, ['companyId', 'businessOn', 'storeId', 'till', 'cashierId']),
  byProduct: addInto(salesByProduct, ['companyId', 'businessOn', 'storeId', 'productId']),
}

/** Adds them to the rollups, each row once. */
export function addTotals(hot: HotDatabase, totals: Omit<Totals, 'add'>): void {
  totals.accountDays().forEach(adds.accountDay.into(hot))
  totals.stock().forEach(adds.stock.into(hot))
  totals.byTill().forEach(adds.byTill.into(hot))
  totals.byProduct().forEach(adds.byProduct.into(hot))
}
