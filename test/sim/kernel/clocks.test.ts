import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BoxClock, createBoxClock, createCloudClock } from '../clocks.ts'
import { DAY_MS, HOUR_MS, midnight } from '../virtual-day.ts'

const START = midnight('2024-01-30')

interface Bench {
  readonly clock: BoxClock
  readonly pass: (ms: number) => void
}

function openBench(driftPpm = 0, wallOffsetMs = 0): Bench {
  let now = START
  const clock = createBoxClock({ now: () => now, box: 'store A', driftPpm, wallOffsetMs })
  return {
    clock,
    pass: (ms) => {
      now += ms
    },
  }
}

test('uptime stays within 400 ppm of the truth, however the drift changes', () => {
  const change = fc.record({
    ppm: fc.integer({ min: -400, max: 400 }),
    ms: fc.integer({ min: 0, max: 3 * DAY_MS }),
  })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
      const { clock, pass } = openBench()
      let truth = 0
      let before = 0
      for (const { ppm, ms } of changes) {
        clock.setDrift(ppm)
        pass(ms)
        truth += ms
        expect(clock.uptime()).toBeGreaterThanOrEqual(before)
        before = clock.uptime()
        expect(Math.abs(before - truth)).toBeLessThanOrEqual(truth * 0.0004 + 1)
      }
    }),
  )
})

test('no quartz drifts by more than 400 ppm', () => {
  expect(() => openBench().clock.setDrift(401)).toThrow(RangeError)
  expect(() => openBench(-500)).toThrow(RangeError)
})

test('uptime counts suspended time, the monotonic clock does not [B1.2]', () => {
  const { clock, pass } = openBench()
  pass(1_000)
  clock.suspend()
  pass(HOUR_MS)
  expect(clock.monotonic()).toBe(1_000)
  clock.resume()
  pass(500)
  expect([clock.uptime(), clock.monotonic()]).toEqual([HOUR_MS + 1_500, 1_500])
  expect(clock.wall()).toBe(START + HOUR_MS + 1_500)
})

test('each boot has an id of its own and begins at uptime 0', () => {
  const { clock, pass } = openBench(300)
  const first = clock.bootId()
  pass(DAY_MS)
  clock.boot('right')
  expect(clock.bootId()).not.toBe(first)
  expect([clock.uptime(), clock.monotonic()]).toEqual([0, 0])
})

test('a box without a battery wakes up where it stopped, or in 1970', () => {
  const { clock, pass } = openBench(0, 5_000)
  pass(HOUR_MS)
  clock.powerOff()
  pass(DAY_MS)
  clock.boot('last-value')
  expect(clock.wall()).toBe(START + HOUR_MS + 5_000)
  pass(1_000)
  clock.boot('1970')
  expect(clock.wall()).toBe(0)
  pass(1_000)
  expect(clock.wall()).toBe(1_000)
  clock.boot('right')
  expect(clock.wall()).toBe(START + HOUR_MS + DAY_MS + 2_000 + 5_000)
})

test('the wall clock jumps both ways and uptime takes no notice', () => {
  const { clock, pass } = openBench()
  pass(100)
  clock.jumpWall(-DAY_MS)
  expect([clock.wall(), clock.uptime()]).toEqual([START + 100 - DAY_MS, 100])
  clock.jumpWall(2 * DAY_MS)
  expect([clock.wall(), clock.uptime()]).toEqual([START + 100 + DAY_MS, 100])
})

test("the cloud's clock never goes back, while its wall clock does [B1.2]", () => {
  let now = START
  const cloud = createCloudClock(() => now)
  now += 1_000
  cloud.jumpWall(HOUR_MS)
  const ahead = cloud.now()
  expect(ahead).toBe(START + 1_000 + HOUR_MS)
  cloud.jumpWall(-2 * HOUR_MS)
  now += 10
  expect(cloud.wall()).toBeLessThan(ahead)
  expect(cloud.now()).toBe(ahead)
  now += 3 * HOUR_MS
  expect(cloud.now()).toBe(cloud.wall())
})

test('a restored backup brings back its own highest time', () => {
  let now = START
  const cloud = createCloudClock(() => now)
  const stored = cloud.highest()
  now += HOUR_MS
  cloud.now()
  cloud.jumpWall(-DAY_MS)
  cloud.restoreHighest(stored)
  expect(cloud.now()).toBe(stored)
})
