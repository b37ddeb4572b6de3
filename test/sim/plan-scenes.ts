import type { Fault, Op, Spend, ValueRef } from './op.ts'
import type { PlanFrame } from './plan-frame.ts'
import type { Random } from './random.ts'
import { DAY_MS, dayAt, HOUR_MS, MINUTE_MS, midnight, SECOND_MS } from './virtual-day.ts'

/** One scene of a day: what it needs stands in the arguments, what it is about in its name. */
interface Stage {
  readonly frame: PlanFrame
  readonly random: Random
  /** Midnight before the day. */
  readonly day: number
  readonly hub: number
  /** Another store, where there is one. */
  readonly other: number
}

/**
 * Short stories that chance would tell too seldom, each around one rule. Chance still has its say:
 * whatever else is planned happens in between.
 */
export function planScenes(frame: PlanFrame): void {
  const { shape } = frame
  for (let day = 0; day < shape.days; day += 1) {
    const random = frame.random.fork(day)
    const scenes = shape.faultiness > 0 ? [...calmScenes, ...stormyScenes] : calmScenes
    const count = shape.faultiness > 0 ? random.between(3, 5) : 2
    for (let i = 0; i < count; i += 1) {
      const hub = random.int(shape.hubs)
      const other = shape.hubs === 1 ? hub : (hub + random.between(1, shape.hubs - 1)) % shape.hubs
      const stage = { frame, random, day: frame.startsAt + day * DAY_MS, hub, other }
      random.pick(scenes)(stage)
    }
  }
  if (shape.faultiness > 0) planLostAnswer(frame)
}

/**
 * After the last day, so that nothing else heals it, and by a chance of its own: the other scenes stay
 * as they were.
 */
function planLostAnswer(frame: PlanFrame): void {
  const { startsAt, shape } = frame
  const random = frame.random.fork('lost answer')
  if (!random.chance(0.3)) return
  const hub = random.int(shape.hubs)
  lostAnswer({ frame, random, day: startsAt + (shape.days - 1) * DAY_MS, hub, other: hub })
}

type Scene = (stage: Stage) => void

const calmScenes: readonly Scene[] = [
  frozenUnderTheOrder,
  couponForThree,
  orderGivenBackTwice,
  balanceSpentTwice,
  strangeCards,
  grantsForTheAsking,
  endsAtMidnight,
  refundedElsewhere,
]
const stormyScenes: readonly Scene[] = [
  // More can happen in it than in others.
  lostStore,
  lostStore,
  restoredCloud,
  poisonedSale,
  offlineOnTrust,
  refundedInTwoStores,
  forgottenPayment,
  answeredByBothCopies,
  sameImageTwice,
  slowCable,
  seedFileTwice,
  olderReplica,
]

/** The till and the web shop meet a freeze that their own copy does not show yet. */
function frozenUnderTheOrder(stage: Stage): void {
  const { frame, random } = stage
  const { plot } = frame
  const at = shopTime(stage)
  const value = anyHeld(stage)
  if (value.kind === 'coupon')
    plot(at, { kind: 'issue-coupon', coupon: value.coupon, endsAt: null })
  else give(stage, at, value, 200)
  const spend: Spend = { value, amount: value.kind === 'coupon' ? 1 : 20 }
  const order = { kind: 'web-order', spend, ends: 'capture', partBp: 10_000 } as const
  const freezeAt = at + 10 * MINUTE_MS
  if (random.chance(0.4)) plot(freezeAt - MINUTE_MS, { ...order, endsAfterMs: 3 * MINUTE_MS })
  plot(freezeAt, { kind: 'freeze', value })
  plot(freezeAt + random.int(20 * SECOND_MS), sale(stage, [spend]))
  plot(freezeAt + MINUTE_MS, { ...order, endsAfterMs: MINUTE_MS })
  plot(freezeAt + MINUTE_MS, { kind: 'web-spend', spend })
  plot(freezeAt + 2 * MINUTE_MS, grant(stage, value, HOUR_MS))
  plot(freezeAt + random.between(HOUR_MS, 5 * HOUR_MS), { kind: 'unfreeze', value })
}

