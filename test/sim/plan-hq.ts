import { programmes } from './op.ts'
import { instantOf, type PlanFrame } from './plan-frame.ts'
import { anyPart, anySpend, anyValue, pointsOf } from './plan-values.ts'
import type { Random } from './random.ts'
import { DAY_MS, dayAt, HOUR_MS, MINUTE_MS, midnight } from './virtual-day.ts'

/** What members own at first, and what HQ and the web shop do. */
export function planHq(frame: PlanFrame): void {
  planOpening(frame)
  for (let day = 0; day < frame.shape.days; day += 1) {
    const random = frame.random.fork(day)
    planMorning(frame, random, day)
    planOffice(frame, random, day)
    planWebShop(frame, random, day)
    planNight(frame, random, day)
  }
}

function planOpening({ shape, startsAt, plot, random }: PlanFrame): void {
  for (let member = 0; member < shape.members; member += 1) {
    for (const programme of programmes) {
      const lots = random.between(1, 3)
      for (let lot = 0; lot < lots; lot += 1) {
        const value = { kind: 'points', programme, member } as const
        plot(startsAt, {
          kind: 'issue',
          value,
          amount: random.between(20, 400),
          ...endingLot(random, startsAt, shape.days),
        })
      }
    }
  }
  for (let card = 0; card < shape.cards; card += 1) {
    const value = { kind: 'gift-card', card } as const
    const amount = random.between(50, 1_000)
    plot(startsAt, { kind: 'issue', value, amount, earnedAt: startsAt, months: null })
  }
  for (let coupon = 0; coupon < shape.coupons; coupon += 2) {
    const endsAt = random.chance(0.5) ? startsAt + random.between(1, shape.days) * DAY_MS : null
    plot(startsAt, { kind: 'issue-coupon', coupon, endsAt })
  }
}

/** A lot that mostly ends at a midnight of this run, or beside one. */
function endingLot(
  random: Random,
  startsAt: number,
  days: number,
): { readonly earnedAt: number; readonly months: number | null } {
  const months = random.pick([1, 1, 6, 12, null])
  if (months === null) return { earnedAt: startsAt, months }
  const lastDay = dayAt(startsAt + random.between(0, days) * DAY_MS)
  const earnedOn = monthsBefore(random, lastDay, months)
  return { earnedAt: earnedOn + random.int(DAY_MS), months }
}

/**
 * Midnight of a day whose calendar date so many months later is `day`: where `day` ends its month,
 * all the longer days before lead to it (31 January + 1 month = 28 February).
 */
function monthsBefore(random: Random, day: string, months: number): number {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const lastBefore = lastOfMonth(year, month - months)
  const earliest = Math.min(date, lastBefore)
  const latest = date === lastOfMonth(year, month) ? lastBefore : earliest
  const earned = new Date(Date.UTC(year, month - 1 - months, random.between(earliest, latest)))
  return midnight(earned.toISOString().slice(0, 10))
}

/** `month` counts from 1 and may lie before or after the year. */
function lastOfMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function planMorning({ shape, startsAt, plot }: PlanFrame, random: Random, day: number): void {
  const at = startsAt + day * DAY_MS + 8 * HOUR_MS
  for (let hub = 0; hub < shape.hubs; hub += 1) {
    for (let member = 0; member < shape.members; member += 1) {
      if (!random.chance(0.4)) continue
      const value = { kind: 'points', programme: 'leased', member } as const
      const forMs = random.pick([30 * MINUTE_MS, 4 * HOUR_MS, 16 * HOUR_MS, 3 * DAY_MS])
      plot(at + random.int(HOUR_MS), { kind: 'grant', hub, value, shareBp: 5_000, forMs })
    }
    if (shape.cards > 0 && random.chance(0.3)) {
      const value = { kind: 'gift-card', card: random.int(shape.cards) } as const
      plot(at, { kind: 'grant', hub, value, shareBp: 10_000, forMs: 2 * DAY_MS })
    }
    if (shape.coupons > 0 && random.chance(0.4)) {
      const value = { kind: 'coupon', coupon: random.int(shape.coupons) } as const
      plot(at, { kind: 'grant', hub, value, shareBp: 10_000, forMs: DAY_MS })
    }
  }
}

function planOffice(frame: PlanFrame, random: Random, day: number): void {
  const { shape, startsAt, plot } = frame
  const when = (): number => instantOf(frame, random, day)
  for (let i = 0; i < shape.members; i += 1) {
    const value = pointsOf(random, random.int(shape.members))
    const amount = random.between(10, 300)
    const issued = plot(when(), {
      kind: 'issue',
      value,
      amount,
      ...endingLot(random, startsAt, shape.days),
    })
    if (random.chance(0.25)) {
      plot(when(), { kind: 'claw-back', of: issued, partBp: anyPart(random) })
    }
    if (random.chance(0.2)) {
      const sign = random.chance(0.6) ? -1 : 1
      const corrected = anyValue(random, shape)
      plot(when(), { kind: 'correct', value: corrected, amount: sign * random.between(1, 250) })
    }
    if (random.chance(0.1)) {
      const at = when()
      const frozen = anyValue(random, shape)
      plot(at, { kind: 'freeze', value: frozen })
      plot(at + random.between(MINUTE_MS, 8 * HOUR_MS), { kind: 'unfreeze', value: frozen })
    }
    if (random.chance(0.2)) plot(when(), { kind: 'recall', value: anyValue(random, shape) })
  }
  if (shape.coupons > 0 && random.chance(0.5)) {
    const endsAt = random.chance(0.5) ? startsAt + (day + 1) * DAY_MS : null
    plot(when(), { kind: 'issue-coupon', coupon: random.int(shape.coupons), endsAt })
  }
  if (shape.coupons > 0 && random.chance(0.15)) {
    plot(when(), { kind: 'cancel-coupon', coupon: random.int(shape.coupons) })
  }
}

function planWebShop(frame: PlanFrame, random: Random, day: number): void {
  const { shape, plot } = frame
  for (let i = 0; i < shape.members; i += 1) {
    const at = instantOf(frame, random, day)
    const spend = anySpend(random, anyValue(random, shape))
    const of = random.chance(0.3)
      ? plot(at, { kind: 'web-spend', spend })
      : plot(at, {
          kind: 'web-order',
          spend,
          ends: random.pick(['capture', 'capture', 'release', 'lapse']),
          partBp: anyPart(random),
          endsAfterMs: random.between(MINUTE_MS, 2 * HOUR_MS),
        })
    if (random.chance(0.3)) {
      plot(at + random.between(HOUR_MS, 5 * HOUR_MS), {
        kind: 'web-refund',
        of,
        partBp: anyPart(random),
      })
    }
  }
}

function planNight({ shape, startsAt, plot }: PlanFrame, random: Random, day: number): void {
  const next = startsAt + (day + 1) * DAY_MS
  // On the stroke of midnight and while stores may still be cut off.
  plot(next, { kind: 'sweep' })
  if (random.chance(0.5)) plot(next - random.int(12 * HOUR_MS), { kind: 'sweep' })
  plot(next - random.int(6 * HOUR_MS), { kind: 'forfeit', by: 'setting' })
  if (random.chance(0.4)) plot(next - random.int(12 * HOUR_MS), { kind: 'forfeit', by: 'hand' })
  if (random.chance(0.1)) {
    plot(next - random.int(3 * HOUR_MS), { kind: 'write-off', hub: random.int(shape.hubs) })
  }
  if (random.chance(0.3)) plot(next - random.int(HOUR_MS), { kind: 'rebuild' })
}
