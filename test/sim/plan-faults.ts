import { type Direction, type Fault, slots } from './op.ts'
import { instantOf, type PlanFrame } from './plan-frame.ts'
import type { Random } from './random.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './virtual-day.ts'

/** Faults a store and day at faultiness 1. */
const MOST_FAULTS = 30

/** What breaks. At faultiness 0 nothing does. */
export function planFaults(frame: PlanFrame): void {
  const { shape, plot } = frame
  for (let day = 0; day < shape.days; day += 1) {
    for (let hub = 0; hub < shape.hubs; hub += 1) {
      const random = frame.random.fork(day * 1_000 + hub)
      const faults = countOf(random, MOST_FAULTS * shape.faultiness)
      for (let i = 0; i < faults; i += 1) {
        const fault = hubFault(random, hub, shape.tills)
        plot(instantOf(frame, random, day), fault)
        follow(frame, random, day, fault)
      }
    }
    const random = frame.random.fork(`cloud ${day}`)
    const faults = countOf(random, 6 * shape.faultiness)
    for (let i = 0; i < faults; i += 1) {
      const fault = cloudFault(random)
      plot(instantOf(frame, random, day), fault)
      if (fault.kind === 'restore-backup') {
        const hub = random.int(shape.hubs)
        plot(instantOf(frame, random, day), { kind: 'override-recovery', hub })
      }
    }
  }
}

/** A count whose mean is `mean`. */
function countOf(random: Random, mean: number): number {
  return Math.floor(2 * mean * random.float() + random.float())
}

/** What people do about it, sooner or later. */
function follow(frame: PlanFrame, random: Random, day: number, fault: Fault): void {
  const { plot } = frame
  if (fault.kind === 'poison' && random.chance(0.8)) {
    plot(instantOf(frame, random, day) + random.int(DAY_MS), { kind: 'repair', hub: fault.hub })
  }
  if (fault.kind === 'take-image' && random.chance(0.5)) {
    const at = instantOf(frame, random, day) + random.int(DAY_MS)
    const { hub, slot } = fault
    plot(at, { kind: 'restore-image', hub, slot, downMs: random.int(HOUR_MS) })
  }
}

function hubFault(random: Random, hub: number, tills: number): Fault {
  const dice = random.int(100)
  if (dice < 26) return anyCut(random, hub)
  if (dice < 32) return tillCut(random, hub, tills)
  if (dice < 40) return anyStorm(random, hub)
  if (dice < 52) return { kind: 'crash', hub, afterSteps: random.int(60), downMs: outage(random) }
  if (dice < 62) {
    const clock = random.pick(['right', 'last-value', '1970'] as const)
    return { kind: 'power-cut', hub, afterSteps: random.int(60), downMs: outage(random), clock }
  }
  if (dice < 67) return { kind: 'suspend', hub, forMs: outage(random) }
  if (dice < 72) return { kind: 'clock-jump', hub, byMs: anyJump(random) }
  if (dice < 76) return { kind: 'drift', hub, ppm: random.between(-400, 400) }
  if (dice < 83) return { kind: 'take-image', hub, slot: random.pick(slots) }
  if (dice < 86) {
    return { kind: 'restore-image', hub, slot: random.pick(slots), downMs: random.int(HOUR_MS) }
  }
  if (dice < 89) {
    const moved = Array.from({ length: tills }, (_, till) => till).filter(() => random.chance(0.5))
    return { kind: 'clone-box', hub, tills: moved, forMs: span(random) }
  }
  if (dice < 91) return { kind: 'replace-box', hub, downMs: random.between(MINUTE_MS, HOUR_MS) }
  if (dice < 95) return { kind: 'poison', hub }
  if (dice < 97) return { kind: 'newer-contract', hub, forMs: span(random) }
  return { kind: 'hasty-till', hub, till: random.int(tills), forMs: span(random) }
}

function cloudFault(random: Random): Fault {
  const dice = random.int(10)
  if (dice < 4) return { kind: 'cloud-crash', afterSteps: random.int(60), downMs: outage(random) }
  if (dice < 6) return { kind: 'cloud-clock-jump', byMs: cloudJump(random) }
  if (dice < 8) return { kind: 'take-backup', slot: random.pick(slots) }
  return { kind: 'restore-backup', slot: random.pick(slots), downMs: random.int(30 * MINUTE_MS) }
}

const upChannels = ['push', 'stream', 'hold', 'feed'] as const

/** Half of them cut everything; the others leave some channel or one direction alive (B1.13). */
function anyCut(random: Random, hub: number): Fault {
  const chosen = upChannels.filter(() => random.chance(0.5))
  const whole = random.chance(0.5) || chosen.length === 0
  return {
    kind: 'cut',
    hub,
    channels: whole ? upChannels : chosen,
    direction: random.chance(0.6) ? 'both' : oneWay(random),
    forMs: span(random),
  }
}

function tillCut(random: Random, hub: number, tills: number): Fault {
  const direction = random.chance(0.4) ? 'both' : oneWay(random)
  return { kind: 'cut-till', hub, till: random.int(tills), direction, forMs: outage(random) }
}

function oneWay(random: Random): Direction {
  return random.pick(['up', 'down'])
}

function anyStorm(random: Random, hub: number): Fault {
  return {
    kind: 'storm',
    hub,
    loss: random.float() * 0.5,
    duplicate: random.float() * 0.3,
    reorder: random.float() * 0.5,
    forMs: span(random),
  }
}

/** Minutes mostly, sometimes days. */
function span(random: Random): number {
  const most = random.pick([10 * MINUTE_MS, 2 * HOUR_MS, 12 * HOUR_MS, 3 * DAY_MS])
  return random.between(SECOND_MS, most)
}

function outage(random: Random): number {
  return random.between(SECOND_MS, random.pick([20 * SECOND_MS, 5 * MINUTE_MS, 2 * HOUR_MS]))
}

function anyJump(random: Random): number {
  const most = random.pick([SECOND_MS, 10 * MINUTE_MS, 5 * HOUR_MS, 400 * DAY_MS])
  return random.between(-most, most)
}

/** Servers keep time better than boxes; a jump by months would end every lot and lease at once. */
function cloudJump(random: Random): number {
  const most = random.pick([SECOND_MS, 10 * MINUTE_MS, 2 * HOUR_MS])
  return random.between(-most, most)
}