/** One coupon is wanted by a hub, an order and HQ. */
function couponForThree(stage: Stage): void {
  const { frame, random } = stage
  const { plot, shape } = frame
  if (shape.coupons === 0) return
  const at = shopTime(stage)
  const coupon = random.int(shape.coupons)
  const value = { kind: 'coupon', coupon } as const
  const spend: Spend = { value, amount: 1 }
  plot(at, { kind: 'issue-coupon', coupon, endsAt: null })
  const ends = random.pick(['capture', 'release'] as const)
  // Some shops end what they held after it has lapsed.
  const lateMs = coupon % 4 === 0 ? 0 : 150 * MINUTE_MS
  const held = { partBp: 10_000, endsAfterMs: MINUTE_MS, lateMs }
  const order = { kind: 'web-order', spend, ends, ...held } as const
  if (random.chance(0.5)) plot(at + MINUTE_MS, order)
  plot(at + 4 * MINUTE_MS, grant(stage, value, HOUR_MS))
  plot(at + 5 * MINUTE_MS, { kind: 'cancel-coupon', coupon })
  if (random.chance(0.5)) plot(at + 6 * MINUTE_MS, sale(stage, [spend]))
  else plot(at + 6 * MINUTE_MS, { kind: 'web-spend', spend })
}

/** The web shop gives the same order back twice. */
function orderGivenBackTwice(stage: Stage): void {
  const { frame } = stage
  const at = shopTime(stage)
  const value = { kind: 'points', programme: 'online-only', member: anyMember(stage) } as const
  give(stage, at, value, 200)
  const of = frame.plot(at + MINUTE_MS, { kind: 'web-spend', spend: { value, amount: 90 } })
  frame.plot(at + HOUR_MS, { kind: 'web-refund', of, partBp: 10_000 })
  frame.plot(at + 2 * HOUR_MS, { kind: 'web-refund', of, partBp: 5_000 })
}

/** Two stores spend the balance that both have loaded; then HQ wants back what it gave. */
function balanceSpentTwice(stage: Stage): void {
  const { frame, random, other } = stage
  const at = shopTime(stage)
  const value = { kind: 'points', programme: 'local-balance', member: anyMember(stage) } as const
  const given = give(stage, at, value, 150)
  const spend: Spend = { value, amount: random.between(90, 150) }
  frame.plot(at + 30 * MINUTE_MS, sale(stage, [spend]))
  frame.plot(at + 31 * MINUTE_MS, sale({ ...stage, hub: other }, [spend]))
  frame.plot(at + random.between(HOUR_MS, 3 * HOUR_MS), {
    kind: 'claw-back',
    of: given,
    partBp: 10_000,
  })
  frame.plot(at + 4 * HOUR_MS, { kind: 'correct', value, amount: -5_000 })
}

/** A card that nobody has issued. */
function strangeCards(stage: Stage): void {
  const { frame } = stage
  const value = { kind: 'gift-card', card: frame.shape.cards } as const
  frame.plot(shopTime(stage), sale(stage, [{ value, amount: 10 }]))
}

/** Leases of accounts that owe, and of those that have little. */
function grantsForTheAsking(stage: Stage): void {
  const { frame, random } = stage
  const at = shopTime(stage)
  const value = { kind: 'points', programme: 'leased', member: anyMember(stage) } as const
  const given = give(stage, at, value, 300)
  const spend: Spend = { value, amount: random.between(100, 400) }
  frame.plot(at + MINUTE_MS, grant(stage, value, 5 * HOUR_MS))
  frame.plot(at + 2 * MINUTE_MS, { kind: 'web-spend', spend })
  frame.plot(at + 5 * MINUTE_MS, { kind: 'claw-back', of: given, partBp: 10_000 })
  frame.plot(at + 6 * MINUTE_MS, { kind: 'correct', value, amount: -random.between(200, 900) })
  frame.plot(at + 7 * MINUTE_MS, grant(stage, value, HOUR_MS))
  frame.plot(at, grant(stage, { ...value, programme: 'online-only' }, HOUR_MS))
}

