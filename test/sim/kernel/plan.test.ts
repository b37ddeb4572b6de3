import { expect, test } from 'vitest'
import { lotEnd } from '#shared/value/calendar-months.ts'
import type { Op } from '../op.ts'
import { sentenceOf, whereOf } from '../op-words.ts'
import { makePlan, type Plan } from '../plan.ts'
import { shapeOf } from '../shape.ts'
import { DAY_MS, timeOfDay, zone } from '../virtual-day.ts'

const plans = Array.from({ length: 120 }, (_, seed) => makePlan(seed, shapeOf(seed)))
const opsOf = (plan: Plan): readonly Op[] => plan.ops.map(({ op }) => op)

const faults: ReadonlySet<string> = new Set<Op['kind']>([
  'cut',
  'cut-till',
  'storm',
  'hasty-till',
  'crash',
  'power-cut',
  'suspend',
  'clock-jump',
  'drift',
  'take-image',
  'restore-image',
  'clone-box',
  'replace-box',
  'seed-file-twice',
  'rebuild-replica',
  'poison',
  'newer-contract',
  'cloud-crash',
  'cloud-clock-jump',
  'take-backup',
  'restore-backup',
])

const trade: ReadonlySet<string> = new Set<Op['kind']>([
  'sale',
  'parked-sale',
  'cancelled-payment',
  'refund',
  'load-card',
  'sell-coupon',
  'open-shift',
  'close-shift',
  'other-content',
  'web-order',
  'web-spend',
  'web-refund',
  'issue',
  'correct',
  'claw-back',
  'freeze',
  'unfreeze',
  'grant',
  'recall',
  'issue-coupon',
  'cancel-coupon',
  'sweep',
  'forfeit',
  'write-off',
  'repair',
  'override-recovery',
  'rebuild',
])

test('the same seed and shape make the same plan', () => {
  expect(makePlan(3, shapeOf(3))).toEqual(plans[3])
  expect(makePlan(4, shapeOf(3)).ops).not.toEqual(plans[3]?.ops)
})

test('the plans of a few seeds hold every kind of operation', () => {
  const kinds = new Set(plans.flatMap((plan) => opsOf(plan).map((op) => op.kind)))
  expect(kinds).toEqual(new Set([...faults, ...trade]))
})

test('nothing goes wrong in a calm seed, much in a stormy one, and trade is most of any', () => {
  let calm = 0
  let stormy = 0
  for (const plan of plans) {
    const wrong = opsOf(plan).filter((op) => faults.has(op.kind)).length
    if (plan.shape.faultiness === 0) {
      calm += 1
      expect(wrong).toBe(0)
    }
    if (plan.shape.faultiness >= 0.3) stormy += 1
    expect(wrong).toBeLessThan(plan.ops.length / 2)
  }
  expect(calm).toBeGreaterThan(15)
  expect(stormy).toBeGreaterThan(15)
})

test('operations are in order, named once, and lean only on others of the plan', () => {
  for (const { ops } of plans) {
    expect(ops).toEqual(ops.toSorted((a, b) => a.at - b.at || a.n - b.n))
    const names = new Map(ops.map((planned) => [planned.n, planned.op.kind]))
    expect(names.size).toBe(ops.length)
    for (const { op } of ops) {
      if (op.kind === 'refund' || op.kind === 'other-content') {
        expect(names.get(op.of)).toMatch(/sale$|^sell-coupon$/)
      }
      if (op.kind === 'web-refund') expect(names.get(op.of)).toMatch(/^web-(order|spend)$/)
      if (op.kind === 'claw-back') expect(names.get(op.of)).toBe('issue')
    }
  }
})

test('a refund or claw-back mostly comes after what it takes back', () => {
  let after = 0
  let all = 0
  for (const { ops } of plans) {
    const at = new Map(ops.map((planned) => [planned.n, planned.at]))
    for (const planned of ops) {
      if (!('of' in planned.op)) continue
      all += 1
      if (planned.at >= (at.get(planned.op.of) ?? Infinity)) after += 1
    }
  }
  expect(after / all).toBeGreaterThan(0.9)
})

test('things happen while stores are open, and some on the stroke of midnight', () => {
  let midnights = 0
  let open = 0
  let all = 0
  for (const { ops, startsAt } of plans) {
    for (const { at } of ops) {
      const ofDay = (at - startsAt) % DAY_MS
      all += 1
      if (ofDay >= 8 * 3_600_000 && ofDay <= 22 * 3_600_000) open += 1
      if (at > startsAt && timeOfDay(at) === '00:00') midnights += 1
    }
  }
  expect(open / all).toBeGreaterThan(0.8)
  expect(midnights).toBeGreaterThan(200)
})

test('many lots end at a midnight inside the run', () => {
  let inside = 0
  let all = 0
  for (const { ops, startsAt, endsAt } of plans.slice(0, 30)) {
    for (const { op } of ops) {
      if (op.kind !== 'issue' || op.months === null) continue
      const { earnedAt, months } = op
      const ends = lotEnd({ earnedAt, months, timeZone: zone })
      all += 1
      if (ends > startsAt && ends <= endsAt) inside += 1
    }
  }
  expect(inside / all).toBeGreaterThan(0.4)
})

test('several stores want the same value, and the same receipt is refunded in two', () => {
  const stores = new Map<string, Set<number>>()
  const refundedIn = new Map<string, Set<number>>()
  plans.forEach((plan, seed) => {
    for (const op of opsOf(plan)) {
      if (op.kind === 'sale' && op.member !== null && op.spends.length > 0) {
        note(stores, `${seed} ${op.member}`, op.hub)
      }
      if (op.kind === 'refund') note(refundedIn, `${seed} ${op.of}`, op.hub)
    }
  })
  expect([...stores.values()].filter((hubs) => hubs.size > 1).length).toBeGreaterThan(100)
  expect([...refundedIn.values()].filter((hubs) => hubs.size > 1).length).toBeGreaterThan(100)

  function note(map: Map<string, Set<number>>, key: string, hub: number): void {
    const hubs = map.get(key) ?? new Set()
    map.set(key, hubs.add(hub))
  }
})

test('every operation can be told in a sentence', () => {
  for (const { ops } of plans.slice(0, 40)) {
    for (const { n, op } of ops) {
      expect(sentenceOf(n, op)).toMatch(/^[a-z].{6,}$/)
      expect(whereOf(op)).toMatch(/^(store [A-Z]|HQ|cloud|web shop)/)
    }
  }
})

test('what is fixed of a shape stays so', () => {
  const shape = shapeOf(1, { hubs: 9, faultiness: 0.5 })
  expect(shape).toEqual({ ...shapeOf(1), hubs: 9, faultiness: 0.5 })
})
