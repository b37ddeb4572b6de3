import { expect, test } from 'vitest'
import { freeOf, postedOf } from '#shared/value/account.ts'
import { correct } from '#shared/value/correct.ts'
import { credit } from '#shared/value/credit.ts'
import { freeze } from '#shared/value/freeze.ts'
import { giveBack } from '#shared/value/give-back.ts'
import { captureHold, lapseHolds, placeHold, releaseHold } from '#shared/value/hold.ts'
import type { MemoryLedger } from '../../sim/memory-ledger.ts'
import { accountIn, expectBalanced, openBooks, points } from './books.ts'

const done = { outcome: 'done' }
const repeated = { outcome: 'repeated' }
const hold = {
  id: 'h1',
  account: 'm',
  amount: 40,
  receiptId: 'r1',
  lapsesAt: 300,
  at: 100,
} as const
const end = { account: 'm', hold: 'h1', at: 200 } as const

/** 30 units that end at 500 and 30 that end at 900. */
function books(): MemoryLedger {
  const ledger = openBooks({ m: points })
  const earned = {
    account: 'm',
    kind: 'earn',
    amount: 30,
    at: 1,
    receiptId: null,
    rule: null,
  } as const
  credit(ledger, { ...earned, id: 'a', endsAt: 500 })
  credit(ledger, { ...earned, id: 'b', endsAt: 900 })
  return ledger
}

test('a held amount is still posted and no longer free', () => {
  const ledger = books()
  expect(placeHold(ledger, hold)).toEqual(done)
  expect(freeOf(accountIn(ledger, 'm'))).toBe(20)
  expect(postedOf(accountIn(ledger, 'm'))).toBe(60)
  expect(placeHold(ledger, { ...hold, id: 'h2', amount: 21 })).toEqual({
    outcome: 'refused',
    reason: 'too-little',
    free: 20,
  })
  expectBalanced(ledger)
})

test('a hold that is posted in part gives the rest back at once', () => {
  const ledger = books()
  placeHold(ledger, hold)
  expect(captureHold(ledger, { ...end, id: 'k1', amount: 25 })).toEqual(done)
  expect(accountIn(ledger, 'm').holds).toEqual([])
  expect(accountIn(ledger, 'm').lots).toEqual([
    { id: 'a', amount: 5, endsAt: 500 },
    { id: 'b', amount: 30, endsAt: 900 },
  ])
  expect(ledger.movement('k1')).toMatchObject({ kind: 'spend', amount: 25, receiptId: 'r1' })
  expect(ledger.movement('k1#2')).toMatchObject({ kind: 'release', amount: 15 })
  expect(captureHold(ledger, { ...end, id: 'k1', amount: 25 })).toEqual(repeated)
  expectBalanced(ledger)
})

test('a hold that is posted whole leaves nothing to give back', () => {
  const ledger = books()
  placeHold(ledger, hold)
  expect(captureHold(ledger, { ...end, id: 'k1', amount: 40 })).toEqual(done)
  expect(ledger.movement('k1#2')).toBeUndefined()
  expect(postedOf(accountIn(ledger, 'm'))).toBe(20)
})

test('more than was held cannot be posted', () => {
  const ledger = books()
  placeHold(ledger, hold)
  expect(captureHold(ledger, { ...end, id: 'k1', amount: 41 })).toMatchObject({
    reason: 'too-little',
  })
  expect(accountIn(ledger, 'm').holds).toHaveLength(1)
})

test('what a posted hold spent can be given back', () => {
  const ledger = books()
  placeHold(ledger, hold)
  captureHold(ledger, { ...end, id: 'k1', amount: 40 })
  const back = { id: 'g1', reverses: 'k1', amount: 40, at: 250, receiptId: 'r2' }
  expect(giveBack(ledger, back)).toEqual(done)
  expect(freeOf(accountIn(ledger, 'm'))).toBe(60)
  expectBalanced(ledger)
})

test('a voided hold gives everything back with the ends it had', () => {
  const ledger = books()
  const before = accountIn(ledger, 'm').lots
  placeHold(ledger, hold)
  expect(releaseHold(ledger, { ...end, id: 'v1' })).toEqual(done)
  expect(accountIn(ledger, 'm').lots).toEqual(before)
  expect(releaseHold(ledger, { ...end, id: 'v1' })).toEqual(repeated)
  expectBalanced(ledger)
})