/** A standing lease of a lot whose last day is today, spent before and after the stroke. */
function endsAtMidnight(stage: Stage): void {
  const { frame, random, day, other } = stage
  const { plot, shape } = frame
  const night = day + DAY_MS
  const value = { kind: 'points', programme: 'leased', member: anyMember(stage) } as const
  const lastDay = dayAt(day)
  const [year = 0, month = 0, date = 0] = lastDay.split('-').map(Number)
  // The same date a year ago; in a leap year the 28th leads to the 28th only.
  if (month === 2 && date === 29) return
  const earnedAt = midnight(`${year - 1}-${two(month)}-${two(date)}`) + 10 * HOUR_MS
  plot(night - 6 * HOUR_MS, { kind: 'correct', value, amount: -400 })
  plot(night - 5 * HOUR_MS, { kind: 'issue', value, amount: 900, earnedAt, months: 12 })
  plot(night - 4 * HOUR_MS, grant(stage, value, 16 * HOUR_MS))
  if (shape.faultiness > 0 && random.chance(0.5))
    plot(night - 2 * HOUR_MS, { ...cut(stage), forMs: 5 * HOUR_MS })
  const spend: Spend = { value, amount: random.between(5, 60) }
  for (const at of [night - 10 * MINUTE_MS, night - SECOND_MS, night + MINUTE_MS]) {
    plot(at, { ...sale(stage, [spend]), payAfterMs: random.between(500, 3 * SECOND_MS) })
  }
  // Without a lease, another store asks for a hold of the same lot.
  plot(night - 12 * MINUTE_MS, sale({ ...stage, hub: other }, [spend]))
  plot(night - 2 * MINUTE_MS, sale({ ...stage, hub: other }, [spend]))
}

/** Online, the cloud gives another store the right that it has asked back. */
function refundedElsewhere(stage: Stage): void {
  const { frame, random, other } = stage
  const at = shopTime(stage)
  const value = { kind: 'points', programme: 'leased', member: anyMember(stage) } as const
  const of = frame.plot(at, sale(stage, [{ value, amount: random.between(1, 40) }]))
  const refund = { kind: 'refund', hub: other, till: anyTill(stage), of } as const
  const pays = random.pick(['cash', 'store-credit'] as const)
  frame.plot(at + 20 * MINUTE_MS, { ...refund, partBp: 3_000, pays })
  frame.plot(at + 40 * MINUTE_MS, { ...refund, partBp: 4_000, pays })
  frame.plot(at + 60 * MINUTE_MS, { ...refund, partBp: 9_000, pays })
  frame.plot(at + 61 * MINUTE_MS, { ...refund, hub: stage.hub, partBp: 2_000, pays })
}

/** Leases run out in a store that nobody hears; HQ asks, makes good, and may give up waiting. */
function lostStore(stage: Stage): void {
  const { frame, random, hub } = stage
  const { plot } = frame
  const at = shopTime(stage)
  const away = random.between(4 * HOUR_MS, 20 * HOUR_MS)
  for (let i = 0; i < 3; i += 1) {
    const value = { kind: 'points', programme: 'leased', member: anyMember(stage) } as const
    give(stage, at - 30 * MINUTE_MS, value, 200)
    plot(at - 20 * MINUTE_MS, grant(stage, value, random.between(2 * HOUR_MS, 3 * HOUR_MS)))
    const spend: Spend = { value, amount: random.between(5, 80) }
    const of = plot(at + random.between(-10, 30) * MINUTE_MS, sale(stage, [spend]))
    if (random.chance(0.9)) {
      const refund = { kind: 'refund', hub, till: anyTill(stage), of, pays: 'cash' } as const
      const when = at + random.between(35, random.pick([80, 300])) * MINUTE_MS
      plot(when, { ...refund, partBp: 5_000 })
    }
    if (random.chance(0.5)) plot(at + random.int(HOUR_MS), { kind: 'recall', value })
  }
  plot(at, { ...cut(stage), forMs: away })
  const by = random.pick(['hand', 'setting'] as const)
  plot(at + random.between(Math.min(away, 3 * HOUR_MS), away), { kind: 'forfeit', by })
  if (random.chance(0.6)) plot(at + away - MINUTE_MS, { kind: 'write-off', hub })
}

