import type { Op } from './op.ts'
import type { Random } from './random.ts'
import type { Shape } from './shape.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from './virtual-day.ts'

/** Adds one operation; returns the number that names it. */
export type Plot = (at: number, op: Op) => number

export interface PlanFrame {
  readonly shape: Shape
  /** Midnight of day 1. */
  readonly startsAt: number
  readonly plot: Plot
  readonly random: Random
}

const OPENS_MS = 9 * HOUR_MS
const CLOSES_MS = 21 * HOUR_MS

/** An instant of day `day` (0 = the first): mostly while the stores are open, now and then on the edge of midnight. */
export function instantOf(frame: PlanFrame, random: Random, day: number): number {
  const begins = frame.startsAt + day * DAY_MS
  if (!random.chance(0.04)) return begins + random.between(OPENS_MS, CLOSES_MS)
  return begins + random.pick([0, 1, DAY_MS - 1, DAY_MS - 1_000])
}

export function openingOf(frame: PlanFrame, day: number): number {
  return frame.startsAt + day * DAY_MS + OPENS_MS - 5 * MINUTE_MS
}

export function closingOf(frame: PlanFrame, day: number): number {
  return frame.startsAt + day * DAY_MS + CLOSES_MS + 5 * MINUTE_MS
}
