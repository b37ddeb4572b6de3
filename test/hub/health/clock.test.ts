import { expect, test } from 'vitest'
import { createHubClock } from '#hub/health/hub-clock.ts'
import { openTestHub } from '../open-hub.ts'

const MINUTE = 60_000
const built = Date.UTC(2026, 5, 1)
const sold = Date.UTC(2026, 10, 22, 9)

function open(wallAt: number, lastEventAt: number | null = sold) {
  let passed = 0
  let skew = 0
  const clock = createHubClock({
    wall: () => wallAt + passed + skew,
    uptimeMs: () => 5000 + passed,
    builtAt: built,
    lastEventAt,
  })
  return {
    clock,
    pass: (ms: number) => {
      passed += ms
    },
    set: (ms: number) => {
      skew = ms
    },
  }
}

test('a box that boots in 1970 goes on from its last event, and says so [C]', () => {
  const { clock, pass } = open(0)
  expect(clock.now()).toBe(sold)
  pass(90_000)
  expect(clock.now()).toBe(sold + 90_000)
  expect(clock.state()).toEqual({ source: 'floor', offsetMs: null })
  expect(clock.trouble()).toMatchObject({
    code: 'clock-floor',
    words: expect.stringContaining('before the last receipt') as string,
  })
})

test('a box without events, or with older ones, is never before its build [C]', () => {
  expect(open(0, null).clock.now()).toBe(built)
  expect(open(0, built - 1).clock.now()).toBe(built)
  expect(open(built + 1, null).clock.now()).toBe(built + 1)
})

test('a right clock is left alone, and is no trouble [C]', () => {
  const { clock, pass } = open(sold + MINUTE)
  pass(1000)
  expect(clock.now()).toBe(sold + MINUTE + 1000)
  clock.cloudSaid(sold + MINUTE + 900, 200)
  expect(clock.state()).toEqual({ source: 'wall', offsetMs: 0 })
  expect(clock.trouble()).toBeNull()
})

test('a clock that is too early follows the cloud once it has spoken [C]', () => {
  const { clock, pass } = open(1000)
  clock.cloudSaid(sold + 10 * MINUTE, 100)
  pass(2000)
  expect(clock.now()).toBe(sold + 10 * MINUTE + 50 + 2000)
  expect(clock.trouble()?.code).toBe('clock-offset')
})

test('a clock more than 5 minutes off the cloud is told with its minutes, until it is set [C]', () => {
  const { clock, set } = open(sold + 60 * MINUTE)
  clock.cloudSaid(sold + 55 * MINUTE, 0)
  expect(clock.trouble()).toBeNull()
  set(1)
  expect(clock.trouble()).toMatchObject({ code: 'clock-offset', values: { minutes: 5 } })
  set(7 * MINUTE)
  expect(clock.trouble()).toMatchObject({ code: 'clock-offset', values: { minutes: 12 } })
  expect(clock.now()).toBe(sold + 67 * MINUTE)
  set(-20 * MINUTE)
  expect(clock.trouble()).toMatchObject({ values: { minutes: -15 } })
  set(-5 * MINUTE)
  expect(clock.trouble()).toBeNull()
})

test('one event made under a clock far ahead does not hold the hub in the future [C]', () => {
  const { clock } = open(sold, Date.UTC(2040, 0, 1))
  expect(clock.now()).toBe(Date.UTC(2040, 0, 1))
  clock.cloudSaid(sold - 1000, 0)
  expect(clock.now()).toBe(sold)
  expect(clock.trouble()).toBeNull()
})

test('a clock that differs from the cloud is in health and on the till', async () => {
  await using files = await openTestHub()
  const till = await files.openTill()
  files.health.clock.cloudSaid(files.shop.clock() + 40 * MINUTE, 0)
  const trouble = { code: 'clock-offset', values: { minutes: -40 } }
  expect((await till.call('GET', '/status')).body).toMatchObject({ troubles: [trouble] })
  const health = (await files.call('GET', '/health')).body
  expect(health).toMatchObject({ selling: true, troubles: [trouble], clock: { source: 'wall' } })
})

test('a cloud that itself lives in 1970 draws no hub there, whatever its own clock and last event say [C]', () => {
  // An event of a clock far ahead: the right wall is before it.
  const ahead = open(sold, Date.UTC(2099, 0, 1))
  ahead.clock.cloudSaid(1000, 0)
  expect(ahead.clock.now()).toBeGreaterThanOrEqual(sold)
  const wrongToo = open(500)
  wrongToo.clock.cloudSaid(1000, 0)
  expect(wrongToo.clock.now()).toBe(sold)
})
