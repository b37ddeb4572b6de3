import { type Spend, slots, type ValueRef } from './op.ts'
import type { PlanFrame } from './plan-frame.ts'
import type { Random } from './random.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './virtual-day.ts'

/**
 * What chance alone brings together too rarely: a store that sells for a day without its line, out
 * of leases that end meanwhile; a recall right behind its grant; a sale that a till offers again to
 * an old disk, with a restart of the cloud in between; a box that dies with what it sold out of its
 * leases; two customers who want one coupon in the same moment; and an order that ends when its
 * coupon is free again.
 */
export function planEncounters(frame: PlanFrame): void {
  const { shape } = frame
  for (let day = 0; day < shape.days; day += 1) {
    for (let hub = 0; hub < shape.hubs; hub += 1) {
      const random = frame.random.fork(day * 1_000 + hub)
      if (shape.faultiness === 0) continue
      if (random.chance(0.35)) planOfflineDay(frame, random, day, hub)
      if (random.chance(0.4)) planRecallBehindGrant(frame, random, day, hub)
      if (random.chance(0.15)) planOldDisk(frame, random, day, hub)
      if (random.chance(0.15)) planDeadBox(frame, random, day, hub)
    }
    const random = frame.random.fork(`coupons ${day}`)
    if (shape.coupons > 0 && random.chance(0.7)) planRivals(frame, random, day)
    if (shape.coupons > 0 && random.chance(0.3)) planLateEnd(frame, random, day)
  }
}

function planOfflineDay(
  { shape, startsAt, plot }: PlanFrame,
  random: Random,
  day: number,
  hub: number,
): void {
  const morning = startsAt + day * DAY_MS + 9 * HOUR_MS
  const cutAt = morning + random.int(2 * HOUR_MS)
  const forMs = random.between(8 * HOUR_MS, 30 * HOUR_MS)
  const channels = ['push', 'stream', 'hold', 'feed'] as const
  plot(cutAt, { kind: 'cut', hub, channels, direction: 'both', forMs })
  plot(cutAt + forMs - MINUTE_MS, { kind: 'sweep' })
  if (random.chance(0.5)) {
    plot(cutAt + random.int(6 * HOUR_MS), {
      kind: 'power-cut',
      hub,
      afterSteps: random.int(60),
      downMs: random.between(MINUTE_MS, 3 * HOUR_MS),
      clock: random.pick(['right', 'last-value', '1970'] as const),
    })
  }
  const guests = random.between(2, 6)
  for (let guest = 0; guest < guests; guest += 1) {
    const value = anyGuest(random, shape)
    plot(morning - random.int(HOUR_MS), {
      kind: 'grant',
      hub,
      value,
      shareBp: 5_000,
      forMs: random.pick([3, 5, 8]) * HOUR_MS,
    })
    const visits = random.between(2, 4)
    for (let visit = 0; visit < visits; visit += 1) {
      const at = cutAt + random.int(8 * HOUR_MS)
      plot(at, {
        kind: 'sale',
        hub,
        till: random.int(shape.tills),
        member: 'member' in value ? value.member : null,
        total: random.between(100, 5_000),
        spends: [spendOf(random, value)],
        earns: null,
        earnsForMonths: null,
        payAfterMs: random.between(500, 10 * SECOND_MS),
      })
    }
    // The rest of it is wanted elsewhere too.
    if (random.chance(0.5)) {
      plot(cutAt + random.int(24 * HOUR_MS), { kind: 'web-spend', spend: spendOf(random, value) })
    }
  }
}

/** Both wait for the line to come back, and set out together. */
function planRecallBehindGrant(
  { shape, startsAt, plot }: PlanFrame,
  random: Random,
  day: number,
  hub: number,
): void {
  const at = startsAt + day * DAY_MS + random.between(9 * HOUR_MS, 20 * HOUR_MS)
  plot(at - MINUTE_MS, {
    kind: 'cut',
    hub,
    channels: ['stream'],
    direction: 'both',
    forMs: random.between(10 * MINUTE_MS, HOUR_MS),
  })
  for (let member = 0; member < Math.min(3, shape.members); member += 1) {
    const value = { kind: 'points', programme: 'leased', member } as const
    plot(at, { kind: 'grant', hub, value, shareBp: 3_000, forMs: 5 * DAY_MS })
    plot(at + random.int(8 * MINUTE_MS), { kind: 'recall', value })
  }
}

/** What was sold since the image is in the cloud, and the tills do not know that yet. */
function planOldDisk(
  { shape, startsAt, plot }: PlanFrame,
  random: Random,
  day: number,
  hub: number,
) {
  const at = startsAt + day * DAY_MS + random.between(9 * HOUR_MS, 20 * HOUR_MS)
  const slot = random.pick(slots)
  plot(at, { kind: 'take-image', hub, slot })
  const sales = random.between(1, 3)
  for (let sale = 0; sale < sales; sale += 1) {
    const member = random.int(shape.members)
    plot(at + random.between(SECOND_MS, 2 * MINUTE_MS), {
      kind: 'sale',
      hub,
      till: random.int(shape.tills),
      member,
      total: random.between(100, 5_000),
      spends: [],
      earns: { programme: 'leased' },
      earnsForMonths: null,
      payAfterMs: SECOND_MS,
    })
  }
  plot(at + 3 * MINUTE_MS, {
    kind: 'cloud-crash',
    afterSteps: random.int(3),
    downMs: random.between(SECOND_MS, 20 * SECOND_MS),
  })
  plot(at + 4 * MINUTE_MS, { kind: 'restore-image', hub, slot, downMs: random.int(MINUTE_MS) })
}

