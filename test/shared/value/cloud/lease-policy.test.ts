import { expect, test } from 'vitest'
import { freezeExposure, hubTrust, trustExposure } from '#shared/value/cloud/exposure.ts'
import { forfeitLease } from '#shared/value/cloud/forfeit-lease.ts'
import { type Home, homeAfterVisit, noHome, visitsOf } from '#shared/value/cloud/home-store.ts'
import {
  leaseEnd,
  type StandingNeed,
  standingLeaseAmount,
  standingLeaseMs,
} from '#shared/value/cloud/lease-policy.ts'
import { accountIn } from '../books.ts'
import { booksOf, granted } from './story.ts'

const dayMs = 24 * 3_600_000

function amount(change: Partial<StandingNeed> = {}): number {
  return standingLeaseAmount({
    kind: 'points',
    boundToWarehouse: false,
    free: 1000,
    openHere: 0,
    visitsIn60Days: 2,
    everRedeemed: true,
    p95: 10_000,
    cap: 10_000,
    ...change,
  })
}

test('a store gets half of what is free, its 95th percentile or the cap, whichever is least [B1.5]', () => {
  expect(amount()).toBe(500)
  expect(amount({ p95: 300 })).toBe(300)
  expect(amount({ p95: 300, cap: 200 })).toBe(200)
  expect(amount({ free: 1 })).toBe(0)
  expect(amount({ free: 0 })).toBe(0)
  expect(amount({ free: -50 })).toBe(0)
})

test('only who came to that store within 60 days and ever redeemed is leased to it [B1.5]', () => {
  expect(amount({ visitsIn60Days: 0 })).toBe(0)
  expect(amount({ everRedeemed: false })).toBe(0)
})

test('only what is worth nothing elsewhere is leased whole [B1.5]', () => {
  const bound = { boundToWarehouse: true, visitsIn60Days: 0, everRedeemed: false }
  expect(amount({ ...bound, kind: 'gift-card' })).toBe(1000)
  expect(amount({ ...bound, kind: 'coupon', free: 1 })).toBe(1)
  expect(amount({ ...bound, kind: 'coupon', free: 0 })).toBe(0)
  expect(amount({ ...bound, kind: 'points' })).toBe(0)
  expect(amount({ kind: 'coupon', free: 1 })).toBe(0)
})

test('a standing lease is renewed at use: when less than half of it is left [B1.5]', () => {
  expect(amount({ free: 500, openHere: 500 })).toBe(0)
  expect(amount({ free: 500, openHere: 200 })).toBe(0)
  expect(amount({ free: 500, openHere: 100 })).toBe(200)
  expect(amount({ free: 500, openHere: 0 })).toBe(250)
})

test('renewed however often, a store never holds more than half of what is left [B1.5]', () => {
  let free = 1000
  let openHere = 0
  for (let visit = 0; visit < 50; visit++) {
    const grant = amount({ free, openHere })
    expect(grant).toBeLessThanOrEqual(free / 2)
    free -= grant
    openHere += grant
    expect(openHere).toBeLessThanOrEqual(free + 1)
    openHere = Math.max(0, openHere - 130)
  }
})

test('a standing lease outlives the anchor, a hold outlives the payment', () => {
  expect(leaseEnd('standing', 0)).toEqual({ endsAt: standingLeaseMs, lotsEndingFrom: dayMs })
  expect(leaseEnd('hold', 5)).toEqual({ endsAt: 3_600_005, lotsEndingFrom: 60_005 })
})

function visit(home: Home, store: number, day: number, leaseOpenAtHome = false) {
  return homeAfterVisit(home, { store, at: day * dayMs, leaseOpenAtHome })
}

function visits(home: Home, plan: readonly (readonly [number, number])[]): Home {
  let after = home
  for (const [store, day] of plan) after = visit(after, store, day).home
  return after
}

test('the first store becomes the home', () => {
  expect(visit(noHome, 7, 1)).toMatchObject({ home: { store: 7 }, recallAt: null })
})

test('the home moves after three visits and a lead of two [B1.9]', () => {
  const settled = visits(noHome, [
    [1, 0],
    [2, 20],
    [2, 21],
  ])
  expect(settled.store).toBe(1)
  expect(visits(settled, [[2, 22]]).store).toBe(2)
  const even = visits(settled, [
    [1, 22],
    [2, 23],
  ])
  expect(even.store).toBe(1)
  expect(visits(even, [[2, 24]]).store).toBe(2)
})

test('the home moves at most once in 14 days [B1.9]', () => {
  const moved = visits(noHome, [
    [1, 0],
    [2, 20],
    [2, 21],
    [2, 22],
  ])
  const back = visits(moved, [
    [1, 23],
    [1, 24],
    [1, 25],
    [1, 26],
  ])
  expect(back.store).toBe(2)
  expect(visits(back, [[1, 35]]).store).toBe(2)
  expect(visits(back, [[1, 36]]).store).toBe(1)
})

test('the home waits for the old lease to close, and has it recalled [B1.9]', () => {
  const ready = visits(noHome, [
    [1, 0],
    [2, 20],
    [2, 21],
  ])
  const waiting = visit(ready, 2, 22, true)
  expect(waiting).toMatchObject({ home: { store: 1 }, recallAt: 1 })
  expect(visit(waiting.home, 2, 23)).toMatchObject({ home: { store: 2 }, recallAt: null })
})

test('visits of more than 60 days ago count for nothing [B1.9]', () => {
  const old = visits(noHome, [
    [1, 0],
    [2, 1],
    [2, 2],
  ])
  const after = visits(old, [[2, 62]])
  expect(after.store).toBe(1)
  expect(visitsOf(after, 2, 62 * dayMs)).toBe(1)
  expect(visitsOf(after, 2, 200 * dayMs)).toBe(0)
})

test('no more than 20 visits are kept, so a faithful member can still move [B1.9]', () => {
  let home = noHome
  for (let i = 0; i < 40; i++) home = visit(home, 1, i).home
  for (let i = 0; i < 11; i++) home = visit(home, 2, 40 + i).home
  expect(home.visits).toHaveLength(20)
  expect(home.store).toBe(2)
})

test('what all stores may give on trust in a day is hubs × cap, within the cap of the company [B1.10]', () => {
  const caps = { memberHub: 50, hubDay: 300, companyDay: 10_000, hubs: 20 }
  expect(trustExposure(caps)).toBe(6000)
  expect(trustExposure({ ...caps, hubs: 100 })).toBe(10_000)
  expect(hubTrust({ ...caps, hubs: 30_000 })).toBe(0)
  expect(trustExposure({ ...caps, hubs: 0 })).toBe(0)
})

test('a freeze tells what it cannot reach: the leases, and the trust of one store [B1.11]', () => {
  const ledger = booksOf([[500, null]])
  granted(ledger)
  granted(ledger, { id: 'L2', hub: 2, amount: 70 })
  granted(ledger, { id: 'L3', hub: 2, amount: 60 })
  const caps = { memberHub: 50, hubDay: 300, companyDay: 10_000, hubs: 20 }
  const exposure = freezeExposure(accountIn(ledger, 'm'), caps)
  expect(exposure).toMatchObject({ leased: 230, trustPerHub: 50, worstStore: 180 })
  expect(exposure.leasedByHub).toEqual(
    new Map([
      [1, 100],
      [2, 130],
    ]),
  )
  forfeitLease(ledger, { id: 'f', lease: 'L', at: 2000, marginMs: 0 })
  expect(freezeExposure(accountIn(ledger, 'm'), caps).leased).toBe(130)
})
