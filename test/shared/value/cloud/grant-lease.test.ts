import { expect, test } from 'vitest'
import { freeOf, postedOf } from '#shared/value/account.ts'
import { grantLease } from '#shared/value/cloud/grant-lease.ts'
import { leasesToRecall, recallLease } from '#shared/value/cloud/recall-lease.ts'
import { correct } from '#shared/value/correct.ts'
import { expireLots } from '#shared/value/expire.ts'
import { freeze } from '#shared/value/freeze.ts'
import { takeBack } from '#shared/value/take-back.ts'
import { accountIn, points } from '../books.ts'
import {
  booksOf,
  expectLawful,
  granted,
  grantOf,
  leaseIn,
  report,
  spendOf,
  tell,
  wordOf,
} from './story.ts'

const refused = (reason: string, free: number) => ({ outcome: 'refused', reason, free })

test('a lease takes its amount out of what is free, and the balance stays [B1.6]', () => {
  const ledger = booksOf([[300, null]])
  expect(granted(ledger)).toMatchObject({ granted: 100, spent: 0, state: 'open', endsAt: 1000 })
  expect(freeOf(accountIn(ledger, 'm'))).toBe(200)
  expect(postedOf(accountIn(ledger, 'm'))).toBe(300)
  expect(ledger.leasesOfHub(1)).toEqual(['L'])
  expectLawful(ledger)
})

test('two hubs are never promised the same unit [B1.1]', () => {
  const ledger = booksOf([[150, null]])
  granted(ledger)
  const second = grantLease(ledger, grantOf({ id: 'L2', hub: 2 }))
  expect(second).toEqual(refused('too-little', 50))
  expect(granted(ledger, { id: 'L3', hub: 2, amount: 50 }).granted).toBe(50)
  expectLawful(ledger)
})

test('a lease ends no later than the first lot in it [B1.7]', () => {
  const ledger = booksOf([
    [60, 400],
    [60, 900],
    [60, null],
  ])
  const lease = granted(ledger)
  expect(lease.endsAt).toBe(400)
  expect(lease.lots.map(({ id, amount }) => [id, amount])).toEqual([
    ['lot1', 60],
    ['lot2', 40],
  ])
  expect(granted(ledger, { id: 'L2', amount: 80 }).endsAt).toBe(900)
})

test('lots that end sooner than the lease is worth having stay free [B1.7]', () => {
  const ledger = booksOf([
    [60, 400],
    [60, 900],
  ])
  const lease = granted(ledger, { amount: 50, lotsEndingFrom: 500 })
  expect(lease.lots).toEqual([{ id: 'lot2', amount: 50, endsAt: 900 }])
  const more = grantLease(ledger, grantOf({ id: 'L2', amount: 20, lotsEndingFrom: 500 }))
  expect(more).toEqual(refused('too-little', 10))
})

test('a lot that has ended is not promised, swept or not [B1.7]', () => {
  const ledger = booksOf([[100, 500]])
  expect(grantLease(ledger, grantOf({ at: 500, endsAt: 900 }))).toEqual(refused('too-little', 0))
  expect(granted(ledger, { at: 499, endsAt: 900 }).endsAt).toBe(500)
})

test('points that end at midnight in a store that is offline end in the books when they return [B1.7]', () => {
  const ledger = booksOf([[100, 500]])
  granted(ledger, { amount: 70 })
  expect(expireLots(ledger, 'm', 600)).toBe(30)
  expect(postedOf(accountIn(ledger, 'm'))).toBe(70)
  tell(ledger, 'lease.closed', wordOf({ granted: 70, returned: 70, reason: 'ended' }))
  expect(expireLots(ledger, 'm', 700)).toBe(70)
  expect(postedOf(accountIn(ledger, 'm'))).toBe(0)
  expectLawful(ledger)
})

test('a lease id is never used again, not even after it closed [B1.4]', () => {
  const ledger = booksOf([[300, null]])
  granted(ledger)
  expect(grantLease(ledger, grantOf())).toEqual(refused('lease-id-used', 0))
  tell(ledger, 'lease.closed', wordOf({ returned: 100, reason: 'recalled' }))
  expect(grantLease(ledger, grantOf())).toEqual(refused('lease-id-used', 0))
})

