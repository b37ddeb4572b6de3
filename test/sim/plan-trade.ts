import type { Basket, Spend } from './op.ts'
import { closingOf, instantOf, openingOf, type PlanFrame } from './plan-frame.ts'
import { anyPart, anySpend, pointsOf } from './plan-values.ts'
import type { Random } from './random.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from './virtual-day.ts'

interface Sold {
  readonly n: number
  readonly at: number
  readonly hub: number
}

/** What customers do at the tills. */
export function planTrade(frame: PlanFrame): void {
  const sold: Sold[] = []
  const { shape, plot } = frame
  for (let day = 0; day < shape.days; day += 1) {
    for (let hub = 0; hub < shape.hubs; hub += 1) {
      for (let till = 0; till < shape.tills; till += 1) {
        const random = frame.random.fork((day * 1_000 + hub) * 1_000 + till)
        plot(openingOf(frame, day), { kind: 'open-shift', hub, till })
        plot(closingOf(frame, day), { kind: 'close-shift', hub, till })
        for (let i = 0; i < shape.customers; i += 1) {
          serve(frame, random, { hub, till, at: instantOf(frame, random, day) }, sold)
        }
      }
    }
  }
}

function serve(
  { shape, plot }: PlanFrame,
  random: Random,
  { hub, till, at }: { readonly hub: number; readonly till: number; readonly at: number },
  sold: Sold[],
): void {
  const dice = random.int(100)
  if (dice < 14 && sold.length > 0) {
    // The newest sales are refunded most; some before they were made, which no till can do.
    const of = sold[sold.length - 1 - Math.floor(sold.length * random.float() ** 2)] as Sold
    const partBp = anyPart(random)
    const pays = random.chance(0.5) ? 'cash' : 'store-credit'
    const where = random.chance(0.6) ? of.hub : hub
    const soon = Math.max(at, of.at + random.between(10 * SECOND_MS, 5 * HOUR_MS))
    plot(soon, { kind: 'refund', hub: where, till, of: of.n, partBp, pays })
    // The same receipt again, in another store and soon (B5).
    if (random.chance(0.3)) {
      const elsewhere = random.int(shape.hubs)
      const then = soon + random.int(HOUR_MS)
      plot(then, { kind: 'refund', hub: elsewhere, till, of: of.n, partBp: anyPart(random), pays })
    }
    return
  }
  if (dice < 17 && shape.cards > 0) {
    const card = random.int(shape.cards)
    plot(at, { kind: 'load-card', hub, till, card, amount: random.between(10, 500) })
    return
  }
  if (dice < 20 && shape.coupons > 0) {
    // HQ gives one out, as a shop of its own may: those that a till sells are in plan-vouchers.ts.
    plot(at, { kind: 'issue-coupon', coupon: random.int(shape.coupons), endsAt: null })
    return
  }
  const basket = anyBasket(random, { hub, till }, shape)
  if (dice < 26) {
    plot(at, { kind: 'cancelled-payment', ...basket })
    return
  }
  const n =
    dice < 32
      ? plot(at, {
          kind: 'parked-sale',
          ...basket,
          parkedMs: random.between(MINUTE_MS, 3 * HOUR_MS),
        })
      : plot(at, { kind: 'sale', ...basket })
  sold.push({ n, at, hub })
  if (random.chance(0.01)) {
    plot(at + random.int(HOUR_MS), { kind: 'other-content', hub, till, of: n })
  }
}

function anyBasket(
  random: Random,
  place: { readonly hub: number; readonly till: number },
  shape: PlanFrame['shape'],
): Basket {
  const member = random.chance(0.85) ? homeMember(random, place.hub, shape.members) : null
  const spends: Spend[] = []
  if (member !== null) {
    if (random.chance(0.55)) spends.push(anySpend(random, pointsOf(random, member)))
    if (random.chance(0.06)) spends.push(anySpend(random, { kind: 'store-credit', member }))
  }
  if (shape.cards > 0 && random.chance(0.08)) {
    spends.push(anySpend(random, { kind: 'gift-card', card: random.int(shape.cards) }))
  }
  if (shape.coupons > 0 && random.chance(0.08)) {
    spends.push({ value: { kind: 'coupon', coupon: random.int(shape.coupons) }, amount: 1 })
  }
  const earner = member === null || !random.chance(0.7) ? null : pointsOf(random, member)
  const earns = earner?.kind === 'points' ? { programme: earner.programme } : null
  return {
    hub: place.hub,
    till: place.till,
    member,
    total: random.between(100, 20_000),
    spends,
    earns,
    earnsForMonths: random.pick([1, 12, null]),
    payAfterMs: random.chance(0.9)
      ? random.between(500, 20 * SECOND_MS)
      : random.int(10 * MINUTE_MS),
  }
}

/** Members have a store they mostly go to. */
function homeMember(random: Random, hub: number, members: number): number {
  const anyone = random.int(members)
  if (random.chance(0.4)) return anyone
  return (anyone - (anyone % 2) + (hub % 2)) % members
}
