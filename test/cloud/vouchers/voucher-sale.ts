import type { ValueMovement } from '#shared/contracts/event.ts'
import type { IssuedCoupon } from '#shared/contracts/voucher.ts'
import type { ScriptedEvent, ScriptedHub, ScriptedSale } from '../scripted-hub.ts'
import { bodyOf, newId } from '../value/value-hub.ts'

export type Moved = Partial<ValueMovement> & Pick<ValueMovement, 'account' | 'kind'>

/** A sale of product 1 with these movements beside its tenders. */
export interface SoldVoucher extends ScriptedEvent {
  readonly sale: ScriptedSale
  readonly receiptId: string
  readonly movementIds: readonly string[]
}

export function sellVouchers(
  hub: ScriptedHub,
  moved: readonly Moved[],
  more: { readonly issued?: readonly IssuedCoupon[]; readonly broken?: boolean } = {},
): SoldVoucher {
  const sale = hub.sell({ lines: [{ productId: 1, quantity: 1000 }], cardShare: 1 })
  hub.events.pop()
  const { envelope, payload } = bodyOf(sale)
  const movements = moved.map(movementOf)
  const event = hub.append('sale.closed', {
    envelope: { ...envelope, movements, coupons: [] },
    payload: {
      ...payload,
      ...(more.issued && { issued: more.issued }),
      ...(more.broken === true && { priced: null }),
    },
  })
  return { ...event, sale, receiptId: sale.receiptId, movementIds: movements.map(({ id }) => id) }
}

/** The refund of such a sale with what it takes from or gives to vouchers. */
export function refundVouchers(
  hub: ScriptedHub,
  { sale }: SoldVoucher,
  moved: readonly Moved[],
): ScriptedEvent {
  const refund = hub.refund(sale)
  hub.events.pop()
  const { envelope, payload } = JSON.parse(refund.body)
  return hub.append('sale.refunded', {
    envelope: { ...envelope, movements: moved.map(movementOf) },
    payload,
  })
}

function movementOf(moved: Moved): ValueMovement {
  return {
    id: newId(),
    amount: 1,
    cover: moved.lease === undefined || moved.lease === null ? 'account' : 'lease',
    lease: null,
    reverses: null,
    rule: null,
    endsAt: null,
    ...moved,
  }
}
