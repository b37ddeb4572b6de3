import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  ANCHOR_LIFE_MS,
  type ClockReading,
  lowerBound,
  takeAnchor,
  upperBound,
  wantsHandshake,
} from '#shared/value/hub/time-anchor.ts'
import { DAY, HOUR, NOW } from './hub-box.ts'

const CLOUD = 1_700_000_000_000

function anchored(asked: Partial<ClockReading> = {}) {
  const anchor = takeAnchor({
    cloudTime: CLOUD,
    asked: { ...NOW, ...asked },
    answered: { ...NOW, uptimeMs: NOW.uptimeMs + 200, wallMs: NOW.wallMs + 200 },
  })
  if (anchor === null) throw new Error('no anchor')
  return anchor
}

function later(uptimeMs: number, wallMs = uptimeMs): ClockReading {
  return { ...NOW, uptimeMs: NOW.uptimeMs + 200 + uptimeMs, wallMs: NOW.wallMs + 200 + wallMs }
}

test('the upper bound is cloud time, round trip and the uptime with its drift [B1.2]', () => {
  expect(upperBound(anchored(), later(0))).toBe(CLOUD + 201)
  expect(upperBound(anchored(), later(HOUR))).toBe(CLOUD + 201 + HOUR * 1.0005)
})

test('a wall clock set back does not lengthen a lease [B1.2]', () => {
  expect(upperBound(anchored(), later(HOUR, -10 * DAY))).toBe(CLOUD + 201 + HOUR * 1.0005)
})

test('a suspended machine whose uptime stood still is told by its wall clock [B1.2]', () => {
  expect(upperBound(anchored(), later(1000, 5 * HOUR))).toBe(CLOUD + 201 + 5 * HOUR)
})

test('a machine suspended between question and answer of the handshake counts it in [B1.2]', () => {
  const anchor = anchored({ wallMs: NOW.wallMs - 5 * HOUR })
  expect(upperBound(anchor, later(0))).toBe(CLOUD + 5 * HOUR + 200)
})

test('a box without RTC that boots with an old time has no time until a handshake [B1.2]', () => {
  expect(upperBound(null, { ...NOW, wallMs: 0 })).toBeNull()
})

test('an anchor does not survive a reboot [B1.2]', () => {
  expect(upperBound(anchored(), { ...later(0), bootId: 'boot-2' })).toBeNull()
})

test('an uptime that ran backwards is no clock [B1.2]', () => {
  expect(upperBound(anchored(), later(-1))).toBeNull()
  expect(takeAnchor({ cloudTime: CLOUD, asked: later(1), answered: later(0) })).toBeNull()
})

test('a handshake across a reboot gives no anchor [B1.2]', () => {
  const asked = { ...NOW, bootId: 'boot-0' }
  expect(takeAnchor({ cloudTime: CLOUD, asked, answered: NOW })).toBeNull()
})

test('an anchor older than 72 h tells no time, by uptime or by wall clock [B1.2]', () => {
  const almost = Math.floor(ANCHOR_LIFE_MS / 1.0005)
  expect(upperBound(anchored(), later(almost))).not.toBeNull()
  expect(upperBound(anchored(), later(ANCHOR_LIFE_MS))).toBeNull()
  expect(upperBound(anchored(), later(0, ANCHOR_LIFE_MS + 1))).toBeNull()
})

test('true time is never outside the bounds, whatever drift, latency, jumps and sleep [B1.2]', () => {
  const ms = (max: number) => fc.integer({ min: 0, max })
  fc.assert(
    fc.property(
      ms(30_000),
      ms(30_000),
      ms(60 * HOUR),
      fc.double({ min: -0.00049, max: 0.00049, noNaN: true }),
      fc.integer({ min: -400 * DAY, max: 400 * DAY }),
      (there, back, elapsed, drift, wallJump) => {
        // True time: asked at 0, the cloud answers at `there`, the answer comes at `there + back`.
        const uptime = (t: number) => 5000 + Math.floor(t * (1 + drift))
        const at = (t: number, jump: number) => {
          return { bootId: 'b', uptimeMs: uptime(t), wallMs: 7 + t + jump }
        }
        const anchor = takeAnchor({
          cloudTime: CLOUD + there,
          asked: at(0, 0),
          answered: at(there + back, 0),
        })
        const now = at(there + back + elapsed, wallJump)
        const truth = CLOUD + there + back + elapsed
        const upper = upperBound(anchor, now)
        const lower = lowerBound(anchor, now)
        // One ms for each of the two whole-millisecond readings.
        if (upper !== null) expect(upper).toBeGreaterThanOrEqual(truth - 2)
        if (lower !== null) expect(lower).toBeLessThanOrEqual(truth + 2)
      },
    ),
  )
})

test('what the cloud confirmed moves on with the uptime, never with the wall clock [B1.10]', () => {
  expect(lowerBound(anchored(), later(0, 2 * DAY))).toBe(CLOUD)
  expect(lowerBound(anchored(), later(1000.5))).toBe(CLOUD + 1000)
  expect(lowerBound(null, later(0))).toBeNull()
  expect(lowerBound(anchored(), { ...later(0), bootId: 'boot-2' })).toBeNull()
})

test('a hub with a line asks for a new anchor hourly and after its wall clock was set [B1.2]', () => {
  expect(wantsHandshake(null, NOW)).toBe(true)
  expect(wantsHandshake(anchored(), { ...later(0), bootId: 'boot-2' })).toBe(true)
  expect(wantsHandshake(anchored(), later(-1))).toBe(true)
  expect(wantsHandshake(anchored(), later(HOUR))).toBe(false)
  expect(wantsHandshake(anchored(), later(HOUR + 1))).toBe(true)
  expect(wantsHandshake(anchored(), later(1000, 20_000 * DAY))).toBe(true)
  expect(wantsHandshake(anchored(), later(1000, -2000))).toBe(true)
})
