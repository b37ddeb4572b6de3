import type { HoldRequest } from '#shared/contracts/lease.ts'
import { newId } from './value-hub.ts'
import type { ValueShop } from './value-shop.ts'
import { claimWireHub, type WireHub } from './wire-hub.ts'

/** A hub of this store that has met the cloud and is connected. */
export async function openBox(shop: ValueShop, storeId: number): Promise<WireHub> {
  const box = await claimWireHub(shop.cloud, shop.url, storeId)
  await box.meet()
  await box.connect()
  return box
}

export function holdOf(
  box: WireHub,
  of: Pick<HoldRequest, 'amount' | 'requestId'> & { readonly account?: string },
): HoldRequest {
  const head = { epoch: box.epoch(), seq: box.hub.events.length }
  return { session: box.session(), receiptId: newId(), account: 'CREDIT:7', head, ...of }
}
