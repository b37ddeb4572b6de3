import { expect, test } from 'vitest'
import { freeOf } from '#shared/value/account.ts'
import { forfeitLease, writeOffForfeit } from '#shared/value/cloud/forfeit-lease.ts'
import { freeze } from '#shared/value/freeze.ts'
import type { MemoryLedger } from '../../../sim/memory-ledger.ts'
import { accountIn } from '../books.ts'
import {
  booksOf,
  expectLawful,
  granted,
  leaseIn,
  movementOf,
  report,
  spendOf,
  sumAt,
  tell,
  wordOf,
} from './story.ts'

const free = (ledger: MemoryLedger) => freeOf(accountIn(ledger, 'm'))
const kinds = (ledger: MemoryLedger) => ledger.alarms.map(({ kind }) => kind)
const giveBackOf = (id: string, reverses: string, amount: number) =>
  movementOf({ id, kind: 'give-back', reverses, amount })

test('a hub spends its lease oldest lots first, and the receipt is kept [B1.7]', () => {
  const ledger = booksOf([
    [60, 2000],
    [60, 3000],
  ])
  granted(ledger)
  report(ledger, [spendOf('v', 70, { rule: 'points-rate' })], { receiptId: 'r1' })
  expect(ledger.movement('v')).toMatchObject({
    from: 'm/lease:L',
    to: 'redeemed@points:7',
    receiptId: 'r1',
    rule: 'points-rate',
    lots: [
      { id: 'lot1', amount: 60 },
      { id: 'lot2', amount: 10 },
    ],
  })
  expect(leaseIn(ledger)).toMatchObject({ spent: 70 })
  expectLawful(ledger)
})

test('a spend that comes twice is booked once; another content under its id is a conflict', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  report(ledger, [spendOf('v', 130)])
  report(ledger, [spendOf('v', 130)])
  expect(sumAt(ledger, 'redeemed@points:7')).toBe(130)
  expect(ledger.alarms).toHaveLength(1)
  expect(() => report(ledger, [spendOf('v', 131)])).toThrow('amount')
})

test('a freeze does not undo what the holder of the lease has spent [B1.11]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  freeze(ledger, 'm')
  report(ledger, [spendOf('v', 100)])
  expect(sumAt(ledger, 'redeemed@points:7')).toBe(100)
  expect(ledger.alarms).toEqual([])
})

test('a spend that comes in last, after its refund and after what was spent of that, is paid by what the refund brought the holder [B2.7]', () => {
  const ledger = booksOf([[150, null]])
  granted(ledger)
  report(ledger, [giveBackOf('g', 'v', 100)])
  report(ledger, [spendOf('again', 100)])
  expect(free(ledger)).toBe(150)
  report(ledger, [spendOf('v', 100)])
  expect(free(ledger)).toBe(50)
  expect(sumAt(ledger, 'risk@points:7')).toBe(0)
  expect(ledger.alarms).toEqual([])
  expectLawful(ledger)
})

test('… and what of it is gone from the free part meanwhile, the company loses', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  report(ledger, [giveBackOf('g', 'v', 100)])
  granted(ledger, { id: 'M', amount: 60 })
  report(ledger, [spendOf('again', 100)])
  report(ledger, [spendOf('v', 100)])
  expect(free(ledger)).toBe(0)
  expect(sumAt(ledger, 'risk@points:7')).toBe(-60)
  expect(kinds(ledger)).toEqual(['lease-overspent'])
})

test('more than a lease held is the loss of the company to the unit, with an alarm [B1.1]', () => {
  const ledger = booksOf([[150, null]])
  granted(ledger)
  report(ledger, [spendOf('v', 130)])
  expect(free(ledger)).toBe(50)
  expect(sumAt(ledger, 'risk@points:7')).toBe(-30)
  expect(ledger.alarms).toMatchObject([{ kind: 'lease-overspent', subject: 'lease L' }])
  expect(ledger.alarms[0]?.words).toContain('30 units of account m')
  expectLawful(ledger)
})

