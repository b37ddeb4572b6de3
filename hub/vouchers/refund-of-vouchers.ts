import type { PricedBasket } from '#shared/contracts/basket.ts'
import type { Envelope, ValueMovement } from '#shared/contracts/event.ts'
import type { Tender } from '#shared/contracts/tender.ts'
import type { NotRefundable } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import { notSpendable } from '../value/hindrance.ts'
import type { MovedValue } from '../value/receipt-value.ts'
import type { Value, WantedValue } from '../value/value.ts'
import { needSpendable } from './need-spendable.ts'
import { returnedCoupons } from './returned-coupons.ts'
import type { Vouchers } from './vouchers.ts'

/** What a refund does to the vouchers of its sale. */
export interface RefundedSale {
  readonly id: string
  readonly original: PricedBasket
  /** Of the sale. */
  readonly movements: readonly ValueMovement[]
  /** Quantities given back before, by line. */
  readonly before: Readonly<Record<string, number>>
  /** Of this refund. */
  readonly priced: PricedBasket
  readonly tenders: readonly Tender[]
}

interface Deps {
  readonly vouchers: Vouchers
  readonly value: Pick<Value, 'pay' | 'putBack'>
}

/**
 * Takes off a voucher what the sale put on it. Only what is unspent can be, so this hub must hold it
 * first: by its lease, or by a hold of the cloud. Null = the refund unloads nothing.
 */
export async function takeLoadsBack(
  { vouchers, value }: Deps,
  sale: RefundedSale,
): Promise<MovedValue | null> {
  const wanted: WantedValue[] = []
  for (const { kind, id, account, quantity, gross } of sale.priced.lines) {
    if (kind !== 'load' || account === undefined) continue
    const found = vouchers.byAccount(account)?.voucher.kind
    if (found === undefined) {
      throw notSpendable({ hindrance: 'no-account', asked: -gross, spendable: 0 })
    }
    const isWhole = sale.original.lines.some(
      (line) => line.id === id && line.quantity === -quantity,
    )
    if (found === 'coupon' && !isWhole) throw inParts(id)
    const one = { kind: found, account, amount: found === 'coupon' ? 1 : -gross } as const
    needSpendable(vouchers, one)
    wanted.push(one)
  }
  if (wanted.length === 0) return null
  const { movements, ...moved } = await value.pay(sale.id, wanted)
  const loadOf = (account: string) =>
    sale.movements.find((each) => each.kind === 'load' && each.account === account)?.id ?? null
  const taken = movements.map((movement) => {
    return { ...movement, kind: 'take-back' as const, reverses: loadOf(movement.account) }
  })
  return { ...moved, movements: taken }
}

/** Money that gift cards had paid, and coupons all of whose goods came back. */
export function returnToVouchers({ value }: Deps, sale: RefundedSale): readonly MovedValue[] {
  const spentOf = (account: string) =>
    sale.movements.filter((each) => each.kind === 'spend' && each.account === account)
  const onCards = sale.tenders.flatMap(({ kind, account, amount }) =>
    kind === 'gift-card' && account !== undefined && amount !== 0
      ? value.putBack(-amount, spentOf(account))
      : [],
  )
  const coupons = returnedCoupons(sale.original, sale.before, sale.priced).flatMap((account) => {
    const spent = spentOf(account)
    return spent.length === 0 ? [] : value.putBack(1, spent)
  })
  return [...onCards, ...coupons]
}

/**
 * Only with the right to refund it is it certain what is left of a sale's vouchers: money can be
 * given on trust, and store credit can wait, but neither can a card.
 */
export function needRight(
  { priced, tenders }: RefundedSale,
  cover: NonNullable<Envelope['receipt']>['cover'],
): void {
  if (cover === 'right') return
  const isLoad = priced.lines.some(({ kind }) => kind === 'load')
  if (!isLoad && !tenders.some(({ kind }) => kind === 'gift-card')) return
  const extra = {
    conflict: 'not-refundable',
    hindrance: 'right-elsewhere',
    asked: -priced.total,
    left: null,
    asCredit: !isLoad,
  } satisfies NotRefundable
  const words = 'a gift card or coupon is in it, and the right to refund it is not in this store'
  throw new Failure('conflict', `${words}: try again when its store is online`, { extra })
}

function inParts(lineId: string): Failure {
  const message = 'a coupon is given back whole'
  const field = { field: 'lines', value: lineId, message }
  return new Failure('invalid', message, { fields: [field] })
}
