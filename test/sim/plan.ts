import type { PlannedOp } from './op.ts'
import { planEncounters } from './plan-encounters.ts'
import { planFaults } from './plan-faults.ts'
import type { Plot } from './plan-frame.ts'
import { planHq } from './plan-hq.ts'
import { planNextOrders } from './plan-next-orders.ts'
import { planScenes } from './plan-scenes.ts'
import { planTrade } from './plan-trade.ts'
import { planVouchers } from './plan-vouchers.ts'
import { createRandom } from './random.ts'
import type { Shape } from './shape.ts'
import { DAY_MS, midnight } from './virtual-day.ts'

/** Everything that a run is made of; the same plan under the same rules is the same run. */
export interface Plan {
  readonly seed: number
  readonly shape: Shape
  /** Midnight of day 1 in the stores. */
  readonly startsAt: number
  /** Midnight after the last day: from here on nothing goes wrong any more, and all comes to rest. */
  readonly endsAt: number
  /** In order of time, then of `n`. */
  readonly ops: readonly PlannedOp[]
}

/** First days of a run: those around which calendars go wrong, and an ordinary one. */
const firstDays = [
  '2023-01-30',
  '2023-02-27',
  '2023-12-30',
  '2024-01-30',
  '2024-02-27',
  '2024-03-30',
  '2024-05-14',
  '2025-10-30',
] as const

export function makePlan(seed: number, shape: Shape): Plan {
  const random = createRandom(seed).fork('plan')
  const startsAt = midnight(random.fork('first day').pick(firstDays))
  const endsAt = startsAt + shape.days * DAY_MS
  const ops: PlannedOp[] = []
  const plot: Plot = (at, op) => {
    const n = ops.length
    ops.push({ n, at: Math.floor(at), op })
    return n
  }
  const frame = { shape, startsAt, plot }
  planHq({ ...frame, random: random.fork('hq') })
  planTrade({ ...frame, random: random.fork('trade') })
  planFaults({ ...frame, random: random.fork('faults') })
  planEncounters({ ...frame, random: random.fork('encounters') })
  planScenes({ ...frame, random: random.fork('scenes') })
  planVouchers({ ...frame, random: random.fork('vouchers') })
  planNextOrders({ ...frame, random: random.fork('next orders') })
  ops.sort((a, b) => a.at - b.at || a.n - b.n)
  return { seed, shape, startsAt, endsAt, ops }
}
