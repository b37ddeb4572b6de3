import { type Basket, slots } from './op.ts'
import { instantOf, type PlanFrame } from './plan-frame.ts'
import type { Random } from './random.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from './virtual-day.ts'

/** Of each store and day. */
const ORDERS = 2

/**
 * Orders that bring a coupon for the next one: it is used where it was given, with the line cut too,
 * or elsewhere, or in both places; and either order may come back.
 */
export function planNextOrders(frame: PlanFrame): void {
  const { shape } = frame
  if (shape.coupons === 0) return
  for (let day = 0; day < shape.days; day += 1) {
    for (let hub = 0; hub < shape.hubs; hub += 1) {
      const random = frame.random.fork(day * 1_000 + hub)
      for (let order = 0; order < ORDERS; order += 1) planOrder(frame, random, { day, hub })
    }
  }
}

function planOrder(
  frame: PlanFrame,
  random: Random,
  { day, hub }: { readonly day: number; readonly hub: number },
): void {
  const { shape, plot } = frame
  const at = instantOf(frame, random, day)
  const till = random.int(shape.tills)
  const brings = { months: random.pick([null, null, 0]) }
  const of = plot(at, { kind: 'sale', ...anyBasket(random, hub, till), brings })
  if (shape.faultiness > 0) planAccident(frame, random, { at, hub })
  const uses: number[] = []
  const use = (where: number): void => {
    const basket = anyBasket(random, where, random.int(shape.tills))
    const soon = at + random.between(MINUTE_MS, 5 * HOUR_MS)
    uses.push(plot(soon, { kind: 'sale', ...basket, couponOf: of }))
  }
  const dice = random.float()
  if (dice < 0.6) use(hub)
  if (dice > 0.4 && dice < 0.8) use(random.int(shape.hubs))
  const back = { kind: 'refund', hub, till, partBp: 10_000, pays: 'cash' } as const
  const later = (): number => at + random.between(2 * MINUTE_MS, 6 * HOUR_MS)
  if (random.chance(0.5)) plot(later(), { ...back, of })
  for (const used of uses) if (random.chance(0.4)) plot(later(), { ...back, of: used })
}

/** Its word is late, or the disk forgets it. */
function planAccident(
  { plot }: PlanFrame,
  random: Random,
  { at, hub }: { readonly at: number; readonly hub: number },
): void {
  const dice = random.float()
  if (dice < 0.35) {
    const forMs = random.between(10 * MINUTE_MS, 8 * HOUR_MS)
    const channels = ['push', 'stream', 'hold', 'feed'] as const
    plot(at - MINUTE_MS, { kind: 'cut', hub, channels, direction: 'both', forMs })
  }
  if (dice > 0.25 && dice < 0.4) {
    const slot = random.pick(slots)
    plot(at - SECOND_MS, { kind: 'take-image', hub, slot })
    const then = at + random.between(MINUTE_MS, 10 * MINUTE_MS)
    plot(then, { kind: 'restore-image', hub, slot, downMs: random.int(MINUTE_MS) })
  }
}

function anyBasket(random: Random, hub: number, till: number): Basket {
  return {
    hub,
    till,
    member: null,
    total: random.between(500, 5_000),
    spends: [],
    earns: null,
    earnsForMonths: null,
    payAfterMs: random.between(500, 10 * SECOND_MS),
  }
}