test('a hold ends once: posted, voided or lapsed', () => {
  const ledger = books()
  placeHold(ledger, hold)
  releaseHold(ledger, { ...end, id: 'v1' })
  const gone = { outcome: 'refused', reason: 'no-hold', free: 60 }
  expect(captureHold(ledger, { ...end, id: 'k1', amount: 1 })).toEqual(gone)
  expect(releaseHold(ledger, { ...end, id: 'v2' })).toEqual(gone)
  expect(placeHold(ledger, hold)).toEqual(repeated)
  expect(accountIn(ledger, 'm').holds).toEqual([])
})

test('a hold captured in the cloud may lapse, and does so only when its time is over [B1.1]', () => {
  const ledger = books()
  placeHold(ledger, hold)
  placeHold(ledger, { ...hold, id: 'h2', amount: 5, lapsesAt: 301 })
  expect(lapseHolds(ledger, 'm', 299)).toBe(0)
  expect(lapseHolds(ledger, 'm', 300)).toBe(40)
  expect(lapseHolds(ledger, 'm', 300)).toBe(0)
  expect(accountIn(ledger, 'm').holds.map(({ id }) => id)).toEqual(['h2'])
  expect(lapseHolds(ledger, 'm', 400)).toBe(5)
  expect(lapseHolds(ledger, 'nobody', 400)).toBe(0)
  expectBalanced(ledger)
})

test('a hold whose time is over is still good until it is swept', () => {
  const ledger = books()
  placeHold(ledger, hold)
  expect(captureHold(ledger, { ...end, id: 'k1', amount: 40, at: 350 })).toEqual(done)
  expect(lapseHolds(ledger, 'm', 350)).toBe(0)
})

test('a promise outlives a debt that came later, and what is voided pays it [B1.6]', () => {
  const ledger = books()
  placeHold(ledger, hold)
  placeHold(ledger, { ...hold, id: 'h2', amount: 10 })
  correct(ledger, { id: 'c1', account: 'm', amount: -17, endsAt: null, at: 150 })
  expect(freeOf(accountIn(ledger, 'm'))).toBe(-7)
  expect(placeHold(ledger, { ...hold, id: 'h3', amount: 1 })).toMatchObject({ reason: 'owes' })
  expect(captureHold(ledger, { ...end, id: 'k1', amount: 40 })).toEqual(done)
  expect(releaseHold(ledger, { ...end, id: 'v1', hold: 'h2' })).toEqual(done)
  expect(freeOf(accountIn(ledger, 'm'))).toBe(3)
  expectBalanced(ledger)
})

test('a freeze stops new holds and the posting of those that stand [B1.11]', () => {
  const ledger = books()
  placeHold(ledger, hold)
  freeze(ledger, 'm')
  expect(placeHold(ledger, { ...hold, id: 'h2', amount: 1 })).toMatchObject({ reason: 'frozen' })
  expect(captureHold(ledger, { ...end, id: 'k1', amount: 1 })).toMatchObject({ reason: 'frozen' })
  expect(releaseHold(ledger, { ...end, id: 'v1' })).toEqual(done)
})

test('the same hold id with another content is an error [B2.5]', () => {
  const ledger = books()
  placeHold(ledger, hold)
  placeHold(ledger, { ...hold, id: 'h2', amount: 20 })
  expect(() => placeHold(ledger, { ...hold, amount: 41 })).toThrow(/amount 40, not 41/)
  expect(() => placeHold(ledger, { ...hold, receiptId: 'r9' })).toThrow(/receiptId r1, not r9/)
  captureHold(ledger, { ...end, id: 'k1', amount: 25 })
  expect(() => captureHold(ledger, { ...end, id: 'k1', amount: 26 })).toThrow(/amount 25, not 26/)
  expect(() => captureHold(ledger, { ...end, id: 'k1', hold: 'h2', amount: 25 })).toThrow(/from/)
  expect(() => releaseHold(ledger, { ...end, id: 'k1' })).toThrow(/kind spend, not release/)
})

test('an account nobody opened has no holds', () => {
  const ledger = openBooks({})
  expect(placeHold(ledger, hold)).toMatchObject({ reason: 'no-account' })
  expect(captureHold(ledger, { ...end, id: 'k1', amount: 1 })).toMatchObject({
    reason: 'no-account',
  })
  expect(releaseHold(ledger, { ...end, id: 'v1' })).toMatchObject({ reason: 'no-account' })
})