/** What it sold offline is on its tills alone; what it did not sell, HQ has to give up one day. */
function planDeadBox(
  { shape, startsAt, plot }: PlanFrame,
  random: Random,
  day: number,
  hub: number,
): void {
  const at = startsAt + day * DAY_MS + random.between(9 * HOUR_MS, 17 * HOUR_MS)
  const channels = ['push', 'stream', 'hold', 'feed'] as const
  const cutAt = at + 10 * MINUTE_MS
  const diesAt = at + 40 * MINUTE_MS
  plot(cutAt, { kind: 'cut', hub, channels, direction: 'both', forMs: HOUR_MS })
  plot(diesAt, { kind: 'replace-box', hub, downMs: random.between(SECOND_MS, 20 * MINUTE_MS) })
  for (let guest = 0; guest < Math.min(3, shape.members); guest += 1) {
    const value = { kind: 'points', programme: 'leased', member: guest } as const
    plot(at, { kind: 'issue', value, amount: 150, earnedAt: at, months: null })
    plot(at + MINUTE_MS, { kind: 'grant', hub, value, shareBp: 5_000, forMs: 3 * HOUR_MS })
    const till = random.int(shape.tills)
    const sale = {
      kind: 'sale',
      hub,
      till,
      member: guest,
      total: random.between(500, 5_000),
      spends: [spendOf(random, value)],
      earns: null,
      earnsForMonths: null,
      payAfterMs: SECOND_MS,
    } as const
    const of = plot(cutAt + random.between(MINUTE_MS, 15 * MINUTE_MS), sale)
    const refund = { kind: 'refund', hub, till, of, partBp: 5_000 } as const
    const back = random.pick([cutAt + 20 * MINUTE_MS, diesAt + HOUR_MS])
    if (random.chance(0.5)) plot(back, { ...refund, pays: random.pick(['cash', 'store-credit']) })
    plot(diesAt + random.between(30, 90) * MINUTE_MS, sale)
  }
  if (random.chance(0.5)) plot(diesAt + 4 * HOUR_MS, { kind: 'forfeit', by: 'hand' })
  if (shape.coupons === 0) return
  // Given at one till and used at another, each of which keeps its part.
  const order = { ...nobodysSale, kind: 'sale', hub, till: shape.tills - 1 } as const
  const of = plot(cutAt + MINUTE_MS, { ...order, brings: { months: null } })
  plot(cutAt + 5 * MINUTE_MS, { ...order, till: 0, couponOf: of })
}

const nobodysSale = {
  member: null,
  total: 2_000,
  spends: [],
  earns: null,
  earnsForMonths: null,
  payAfterMs: SECOND_MS,
} as const

function anyGuest(random: Random, shape: PlanFrame['shape']): ValueRef {
  if (shape.coupons > 0 && random.chance(0.25)) {
    return { kind: 'coupon', coupon: random.int(shape.coupons) }
  }
  return { kind: 'points', programme: 'leased', member: random.int(shape.members) }
}

function spendOf(random: Random, value: ValueRef): Spend {
  return { value, amount: value.kind === 'coupon' ? 1 : random.between(1, 60) }
}

/** Two tabs, or a tab and an app: what each has read is old when it acts. */
function planRivals({ shape, startsAt, plot }: PlanFrame, random: Random, day: number): void {
  const at = startsAt + day * DAY_MS + random.between(9 * HOUR_MS, 20 * HOUR_MS)
  const coupon = random.int(shape.coupons)
  plot(at - random.between(MINUTE_MS, HOUR_MS), { kind: 'issue-coupon', coupon, endsAt: null })
  const spend: Spend = { value: { kind: 'coupon', coupon }, amount: 1 }
  plot(at, { kind: 'web-spend', spend })
  if (random.chance(0.5)) plot(at + random.int(400), { kind: 'web-spend', spend })
  else {
    plot(at + random.int(400), {
      kind: 'web-order',
      spend,
      ends: random.pick(['capture', 'release', 'lapse']),
      partBp: 10_000,
      endsAfterMs: random.between(MINUTE_MS, HOUR_MS),
    })
  }
}

/** The web shop is slow: HQ's sweep has ended its hold before the order is paid or given up. */
function planLateEnd({ shape, startsAt, plot }: PlanFrame, random: Random, day: number): void {
  const at = startsAt + day * DAY_MS + random.between(9 * HOUR_MS, 20 * HOUR_MS)
  const coupon = random.int(shape.coupons)
  plot(at - MINUTE_MS, { kind: 'issue-coupon', coupon, endsAt: null })
  plot(at, {
    kind: 'web-order',
    spend: { value: { kind: 'coupon', coupon }, amount: 1 },
    ends: random.pick(['capture', 'release']),
    partBp: 10_000,
    endsAfterMs: MINUTE_MS,
    lateMs: 10 * MINUTE_MS,
  })
  plot(at + 5 * MINUTE_MS, { kind: 'sweep' })
}
