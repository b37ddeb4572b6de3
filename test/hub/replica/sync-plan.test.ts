import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createSyncPlan, planTimings, type SyncPlan } from '#hub/replica/sync-plan.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** When the syncs of a plan began, in ms; each ends as it is told. */
function plan(options: { readonly random?: number; readonly isClaimed?: () => boolean } = {}) {
  const begun: number[] = []
  const startedAt = performance.now()
  const made: SyncPlan = createSyncPlan({
    timings: planTimings,
    random: () => options.random ?? 0.5,
    begin() {
      begun.push(performance.now() - startedAt)
      return options.isClaimed?.() ?? true
    },
  })
  return { plan: made, begun }
}

test('an urgent poke is synced at once, those of balances once in 15 s [A3.14]', () => {
  const { plan: sync, begun } = plan()
  sync.within(0)
  vi.advanceTimersByTime(0)
  sync.ended(true)
  for (let second = 1; second <= 29; second += 1) {
    vi.advanceTimersByTime(1000)
    sync.want('balances')
    if (sync.isRunning()) sync.ended(true)
  }
  expect(begun).toEqual([0, 15_000])
  sync.want('urgent')
  vi.advanceTimersByTime(0)
  expect(begun).toEqual([0, 15_000, 29_000])
  // What was wanted during a sync may not be in it.
  sync.want('urgent')
  vi.advanceTimersByTime(0)
  sync.ended(true)
  vi.advanceTimersByTime(0)
  expect(begun).toEqual([0, 15_000, 29_000, 29_000])
  sync.stop()
})

test('without a poke a hub asks every 60 s, each up to 20 s sooner or later [A3.14]', () => {
  for (const [random, pauseMs] of [
    [0, 40_000],
    [0.5, 60_000],
    [1, 80_000],
  ] as const) {
    const { plan: sync, begun } = plan({ random })
    sync.within(0)
    for (let second = 0; second <= 200; second += 1) {
      if (sync.isRunning()) sync.ended(true)
      vi.advanceTimersByTime(1000)
    }
    sync.stop()
    expect(begun.length).toBeGreaterThan(2)
    const pauses = begun.slice(1).map((at, i) => at - (begun[i] ?? 0))
    for (const pause of pauses) expect(Math.abs(pause - pauseMs)).toBeLessThanOrEqual(1000)
  }
})

test('a sync that fails is tried again after 1 s, then after twice as long, once a minute at last', () => {
  const { plan: sync, begun } = plan()
  sync.within(0)
  for (let second = 0; second < 400; second += 1) {
    vi.advanceTimersByTime(second === 0 ? 0 : 1000)
    if (sync.isRunning()) sync.ended(false)
  }
  sync.stop()
  const pauses = begun.slice(1).map((at, i) => (at - (begun[i] ?? 0)) / 1000)
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60])
})