test('a top-up is a lease of its own beside the first [B1.4]', () => {
  const ledger = booksOf([[300, null]])
  granted(ledger)
  granted(ledger, { id: 'L2', amount: 50 })
  expect(accountIn(ledger, 'm').leases.map(({ id, granted }) => [id, granted])).toEqual([
    ['L', 100],
    ['L2', 50],
  ])
})

test('nothing is promised of an account that is frozen, owes, or is unknown [B1.6]', () => {
  const ledger = booksOf([[100, null]])
  freeze(ledger, 'm')
  expect(grantLease(ledger, grantOf())).toEqual(refused('frozen', 100))
  const owing = booksOf([[100, null]])
  granted(owing, { amount: 80 })
  correct(owing, { id: 'c', account: 'm', amount: -50, endsAt: null, at: 20 })
  expect(grantLease(owing, grantOf({ id: 'L2', amount: 1 }))).toEqual(refused('owes', -30))
  expect(grantLease(owing, grantOf({ id: 'L3', account: 'x' }))).toEqual(refused('no-account', 0))
})

test('a programme of another authority is promised for one payment only, a local balance never', () => {
  const online = booksOf([[100, null]], { ...points, offline: 'online-only' })
  expect(grantLease(online, grantOf())).toMatchObject({ reason: 'online-only' })
  expect(granted(online, { receiptId: 'r1' }).receiptId).toBe('r1')
  const local = booksOf([[100, null]], { ...points, offline: 'local-balance' })
  expect(grantLease(local, grantOf({ receiptId: 'r1' }))).toMatchObject({ reason: 'online-only' })
})

test('an amount or an end that cannot be is a bug', () => {
  const ledger = booksOf([[100, null]])
  for (const amount of [0, -5, 1.5]) {
    expect(() => grantLease(ledger, grantOf({ amount }))).toThrow(RangeError)
  }
  expect(() => grantLease(ledger, grantOf({ at: 1000 }))).toThrow('end before it begins')
})

test('a balance that falls under its leases goes below zero and is recalled; the spend is honoured and stays a debt [B1.6]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger, { amount: 80 })
  takeBack(ledger, {
    id: 't',
    reverses: 'lot1',
    account: 'm',
    amount: 100,
    at: 20,
    receiptId: null,
  })
  expect(freeOf(accountIn(ledger, 'm'))).toBe(-80)
  expect(leasesToRecall(accountIn(ledger, 'm'))).toEqual(['L'])
  expect(report(ledger, [spendOf('v', 30)]).leases).toEqual(['L'])
  expect(recallLease(ledger, 'L')).toEqual({ outcome: 'done' })
  tell(ledger, 'lease.closed', wordOf({ spent: 30, returned: 50, reason: 'recalled' }))
  expect(freeOf(accountIn(ledger, 'm'))).toBe(-30)
  expect(ledger.alarms).toEqual([])
  expectLawful(ledger)
})

test('a freeze recalls what hubs hold [B1.11]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  expect(leasesToRecall(accountIn(ledger, 'm'))).toEqual([])
  freeze(ledger, 'm')
  expect(leasesToRecall(accountIn(ledger, 'm'))).toEqual(['L'])
  recallLease(ledger, 'L')
  expect(leasesToRecall(accountIn(ledger, 'm'))).toEqual([])
})

test('a recall moves nothing: it asks, and the hub answers [B1.1]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  expect(recallLease(ledger, 'L')).toEqual({ outcome: 'done' })
  expect(recallLease(ledger, 'L')).toEqual({ outcome: 'repeated' })
  expect(leaseIn(ledger)).toMatchObject({ state: 'recalled' })
  expect(freeOf(accountIn(ledger, 'm'))).toBe(0)
  tell(ledger, 'lease.closed', wordOf({ returned: 100, reason: 'recalled' }))
  expect(recallLease(ledger, 'L')).toMatchObject({ reason: 'no-lease' })
  expect(freeOf(accountIn(ledger, 'm'))).toBe(100)
})