/** What the cloud promised after the backup it has forgotten; what it promised before, it repeats. */
function restoredCloud(stage: Stage): void {
  const { frame, random, hub, other } = stage
  const { plot } = frame
  const at = shopTime(stage)
  const slot = 2
  // Acknowledgements are lost, so that grants are said again.
  if (random.chance(0.6)) {
    const forMs = random.between(30 * MINUTE_MS, 2 * HOUR_MS)
    plot(at - 5 * MINUTE_MS, { kind: 'cut', hub, channels: ['stream'], direction: 'up', forMs })
  }
  const members = [0, 1, 2].map(() => anyMember(stage))
  const points = (member: number) => ({ kind: 'points', programme: 'leased', member }) as const
  const busy = (from: number) => {
    for (const member of members) {
      const value = points(member)
      give(stage, from, value, 100)
      plot(from + random.int(5 * MINUTE_MS), grant(stage, value, random.between(1, 6) * HOUR_MS))
      const spend: Spend = { value, amount: random.between(5, 120) }
      const till = random.chance(0.7) ? stage : { ...stage, hub: other }
      plot(from + random.int(8 * MINUTE_MS), sale(till, [spend]))
    }
  }
  busy(at)
  for (const member of members) {
    if (random.chance(0.5)) plot(at + 8 * MINUTE_MS, { kind: 'recall', value: points(member) })
  }
  plot(at + 9 * MINUTE_MS, { kind: 'take-backup', slot })
  busy(at + 10 * MINUTE_MS)
  const restoredAt = at + 20 * MINUTE_MS
  if (random.chance(0.5)) {
    const forMs = random.between(10 * MINUTE_MS, 3 * HOUR_MS)
    plot(restoredAt - SECOND_MS, { ...cut({ ...stage, hub: other }), forMs })
  }
  plot(restoredAt, { kind: 'restore-backup', slot, downMs: random.int(MINUTE_MS) })
  busy(restoredAt + 30 * SECOND_MS)
  plot(restoredAt + 2 * MINUTE_MS, {
    kind: 'web-spend',
    spend: { value: points(members[0] ?? 0), amount: 10 },
  })
  if (random.chance(0.4)) {
    plot(restoredAt + random.between(MINUTE_MS, HOUR_MS), {
      kind: 'override-recovery',
      hub: other,
    })
  }
}

/** A sale steps aside, its refunds wait behind it, the shift closes without them. */
function poisonedSale(stage: Stage): void {
  const { frame, random, day, hub } = stage
  const at = shopTime(stage)
  frame.plot(at, { kind: 'poison', hub })
  const till = anyTill(stage)
  const of = frame.plot(at + SECOND_MS, { ...sale(stage, []), till })
  const refund = { kind: 'refund', hub, till, of, partBp: 4_000, pays: 'cash' } as const
  frame.plot(at + 2 * MINUTE_MS, refund)
  frame.plot(at + 5 * MINUTE_MS, refund)
  const soon = at + random.between(10 * MINUTE_MS, HOUR_MS)
  const late = day + random.between(22 * HOUR_MS, 23 * HOUR_MS)
  frame.plot(random.pick([soon, late]), { kind: 'repair', hub })
}

/** Nobody has a lease here: what is given on trust ends at one cap or another. */
function offlineOnTrust(stage: Stage): void {
  const { frame, random } = stage
  const at = shopTime(stage)
  frame.plot(at, { ...cut(stage), forMs: 3 * HOUR_MS })
  for (let i = 0; i < 8; i += 1) {
    const member = i % frame.shape.members
    const value = { kind: 'points', programme: 'leased', member } as const
    frame.plot(at - HOUR_MS, { kind: 'recall', value })
    const amount = random.between(20, 49)
    const when = at + MINUTE_MS + random.int(HOUR_MS)
    const of = frame.plot(when, { ...sale(stage, [{ value, amount }]), total: 2_500 })
    const refund = { kind: 'refund', hub: stage.other, till: anyTill(stage), of } as const
    if (i < 4) frame.plot(when + 70 * MINUTE_MS, { ...refund, partBp: 7_000, pays: 'cash' })
  }
  frame.plot(at, { ...cut({ ...stage, hub: stage.other }), forMs: 4 * HOUR_MS })
}

/** Both stores are cut off and pay the same receipt back (B5). */
function refundedInTwoStores(stage: Stage): void {
  const { frame, random, hub, other } = stage
  const at = shopTime(stage)
  const value = { kind: 'points', programme: 'leased', member: anyMember(stage) } as const
  const total = random.between(500, 1_900)
  const spends = [{ value, amount: random.between(1, 40) }]
  const of = frame.plot(at, { ...sale(stage, spends), total })
  frame.plot(at + 10 * MINUTE_MS, { ...cut(stage), forMs: 2 * HOUR_MS })
  frame.plot(at + 10 * MINUTE_MS, { ...cut({ ...stage, hub: other }), forMs: 2 * HOUR_MS })
  for (const [where, wait] of [
    [hub, 12],
    [other, 13],
    [other, 30],
    [hub, 150],
  ] as const) {
    const pays = random.pick(['cash', 'cash', 'store-credit'] as const)
    const partBp = random.pick([10_000, 6_000, 4_000])
    const refund = { kind: 'refund', hub: where, till: anyTill(stage), of, partBp, pays } as const
    frame.plot(at + wait * MINUTE_MS, refund)
  }
}

