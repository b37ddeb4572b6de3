import type { Basket, ValueRef } from './op.ts'
import { instantOf, type PlanFrame } from './plan-frame.ts'
import type { Random } from './random.ts'
import { STOCK_EACH } from './shape.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from './virtual-day.ts'

/**
 * Coupons that lie in a store and are sold over its counter, each once: some come back unused, some
 * are used in this store or another, and some are both asked for.
 */
export function planVouchers(frame: PlanFrame): void {
  const { shape } = frame
  if (shape.coupons === 0) return
  for (let hub = 0; hub < shape.hubs; hub += 1) {
    for (let stock = 0; stock < STOCK_EACH; stock += 1) {
      const random = frame.random.fork(hub * STOCK_EACH + stock)
      planOne(frame, random, { kind: 'stock-coupon', hub, stock })
    }
  }
}

function planOne(
  frame: PlanFrame,
  random: Random,
  value: Extract<ValueRef, { kind: 'stock-coupon' }>,
): void {
  const { shape, plot } = frame
  const { hub, stock } = value
  const at = instantOf(frame, random, random.int(shape.days))
  const till = random.int(shape.tills)
  const of = plot(at, { kind: 'sell-coupon', hub, till, stock })
  // Bound to its store, it is leased to it wholly.
  if (random.chance(0.7)) {
    const forMs = random.pick([4 * HOUR_MS, DAY_MS])
    plot(at + 5 * MINUTE_MS, { kind: 'grant', hub, value, shareBp: 10_000, forMs })
  }
  const dice = random.float()
  if (dice < 0.65) {
    const soon = at + random.between(10 * MINUTE_MS, 5 * HOUR_MS)
    plot(soon, { kind: 'refund', hub, till, of, partBp: 10_000, pays: 'cash' })
  }
  if (dice > 0.45) {
    const where = random.chance(0.5) ? hub : random.int(shape.hubs)
    plot(at + random.between(5 * MINUTE_MS, 6 * HOUR_MS), {
      kind: 'sale',
      ...withCoupon(random, where, value),
    })
  }
}

function withCoupon(random: Random, hub: number, value: ValueRef): Basket {
  return {
    hub,
    till: 0,
    member: null,
    total: random.between(500, 5_000),
    spends: [{ value, amount: 1 }],
    earns: null,
    earnsForMonths: null,
    payAfterMs: random.between(500, 10_000),
  }
}
