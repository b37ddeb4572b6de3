import { accountOfPlace } from '#shared/value/movement.ts'
import { accountOf, type WebOp } from '../op.ts'
import type { CloudProcess } from './cloud-process.ts'
import type { Scene } from './scene.ts'
import type { WebCoupons } from './web-coupons.ts'

/** The web shop, which spends straight from the books. */
export type WebShop = (n: number, op: WebOp) => void

type Order = Extract<WebOp, { kind: 'web-order' }>

export function createWebShop(
  { world, cloud }: Scene,
  parts: { readonly cloudProcess: CloudProcess; readonly webCoupons: WebCoupons },
): WebShop {
  const { agenda, reach } = world
  const { cloudProcess, webCoupons } = parts
  const at = (): number => cloud.clock.now()

  function refund(id: string, { of, partBp }: Extract<WebOp, { kind: 'web-refund' }>): void {
    const { ledger } = cloud.books()
    const movement = ledger.movement(`W${of}`) ?? ledger.movement(`W${of}c`)
    if (movement?.kind !== 'spend') return
    const coupon = ledger.coupon(accountOfPlace(movement.from) ?? '')
    if (coupon !== undefined) {
      const { id: of, version: expectedVersion } = coupon
      const command = { id, coupon: of, expectedVersion, reverses: movement.id, receiptId: id }
      reach(
        `web: a refund is ${cloud.run({ verb: 'unuseCoupon', command: { ...command, at: at() } }).outcome}`,
      )
      return
    }
    const amount = Math.max(1, Math.floor((movement.amount * partBp) / 10_000))
    const command = { id, reverses: movement.id, amount, at: at(), receiptId: id }
    reach(`web: a refund is ${cloud.run({ verb: 'giveBack', command }).outcome}`)
  }

  function order(id: string, op: Order): void {
    const account = accountOf(op.spend.value)
    const { amount } = op.spend
    const lapsesAt = at() + op.endsAfterMs
    const command = { id, account, amount, receiptId: id, lapsesAt, at: at() }
    const held = cloud.run({ verb: 'placeHold', command })
    reach(`web: a hold is ${held.outcome}`)
    if (held.outcome !== 'done' || op.ends === 'lapse') return
    agenda.after(op.endsAfterMs, () => {
      if (cloudProcess.isUp()) end(id, op)
    })
  }

  function end(hold: string, { spend, ends, partBp }: Order): void {
    const account = accountOf(spend.value)
    if (ends === 'release') {
      cloud.run({ verb: 'releaseHold', command: { id: `${hold}r`, account, hold, at: at() } })
      return
    }
    const amount = Math.max(1, Math.floor((spend.amount * partBp) / 10_000))
    const command = { id: `${hold}c`, account, hold, amount, at: at() }
    reach(`web: a hold is captured: ${cloud.run({ verb: 'captureHold', command }).outcome}`)
  }

  return (n, op) => {
    if (!cloudProcess.isUp()) return
    const id = `W${n}`
    if (op.kind === 'web-refund') {
      refund(id, op)
      return
    }
    if (!cloud.mayPromise()) {
      reach('web: nothing is spent while the books recover')
      return
    }
    const { value, amount } = op.spend
    if (value.kind === 'coupon') webCoupons(id, op, value.coupon)
    else if (op.kind === 'web-order') order(id, op)
    else {
      const account = accountOf(value)
      const command = { id, account, amount, at: at(), receiptId: id, rule: null }
      reach(`web: a spend is ${cloud.run({ verb: 'spend', command }).outcome}`)
    }
  }
}