/** The till gives up, and its hub never hears it. */
function forgottenPayment(stage: Stage): void {
  const { frame, hub } = stage
  const till = anyTill(stage)
  const value = { kind: 'points', programme: 'leased', member: anyMember(stage) } as const
  const at = shopTime(stage)
  const spends = [{ value, amount: 5 }]
  give(stage, at - HOUR_MS, value, 100)
  frame.plot(at, {
    ...sale(stage, spends),
    kind: 'cancelled-payment',
    till,
    payAfterMs: 40 * SECOND_MS,
  })
  const cable = { kind: 'cut-till', hub, till, direction: 'up', forMs: 2 * MINUTE_MS } as const
  frame.plot(at + 20 * SECOND_MS, cable)
}

/** A refund is saved by a copy of the disk, and by the first box once the copy is gone. */
function answeredByBothCopies(stage: Stage): void {
  const { frame, random, hub } = stage
  const { plot, shape } = frame
  const at = shopTime(stage)
  const till = anyTill(stage)
  const value = { kind: 'points', programme: 'leased', member: anyMember(stage) } as const
  const spends = [{ value, amount: random.between(1, 40) }]
  const earns = { programme: 'leased' } as const
  const of = plot(at, { ...sale(stage, spends), till, total: 9_000, earns })
  const ends = at + 50 * MINUTE_MS
  const tills = Array.from({ length: shape.tills }, (_, i) => i)
  // Off the line, the first box learns nothing of the copy but what the tills tell.
  plot(at + 9 * MINUTE_MS, { ...cut(stage), forMs: 2 * HOUR_MS })
  plot(at + 10 * MINUTE_MS, { kind: 'clone-box', hub, tills, forMs: 40 * MINUTE_MS })
  plot(at + 30 * MINUTE_MS, { ...sale(stage, []), till })
  const cable = { kind: 'cut-till', hub, till, direction: 'down', forMs: MINUTE_MS } as const
  plot(ends - 10 * SECOND_MS, cable)
  const pays = 'store-credit'
  plot(ends - 8 * SECOND_MS, { kind: 'refund', hub, till, of, partBp: 5_000, pays })
  plot(ends + 5 * MINUTE_MS, { ...sale(stage, spends), till })
}

/** A lease is acknowledged, and its disk dies before the books hear of it; an older copy comes back. */
function lostAnswer(stage: Stage): void {
  const { frame, random, hub } = stage
  const { plot } = frame
  // Once the store is closed no till sees what the disk held at last.
  const at = stage.day + random.between(22 * HOUR_MS, 23 * HOUR_MS)
  const slot = 0
  const value = { kind: 'points', programme: 'leased', member: anyMember(stage) } as const
  give(stage, at - 20 * MINUTE_MS, value, 300)
  plot(at, { ...cut(stage), channels: ['push'] })
  plot(at + SECOND_MS, { kind: 'take-image', hub, slot })
  plot(at + 2 * SECOND_MS, grant(stage, value, 5 * HOUR_MS))
  plot(at + MINUTE_MS, { kind: 'restore-image', hub, slot, downMs: SECOND_MS })
}

/** Offline, the same old image is brought back twice: its provisional numbers repeat. */
function sameImageTwice(stage: Stage): void {
  const { frame, random, hub } = stage
  const { plot } = frame
  const at = shopTime(stage)
  const slot = 1
  const till = anyTill(stage)
  const value = { kind: 'points', programme: 'leased', member: anyMember(stage) } as const
  const spend: Spend = { value, amount: random.between(5, 50) }
  const sell = (from: number) => {
    for (let i = 0; i < 3; i += 1) {
      plot(from + i * 30 * SECOND_MS, { ...sale(stage, random.chance(0.5) ? [spend] : []), till })
    }
  }
  give(stage, at - 20 * MINUTE_MS, value, 300)
  plot(at - 10 * MINUTE_MS, grant(stage, value, 5 * HOUR_MS))
  plot(at, { kind: 'take-image', hub, slot })
  sell(at + MINUTE_MS)
  plot(at + 5 * MINUTE_MS, { ...cut(stage), forMs: 50 * MINUTE_MS })
  for (const wait of [6, 20]) {
    plot(at + wait * MINUTE_MS, { kind: 'restore-image', hub, slot, downMs: SECOND_MS })
    // The line of the new box is another one.
    plot(at + wait * MINUTE_MS + 100, { ...cut(stage), forMs: 30 * MINUTE_MS })
    sell(at + (wait + 2) * MINUTE_MS)
  }
}