test('a spend of a lease that closed is a loss of the company, not of the holder [B1.1]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  tell(ledger, 'lease.closed', wordOf({ returned: 100, reason: 'recalled' }))
  report(ledger, [spendOf('v', 40)])
  expect(free(ledger)).toBe(100)
  expect(sumAt(ledger, 'risk@points:7')).toBe(-40)
  expect(kinds(ledger)).toEqual(['lease-overspent'])
})

test('a spend of a lease that nobody granted, or of another hub, is booked against risk', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  report(ledger, [spendOf('v', 10, { lease: 'X' })])
  report(ledger, [spendOf('w', 10)], { hub: 2 })
  report(ledger, [spendOf('u', 10, { account: 'stranger' })])
  expect(leaseIn(ledger)).toMatchObject({ spent: 0 })
  expect(sumAt(ledger, 'risk@points:7')).toBe(-20)
  expect(sumAt(ledger, 'risk@unknown:stranger')).toBe(-10)
  expect(kinds(ledger)).toEqual([
    'unknown-lease',
    'lease-overspent',
    'unknown-account',
    'unknown-lease',
  ])
  expectLawful(ledger)
})

test('what a till kept of a dead box comes out of that box’s lease, whoever brings it [B1.3, B2.7]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  const kept = { hub: 2, chainedAgain: true }
  report(ledger, [spendOf('v', 30)], kept)
  report(ledger, [giveBackOf('b', 'v', 10)], kept)
  report(ledger, [movementOf({ id: 't', kind: 'take-back', cover: 'lease', amount: 5 })], kept)
  expect(leaseIn(ledger)).toMatchObject({ hub: 1, spent: 25 })
  expect(sumAt(ledger, 'm/lease:L')).toBe(75)
  expect(free(ledger)).toBe(0)
  expect(sumAt(ledger, 'risk@points:7')).toBe(0)
  expect(ledger.alarms).toEqual([])
  // The box was only away: ingest knows its own events by their ids, and its word is that of the books.
  tell(ledger, 'lease.closed', wordOf({ returned: 75, reason: 'recalled' }))
  expect(free(ledger)).toBe(75)
  expect(ledger.alarms).toEqual([])
  expectLawful(ledger)
})

test('of what a till kept, more than the lease held is the loss of the company [B1.1]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  report(ledger, [spendOf('v', 130)], { hub: 2, chainedAgain: true })
  expect(sumAt(ledger, 'm/lease:L')).toBe(0)
  expect(sumAt(ledger, 'risk@points:7')).toBe(-30)
  expect(kinds(ledger)).toEqual(['lease-overspent'])
  expectLawful(ledger)
})

test('what a hub puts back into its own lease is there to be spent again [B1.8]', () => {
  const ledger = booksOf([
    [60, 2000],
    [60, 3000],
  ])
  granted(ledger)
  report(ledger, [spendOf('v', 70)])
  report(ledger, [giveBackOf('g', 'v', 20)])
  expect(leaseIn(ledger)).toMatchObject({
    spent: 50,
    lots: [
      { id: 'lot1', amount: 10 },
      { id: 'lot2', amount: 40 },
    ],
  })
  report(ledger, [giveBackOf('h', 'v', 50)])
  report(ledger, [spendOf('w', 100)])
  expect(leaseIn(ledger)).toMatchObject({ spent: 100, lots: [] })
  expect(free(ledger)).toBe(20)
  expect(ledger.alarms).toEqual([])
  expectLawful(ledger)
})

test('what does not go back into a lease is free once the cloud has posted it [B1.8]', () => {
  const ledger = booksOf([[100, 2000]])
  granted(ledger)
  report(ledger, [spendOf('v', 70)])
  tell(ledger, 'lease.closed', wordOf({ spent: 70, returned: 30, reason: 'ended' }))
  report(ledger, [movementOf({ ...giveBackOf('g', 'v', 50), cover: 'account', lease: null })])
  expect(accountIn(ledger, 'm').lots).toEqual([{ id: 'lot1', amount: 80, endsAt: 2000 }])
  report(ledger, [giveBackOf('h', 'v', 20)], { hub: 2 })
  expect(free(ledger)).toBe(100)
  expectLawful(ledger)
})

