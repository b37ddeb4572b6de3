import type { Basket, PricedBasket } from '#shared/contracts/basket.ts'
import type { TenderGiven } from '#shared/contracts/tender.ts'
import { voucherEnd } from '#shared/value/voucher-end.ts'
import type { Shop } from '../shop.ts'
import type { Moves } from '../value/movement.ts'
import type { Value } from '../value/value.ts'
import { type Load, needLoadable, notLoadable } from './loadable.ts'
import { createVouchers, type VoucherNow } from './vouchers.ts'

interface LoadDeps {
  readonly shop: Shop
  readonly value: Pick<Value, 'ofVoucher'>
}

/** Throws `conflict` where a line of the basket sells or loads a voucher that it cannot. */
export function checkLoads(
  { shop, value }: LoadDeps,
  basket: Basket,
  priced: PricedBasket,
  receiptId: string | undefined,
): readonly { readonly load: Load; readonly now: VoucherNow }[] {
  const loads = loadsIn(basket, priced)
  if (loads.length === 0) return []
  const vouchers = createVouchers({ shop, value })
  const of = {
    vouchers,
    replica: shop.replica,
    storeId: shop.profile().store.id,
    isOnline: value.ofVoucher.isOnline(),
    isKept: value.ofVoucher.isKept,
    receiptId,
  }
  return loads.map((load) => ({ load, now: needLoadable(load, of) }))
}

/**
 * What a sale puts onto vouchers in its own transaction. They are this receipt's until it is saved
 * or refused, so that no other till sells them meanwhile.
 */
export function loadsOfSale(
  deps: LoadDeps,
  sale: {
    readonly id: string
    readonly basket: Basket
    readonly priced: PricedBasket
    readonly tenders: readonly TenderGiven[]
  },
): Moves[] {
  const { id, basket, priced, tenders } = sale
  needVouchers(deps.shop, basket)
  const loads = checkLoads(deps, basket, priced, id)
  if (loads.length === 0) return []
  const { shop, value } = deps
  const settings = shop.replica.voucherProgrammes()
  return loads.map(({ load, now }) => {
    if (tenders.some(({ account }) => account === load.account)) {
      throw notLoadable(load, 'pays-itself')
    }
    value.ofVoucher.claim(id, load.account)
    const { account, programme, endsAt: printedEnd, kind } = now.voucher
    const found = settings.find((one) => one.id === programme)
    const validity = (kind === 'coupon' ? found?.coupon : found?.giftCard)?.validity ?? null
    const endsAt = voucherEnd(validity, shop.clock(), printedEnd)
    return { kind: 'load', account, amount: kind === 'coupon' ? 1 : load.amount, endsAt }
  })
}

/** A gift product that is sold without its voucher would be money for nothing. */
function needVouchers(shop: Shop, { lines }: Basket): void {
  const catalogue = shop.catalogue().of(new Set(lines.map(({ productId }) => productId)))
  for (const { id, productId, loads } of lines) {
    const isGift = catalogue.get(productId)?.isGift === true
    if (isGift && loads === undefined) throw notLoadable({ lineId: id }, 'no-voucher')
  }
}

function loadsIn(basket: Basket, { lines }: PricedBasket): Load[] {
  return lines.flatMap(({ id: lineId, kind, account, gross }) => {
    if (kind !== 'load' || account === undefined) return []
    const typed = basket.lines.find(({ id }) => id === lineId)?.typedPrice
    return { lineId, account, amount: gross, isFixed: typed === undefined }
  })
}
