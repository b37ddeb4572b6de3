import { programmeOf, worthOf } from '../loyalty.ts'
import type { SaveRequest, SimRecord } from '../messages.ts'
import type { TillTask } from '../nodes/till.ts'
import { accountOf, type Basket, type StoreOp } from '../op.ts'
import type { Scene } from './scene.ts'

/** What customers and cashiers do: each operation becomes a task of a till. */
export type Shops = (n: number, op: StoreOp) => void

/** Minor units. */
const COUPON_COSTS = 500
/** Basis points. */
const WHOLE = 10_000

export function createShops({ stores }: Scene): Shops {
  /** By operation: what the till asked for in the end. */
  const sold = new Map<number, SaveRequest>()
  /** The coupon on its paper. */
  const brought = new Map<number, string>()

  function begin(op: { readonly hub: number; readonly till: number }, task: TillTask): void {
    stores.store(op.hub)?.tills[op.till]?.begin(task)
  }

  function sale(n: number, basket: Basket): TillTask {
    const done = (saved: boolean, request: SaveRequest, record: SimRecord | null): void => {
      if (saved) sold.set(n, request)
      const coupon = record === null ? undefined : couponOn(record)
      if (coupon !== undefined) brought.set(n, coupon)
    }
    return { request: requested(n, basket), payAfterMs: basket.payAfterMs, cancels: false, done }
  }

  function requested(n: number, basket: Basket): SaveRequest {
    const request = basketRequest(n, basket)
    const coupon = basket.couponOf === undefined ? undefined : brought.get(basket.couponOf)
    if (coupon === undefined) return request
    return { ...request, spends: [...request.spends, { account: coupon, amount: 1 }] }
  }

  return (n, op) => {
    switch (op.kind) {
      case 'sale':
        begin(op, sale(n, op))
        return
      case 'parked-sale':
        begin(op, { ...sale(n, op), payAfterMs: op.parkedMs })
        return
      case 'cancelled-payment':
        begin(op, {
          request: requested(n, op),
          payAfterMs: op.payAfterMs,
          cancels: true,
        })
        return
      case 'refund': {
        const original = sold.get(op.of)
        const coupon = op.partBp === WHOLE ? brought.get(op.of) : undefined
        if (original !== undefined) begin(op, atOnce(refundRequest(n, op, original, coupon)))
        return
      }
      case 'load-card': {
        const { amount } = op
        const load = { account: accountOf({ kind: 'gift-card', card: op.card }), amount }
        begin(op, atOnce({ ...blankRequest(n, op.till), total: amount, load }))
        return
      }
      case 'sell-coupon': {
        const { hub, stock } = op
        const load = { account: accountOf({ kind: 'stock-coupon', hub, stock }), amount: 1 }
        const request = { ...blankRequest(n, op.till), total: COUPON_COSTS, load }
        const done = (saved: boolean): void => {
          if (saved) sold.set(n, request)
        }
        begin(op, { ...atOnce(request), done })
        return
      }
      case 'open-shift':
      case 'close-shift': {
        const type = op.kind === 'open-shift' ? 'shift.opened' : 'shift.closed'
        begin(op, atOnce({ ...blankRequest(n, op.till), type }))
        return
      }
      case 'other-content': {
        const first = sold.get(op.of)
        if (first === undefined) return
        const total = first.total + 1
        begin(op, atOnce({ ...first, spends: [], total, hash: `other ${n}` }))
      }
    }
  }
}

function couponOn({ body }: SimRecord): string | undefined {
  return body.envelope.movements.find(({ kind, lease }) => kind === 'load' && lease !== null)
    ?.account
}

function atOnce(request: SaveRequest): TillTask {
  return { request, payAfterMs: 0, cancels: false }
}

function blankRequest(n: number, till: number): SaveRequest {
  return {
    eventId: `E${n}`,
    receiptId: `R${n}`,
    till: `T${till + 1}`,
    type: 'sale.closed',
    total: 0,
    spends: [],
    earn: null,
    load: null,
    brings: null,
    refund: null,
    hash: `${n}`,
  }
}

function basketRequest(n: number, basket: Basket): SaveRequest {
  const { till, total, earns, member, earnsForMonths: months } = basket
  const amounts = new Map<string, number>()
  for (const { value, amount } of basket.spends) amounts.set(accountOf(value), amount)
  const spends = [...amounts].map(([account, amount]) => ({ account, amount }))
  // Nobody pays with more points than the goods cost: who has many buys much.
  const cost = Math.max(total, pointsWorth(spends))
  const { brings = null } = basket
  const request = { ...blankRequest(n, till), total: cost, spends, brings }
  if (earns === null || member === null) return request
  const account = accountOf({ kind: 'points', programme: earns.programme, member })
  return { ...request, earn: { account, months } }
}

function pointsWorth(spends: SaveRequest['spends']): number {
  let worth = 0
  for (const { account, amount } of spends) {
    if (programmeOf(account) !== null) worth += worthOf(amount)
  }
  return worth
}

function refundRequest(
  n: number,
  op: Extract<StoreOp, { kind: 'refund' }>,
  original: SaveRequest,
  coupon: string | undefined,
): SaveRequest {
  const { till, partBp, pays } = op
  const { receiptId: originalId, total: signedTotal } = original
  const member = memberOf(original)
  const creditAccount =
    pays === 'cash' || member === null ? null : accountOf({ kind: 'store-credit', member })
  const refund = { originalId, partBp, creditAccount, signedTotal }
  // A coupon that comes back must be held here, like one that is used.
  const back = coupon === undefined ? original.load : { account: coupon, amount: 1 }
  const spends = back === null ? [] : [back]
  return { ...blankRequest(n, till), type: 'sale.refunded', refund, spends }
}

/** Whose points are on the receipt; null = nobody's. */
function memberOf({ earn, spends }: SaveRequest): number | null {
  const account =
    earn?.account ?? spends.find((spend) => spend.account.startsWith('points'))?.account
  return account === undefined ? null : Number(account.slice(account.lastIndexOf(':') + 1))
}
