import type { Op, PlannedOp } from './op.ts'
import type { Plan } from './plan.ts'
import { DAY_MS, dayOf } from './virtual-day.ts'

/**
 * A small plan that still fails, found by leaving operations out and rounding what is left.
 * `budget`: how often `fails` may be asked. What it answers for one plan must not change.
 * `enough`: a plan of so few operations need not become smaller.
 */
export function shrink(
  plan: Plan,
  fails: (plan: Plan) => boolean,
  budget: number,
  enough = 0,
): Plan {
  let left = budget
  let best = plan

  /** Whether this plan fails too; then it is the best one. */
  function take(candidate: Plan): boolean {
    if (left <= 0) return false
    left -= 1
    if (!fails(candidate)) return false
    best = candidate
    if (best.ops.length <= enough) left = 0
    return true
  }

  shortenEnd()
  // At once, since idle days and boxes cost time in every run that follows.
  dropIdle()
  dropAlike()
  dropIdle()
  for (;;) {
    const before = best
    dropOps()
    dropIdle()
    roundNumbers()
    if (best === before || left <= 0) return best
  }

  /** By bisection: most of what was planned after the failure is left out in a few runs. */
  function shortenEnd(): void {
    const ops = best.ops
    let passes = 0
    let failing = ops.length
    while (failing - passes > 1 && left > 0) {
      const middle = (passes + failing) >> 1
      if (take({ ...plan, ops: ops.slice(0, middle) })) failing = middle
      else passes = middle
    }
  }

  /** Most stories need few kinds of operations, and few stores: whole kinds go in a single run. */
  function dropAlike(): void {
    for (const groupOf of [kindOf, hubOf]) {
      const sizes = new Map<string, number>()
      for (const { op } of best.ops) sizes.set(groupOf(op), (sizes.get(groupOf(op)) ?? 0) + 1)
      const biggestFirst = [...sizes].toSorted(([, a], [, b]) => b - a)
      for (const [group] of biggestFirst) {
        const ops = best.ops.filter(({ op }) => groupOf(op) !== group)
        take({ ...best, ops })
      }
    }
  }

  /** Delta debugging (Zeller): leaves out ever smaller parts until no single one can be missed. */
  function dropOps(): void {
    let size = Math.ceil(best.ops.length / 2)
    while (size >= 1 && left > 0) {
      let dropped = false
      for (let from = best.ops.length - size; from > -size && left > 0; from -= size) {
        const start = Math.max(0, from)
        const ops = [...best.ops.slice(0, start), ...best.ops.slice(from + size)]
        if (ops.length < best.ops.length && take({ ...best, ops })) dropped = true
      }
      if (!dropped || size > 1) size = size === 1 ? 0 : Math.floor(size / 2)
    }
  }

  /** Boxes and days that nothing is planned for only make the story longer. */
  function dropIdle(): void {
    const { hubs, tills, days } = best.shape
    const mostHub = Math.max(0, ...best.ops.map(({ op }) => ('hub' in op ? op.hub : 0)))
    const mostTill = Math.max(0, ...best.ops.map(({ op }) => mostTillOf(op)))
    if (mostHub + 1 < hubs) take({ ...best, shape: { ...best.shape, hubs: mostHub + 1 } })
    if (mostTill + 1 < tills) take({ ...best, shape: { ...best.shape, tills: mostTill + 1 } })
    const lastDay = dayOf(best.startsAt, best.ops.at(-1)?.at ?? best.startsAt)
    if (lastDay < days) {
      const endsAt = Math.min(best.endsAt, best.startsAt + lastDay * DAY_MS)
      take({ ...best, endsAt, shape: { ...best.shape, days: lastDay } })
    }
  }

  function roundNumbers(): void {
    for (let i = 0; i < best.ops.length; i += 1) {
      for (const change of rounder(best.ops[i] as PlannedOp)) {
        take({ ...best, ops: best.ops.with(i, change) })
      }
    }
  }
}

function kindOf({ kind }: Op): string {
  return kind
}

function hubOf(op: Op): string {
  return 'hub' in op ? String(op.hub) : ''
}

function mostTillOf(op: Op): number {
  if ('till' in op) return op.till
  return 'tills' in op ? Math.max(0, ...op.tills) : 0
}

/** The same operation with one number rounder, for each number that may be. */
function* rounder(planned: PlannedOp): Generator<PlannedOp> {
  const { op } = planned
  for (const [key, value] of Object.entries(op)) {
    if (typeof value !== 'number' || names.has(key)) continue
    const round = rounded(value)
    if (round !== value) yield { ...planned, op: { ...op, [key]: round } }
  }
  if ('spends' in op && op.spends.length > 0) yield { ...planned, op: { ...op, spends: [] } }
  if ('earns' in op && op.earns !== null) yield { ...planned, op: { ...op, earns: null } }
}

/** Numbers that name something, and instants: rounding them would make another story. */
const names: ReadonlySet<string> = new Set([
  'hub',
  'till',
  'of',
  'slot',
  'member',
  'card',
  'coupon',
  'couponOf',
  'earnedAt',
  'endsAt',
])

/** The nearest number with a single digit other than 0. */
function rounded(value: number): number {
  if (value === 0) return 0
  const unit = 10 ** Math.floor(Math.log10(Math.abs(value)))
  return Math.round(Math.round(value / unit) * unit)
}