test('only the hub that took it puts value back into its lease [B1.8]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  report(ledger, [spendOf('v', 70)])
  report(ledger, [giveBackOf('g', 'v', 20)], { hub: 2 })
  expect(leaseIn(ledger)).toMatchObject({ spent: 70 })
  expect(free(ledger)).toBe(20)
  expectLawful(ledger)
})

test('what the risk account paid returns to it before the holder gets anything', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  report(ledger, [spendOf('v', 130)])
  report(ledger, [giveBackOf('g', 'v', 40)])
  expect(sumAt(ledger, 'risk@points:7')).toBe(0)
  expect(leaseIn(ledger)).toMatchObject({ spent: 90 })
  expectLawful(ledger)
})

test('no more comes back than was spent, whatever the stores refund [B5]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  report(ledger, [spendOf('v', 70)])
  report(ledger, [giveBackOf('g', 'v', 50)])
  report(ledger, [movementOf({ ...giveBackOf('h', 'v', 50), cover: 'account', lease: null })])
  report(ledger, [giveBackOf('i', 'v', 10)])
  expect(ledger.reversedOf('v')).toBe(70)
  expect(sumAt(ledger, 'redeemed@points:7')).toBe(0)
  expect(kinds(ledger)).toEqual(['refund-overdrawn', 'refund-overdrawn'])
  expectLawful(ledger)
})

test('a refund that comes before the sale of the other store counts when the sale comes [B5]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  const early = { ...giveBackOf('g', 'v', 40), cover: 'account', lease: null } as const
  report(ledger, [movementOf(early)], { hub: 2 })
  expect(free(ledger)).toBe(40)
  report(ledger, [spendOf('v', 70)])
  report(ledger, [giveBackOf('h', 'v', 50)])
  expect(sumAt(ledger, 'redeemed@points:7')).toBe(0)
  expect(ledger.reversedOf('v')).toBe(70)
  expect(kinds(ledger)).toEqual(['refund-overdrawn'])
  expectLawful(ledger)
})

test('put back into a lease that was forfeited meanwhile: the holder is made good, the rest is risk [B1.1]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  report(ledger, [spendOf('v', 60)])
  forfeitLease(ledger, { id: 'f', lease: 'L', at: 2000, marginMs: 0 })
  report(ledger, [spendOf('w', 30)])
  report(ledger, [giveBackOf('g', 'v', 60), giveBackOf('h', 'w', 30)])
  expect(free(ledger)).toBe(100)
  expect(leaseIn(ledger)).toMatchObject({ spent: 0, state: 'forfeited' })
  expectLawful(ledger)
  report(ledger, [spendOf('x', 100)])
  tell(ledger, 'lease.closed', wordOf({ spent: 100, returned: 0, reason: 'ended' }))
  expect(free(ledger)).toBe(100)
  expect(sumAt(ledger, 'risk@points:7')).toBe(-100)
  expect(ledger.alarms).toEqual([])
})

test('what a written off lease still spends and gives back is the loss and gain of risk [B1.1]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  forfeitLease(ledger, { id: 'f', lease: 'L', at: 2000, marginMs: 0 })
  report(ledger, [spendOf('v', 60)])
  writeOffForfeit(ledger, { id: 'o', lease: 'L', at: 3000 })
  report(ledger, [spendOf('w', 20)])
  expect(sumAt(ledger, 'risk@points:7')).toBe(-80)
  report(ledger, [giveBackOf('g', 'v', 60), giveBackOf('h', 'w', 20)])
  expect(sumAt(ledger, 'risk@points:7')).toBe(0)
  expect(free(ledger)).toBe(100)
  expectLawful(ledger)
})
