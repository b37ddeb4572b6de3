import type { Basket } from '#shared/contracts/basket.ts'
import type { Shop } from '../shop.ts'
import type { Value } from '../value/value.ts'
import { notLoadable } from './loadable.ts'
import { createVouchers } from './vouchers.ts'

/**
 * Printed vouchers that are no store's stock can be sold by any of them, so the cloud is asked to
 * keep each for this hub, once a receipt; throws `conflict` with why it does not. What is bound to
 * a store needs no question: nobody else may sell it.
 */
export async function needStock(
  deps: { readonly shop: Shop; readonly value: Pick<Value, 'ofVoucher'> },
  { lines }: Pick<Basket, 'lines'>,
  receiptId: string | undefined,
): Promise<void> {
  if (receiptId === undefined) return
  for (const { id: lineId, loads: account } of lines) {
    if (account === undefined) continue
    const now = createVouchers(deps).byAccount(account)
    if (now?.state !== 'reserved' || now.voucher.storeId !== null) continue
    const hindrance = await deps.value.ofVoucher.keep(receiptId, account)
    if (hindrance !== null) throw notLoadable({ lineId }, hindrance)
  }
}