/** What the till asked comes so late that it has gone on for money; the hold comes later still. */
function slowCable(stage: Stage): void {
  const { frame, hub } = stage
  const at = shopTime(stage)
  const bad = { loss: 0.05, duplicate: 0.3, reorder: 0.6, forMs: 10 * MINUTE_MS }
  frame.plot(at - SECOND_MS, { kind: 'storm', hub, ...bad })
  for (let i = 0; i < 12; i += 1) {
    const value = { kind: 'points', programme: 'online-only', member: anyMember(stage) } as const
    if (i === 0) give(stage, at - 30 * MINUTE_MS, value, 200)
    const one = { ...sale(stage, [{ value, amount: 5 }]), payAfterMs: 0 }
    frame.plot(at + i * 40 * SECOND_MS, i % 2 === 0 ? one : { ...one, kind: 'cancelled-payment' })
  }
}

/** Somebody starts a second box from the papers of the first. */
function seedFileTwice(stage: Stage): void {
  const { frame, random, hub } = stage
  const forMs = random.between(MINUTE_MS, HOUR_MS)
  frame.plot(shopTime(stage), { kind: 'seed-file-twice', hub, forMs })
}

/** The replica is lost, and what comes instead is some cuts old. */
function olderReplica(stage: Stage): void {
  const { frame, random, hub } = stage
  const at = shopTime(stage)
  const value = { kind: 'points', programme: 'local-balance', member: anyMember(stage) } as const
  give(stage, at - HOUR_MS, value, 100)
  for (let i = 0; i < 3; i += 1) {
    const spend: Spend = { value, amount: random.between(1, 15) }
    frame.plot(at + i * 10 * MINUTE_MS, sale(stage, [spend]))
  }
  const cutsBack = random.between(1, 6)
  frame.plot(at + 45 * MINUTE_MS, { kind: 'rebuild-replica', hub, cutsBack })
}

// --- stage hands ----------------------------------------------------------------------------------

function shopTime({ random, day }: Stage): number {
  return day + random.between(10 * HOUR_MS, 16 * HOUR_MS)
}

function anyTill({ frame, random }: Stage): number {
  return random.int(frame.shape.tills)
}

function anyMember({ frame, random }: Stage): number {
  return random.int(frame.shape.members)
}

function anyHeld(stage: Stage): ValueRef {
  const { frame, random } = stage
  if (frame.shape.coupons > 0 && random.chance(0.75)) {
    return { kind: 'coupon', coupon: random.int(frame.shape.coupons) }
  }
  const programme = random.pick(['leased', 'leased', 'online-only'] as const)
  return { kind: 'points', programme, member: anyMember(stage) }
}

function give({ frame }: Stage, at: number, value: ValueRef, amount: number): number {
  return frame.plot(at, { kind: 'issue', value, amount, earnedAt: at, months: null })
}

function grant({ hub }: Stage, value: ValueRef, forMs: number): Op {
  return { kind: 'grant', hub, value, shareBp: 5_000, forMs }
}

function cut({ hub }: Stage): Extract<Fault, { kind: 'cut' }> {
  const channels = ['push', 'stream', 'hold', 'feed'] as const
  return { kind: 'cut', hub, channels, direction: 'both', forMs: HOUR_MS }
}

function sale(stage: Stage, spends: readonly Spend[]): Extract<Op, { kind: 'sale' }> {
  const first = spends[0]?.value
  return {
    kind: 'sale',
    hub: stage.hub,
    till: anyTill(stage),
    member: first !== undefined && 'member' in first ? first.member : null,
    total: stage.random.between(500, 5_000),
    spends,
    earns: null,
    earnsForMonths: null,
    payAfterMs: stage.random.between(500, 5 * SECOND_MS),
  }
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
