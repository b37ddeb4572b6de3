import type { PricedLine } from '#shared/contracts/basket.ts'
import type { Envelope, ValueMovement } from '#shared/contracts/event.ts'
import type { LoyaltySnapshot } from '#shared/contracts/points.ts'
import type { Settlement } from '#shared/contracts/tender.ts'
import type { ScriptedEvent, ScriptedHub } from '../scripted-hub.ts'
import { bodyOf, newId } from './value-hub.ts'

export type Moved = Partial<ValueMovement> & Pick<ValueMovement, 'account' | 'kind' | 'amount'>

export interface ValueReceipt {
  readonly moved?: readonly Moved[]
  readonly tenders?: readonly Settlement['tenders'][number][]
  /** Of a gift product; below 0 = given back. */
  readonly loads?: readonly { readonly account: string; readonly amount: number }[]
  /** What a gift coupon pays. */
  readonly gift?: number
  readonly isRefund?: boolean
  readonly originalId?: string
  readonly cover?: 'right' | 'pending-credit' | 'trust'
  /** Of the book. */
  readonly discounts?: PricedLine['discounts']
  readonly till?: string
  readonly businessOn?: string
  readonly memberId?: number
  readonly loyalty?: readonly LoyaltySnapshot[]
  /** Of a refund; the tenders hold it. */
  readonly loyaltyRefundCash?: Settlement['loyaltyRefundCash']
  /** The payload cannot be read. */
  readonly isBroken?: boolean
}

export interface SoldValue extends ScriptedEvent {
  readonly receiptId: string
  readonly movements: readonly ValueMovement[]
  /** As it should have been. */
  readonly payload: unknown
}

/** A receipt of one book with whatever stored value has to do with it; a card pays the rest. */
export function sellValue(hub: ScriptedHub, receipt: ValueReceipt): SoldValue {
  const { moved = [], tenders = [], loads = [], gift = 0, isRefund = false } = receipt
  const { discounts = [], loyaltyRefundCash } = receipt
  const { isBroken = false, originalId = newId(), cover = 'right' } = receipt
  const { envelope, payload } = bodyOf(
    hub.sell({ lines: [{ productId: 1, quantity: 1000 }], cardShare: 1 }),
  )
  hub.events.pop()
  const sign = isRefund ? -1 : 1
  const lines = [
    ...payload.priced.lines.map((line) => ({ ...signed(line, sign), discounts: [...discounts] })),
    ...loads.map(({ account, amount }, i) => untaxed('load', { id: `load${i}`, account, amount })),
    ...(gift === 0 ? [] : [untaxed('gift', { id: 'gift', amount: -gift })]),
  ]
  const sum = (name: 'gross' | 'net' | 'vat' | 'cityTax') =>
    lines.reduce((total, line) => total + line[name], 0)
  const [total, net, vat, cityTax] = [sum('gross'), sum('net'), sum('vat'), sum('cityTax')]
  const free = lines.filter(({ vatGroupId }) => vatGroupId === freeGroup)
  const freeNet = free.reduce((all, line) => all + line.net, 0)
  const taxes = [
    ...payload.priced.taxes.map((tax) => signed(tax, sign)),
    ...(free.length === 0 ? [] : [{ ...exempt, net: freeNet, gross: freeNet }]),
  ]
  const given = tenders.reduce((all, { amount }) => all + amount, 0)
  const rest = total - given
  const card = { kind: 'card' as const, amount: rest, given: rest, reference: null }
  const settlement = {
    tenders: [...tenders, ...(rest === 0 ? [] : [card])],
    rounding: 0,
    change: 0,
    ...(loyaltyRefundCash && { loyaltyRefundCash }),
  }
  const movements = moved.map(
    (each): ValueMovement => ({
      id: newId(),
      cover: 'account',
      lease: null,
      reverses: null,
      rule: null,
      endsAt: null,
      ...each,
    }),
  )
  const { businessOn = envelope.businessOn, till = 'T1', memberId = null, loyalty } = receipt
  const made: Envelope = {
    ...envelope,
    businessOn,
    till,
    id: newId(),
    movements,
    tenders: settlement.tenders.map(({ kind, amount }) => ({ kind, amount })),
    leases: [],
    stock: [],
  }
  const priced = { ...payload.priced, lines, taxes, total, net, vat, cityTax }
  const off = discounts.reduce((all, { amount }) => all + amount, 0)
  const listed = { listTotal: priced.listTotal * sign + off, discountTotal: gift + off }
  const sale = {
    ...payload,
    memberId,
    priced: { ...priced, ...listed },
    settlement,
    ...(loyalty === undefined ? {} : { loyalty: [...loyalty] }),
  }
  const id = newId()
  const paper = { id, number: made.receipt?.number ?? 'x', originalId: null, cover: null }
  const type = isRefund ? 'sale.refunded' : 'sale.closed'
  const of = isRefund ? { ...paper, originalId, cover } : paper
  const back = { originalId, originalNumber: 'x', reason: '' }
  const whole = isRefund ? { ...sale, ...back } : sale
  const event = hub.append(type, {
    envelope: { ...made, type, receipt: of },
    payload: isBroken ? { ...whole, priced: null } : whole,
  })
  return { ...event, receiptId: id, movements, payload: whole }
}

const freeGroup = 3
const exempt = {
  vatGroupId: freeGroup,
  code: 'FREE',
  name: 'Чөлөөлөгдсөн',
  vatRate: 0,
  cityTaxRate: 0,
  vat: 0,
  cityTax: 0,
}

function untaxed(
  kind: 'load' | 'gift',
  of: { readonly id: string; readonly amount: number; readonly account?: string },
): PricedLine {
  const { amount, ...rest } = of
  return {
    ...rest,
    kind,
    ofLine: null,
    productId: 3,
    name: kind,
    quantity: amount < 0 ? -1000 : 1000,
    unitPrice: Math.abs(amount),
    discounts: [],
    orderDiscount: 0,
    vatGroupId: freeGroup,
    gross: amount,
    net: amount,
    vat: 0,
    cityTax: 0,
    priceRuleId: null,
  }
}

type Amounts = { gross: number; net: number; vat: number; cityTax: number; quantity?: number }

function signed<T extends Amounts>(of: T, sign: number): T {
  const quantity = of.quantity === undefined ? {} : { quantity: of.quantity * sign }
  const amounts = { gross: of.gross * sign, net: of.net * sign, vat: of.vat * sign }
  return { ...of, ...amounts, ...quantity, cityTax: of.cityTax * sign || 0 }
}
