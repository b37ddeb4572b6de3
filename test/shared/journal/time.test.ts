import fc from 'fast-check'
import { expect, test } from 'vitest'
import { correctedTime, postingDay } from '#shared/journal/corrected-time.ts'
import { type DayMark, journalKeptMs, pruneStep, pruneUpTo } from '#shared/journal/prune.ts'

const day = 86_400_000
const anchor = { bootId: 'b', cloudTime: 1_800_000_000_000, uptimeMs: 50_000, roundTripMs: 80 }

test('an event of a boot without clock gets its time once that boot has an anchor [B2.9]', () => {
  const event = { bootId: 'b', uptimeMs: 20_000, at: 12 }
  expect(correctedTime([], event)).toBeNull()
  expect(correctedTime([{ ...anchor, bootId: 'other' }], event)).toBeNull()
  expect(correctedTime([anchor], event)).toBe(anchor.cloudTime + 40 - 30_000)
})

test('corrected times of one boot keep the order and the distance of its uptimes [B2.9]', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (a, b) => {
      const at = (uptimeMs: number) =>
        correctedTime([anchor], { bootId: 'b', uptimeMs, at: 0 }) ?? 0
      expect(at(a) - at(b)).toBe(a - b)
    }),
  )
})

test('the corrected time is off by half the round trip at most, by the nearest anchor [B2.9]', () => {
  const wrongAbout = fc.record({
    delay: fc.nat(800),
    back: fc.nat(800),
    gap: fc.integer({ min: -1e9, max: 1e9 }),
  })
  fc.assert(
    fc.property(wrongAbout, ({ delay, back, gap }) => {
      // The boot began at 0 of the true time; the cloud answered at `answeredAt`.
      const answeredAt = 2e9
      const told = {
        bootId: 'b',
        cloudTime: answeredAt,
        uptimeMs: answeredAt + back,
        roundTripMs: delay + back,
      }
      const far = { ...told, uptimeMs: told.uptimeMs + 5e9, cloudTime: 0 }
      const event = { bootId: 'b', uptimeMs: told.uptimeMs + gap, at: 0 }
      const off = (correctedTime([far, told], event) ?? 0) - event.uptimeMs
      expect(Math.abs(off)).toBeLessThanOrEqual((delay + back) / 2 + 1)
    }),
  )
})

test('an event for a closed period is posted into the open one [B2.9]', () => {
  expect(postingDay('2027-01-31', '2027-02-01')).toBe('2027-02-01')
  expect(postingDay('2027-02-01', '2027-02-01')).toBe('2027-02-01')
  expect(postingDay('2027-03-05', '2027-02-01')).toBe('2027-03-05')
})

const mark = (seq: number, daysAgo: number): DayMark => ({ seq, at: 100 * day - daysAgo * day })
const state = {
  prunedSeq: 0,
  acknowledgedSeq: 90_000,
  marks: [mark(5400, 40), mark(7100, 35), mark(9900, 34)],
  now: 100 * day,
  neededFrom: null,
}

test('the journal keeps 35 days whatever was acknowledged, and goes in steps of 1,000 [B1.12]', () => {
  expect(pruneUpTo(state)).toBe(7000)
  expect(pruneUpTo({ ...state, prunedSeq: 6500 })).toBe(6500)
  expect(pruneUpTo({ ...state, prunedSeq: 6000 })).toBe(7000)
})

test('what the cloud has not acknowledged is never pruned, nor the grant of a lease still open [B1.12]', () => {
  expect(pruneUpTo({ ...state, acknowledgedSeq: 3999 })).toBe(3000)
  expect(pruneUpTo({ ...state, neededFrom: 2001 })).toBe(2000)
  expect(pruneUpTo({ ...state, neededFrom: 2000 })).toBe(1000)
})

test('without a time that the cloud confirmed in this boot nothing is pruned [B1.12]', () => {
  expect(pruneUpTo({ ...state, now: null })).toBe(0)
})

test('pruning never goes back, never passes a limit and moves by whole steps [B1.12]', () => {
  const states = fc.record({
    prunedSeq: fc.nat(10_000),
    acknowledgedSeq: fc.nat(20_000),
    marks: fc.array(
      fc.record({ seq: fc.nat(20_000), daysAgo: fc.nat(70) }).map((m) => mark(m.seq, m.daysAgo)),
    ),
    now: fc.constant(100 * day),
    neededFrom: fc.option(fc.integer({ min: 1, max: 20_000 })),
  })
  fc.assert(
    fc.property(states, (given) => {
      const upTo = pruneUpTo(given)
      expect((upTo - given.prunedSeq) % pruneStep).toBe(0)
      expect(upTo).toBeGreaterThanOrEqual(given.prunedSeq)
      if (upTo === given.prunedSeq) return
      expect(upTo).toBeLessThanOrEqual(given.acknowledgedSeq)
      expect(upTo).toBeLessThan(given.neededFrom ?? Number.POSITIVE_INFINITY)
      const old = given.marks.filter(({ at }) => given.now - at >= journalKeptMs)
      expect(upTo).toBeLessThanOrEqual(Math.max(...old.map(({ seq }) => seq)))
    }),
  )
})
