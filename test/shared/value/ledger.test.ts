import { expect, test } from 'vitest'
import { freeOf } from '#shared/value/account.ts'
import { correct } from '#shared/value/correct.ts'
import { credit } from '#shared/value/credit.ts'
import { expireLots } from '#shared/value/expire.ts'
import { spendableAt } from '#shared/value/free-part.ts'
import { freeze, unfreeze } from '#shared/value/freeze.ts'
import { giveBack } from '#shared/value/give-back.ts'
import { spend } from '#shared/value/spend.ts'
import { takeBack } from '#shared/value/take-back.ts'
import type { MemoryLedger } from '../../sim/memory-ledger.ts'
import { accountIn, expectBalanced, giftCard, openBooks, points } from './books.ts'

const done = { outcome: 'done' }
const repeated = { outcome: 'repeated' }
const plain = { account: 'm', at: 100, receiptId: 'r1', rule: null } as const
const back = { at: 200, receiptId: 'r2' } as const

function earn(ledger: MemoryLedger, id: string, amount: number, endsAt: number | null = null) {
  return credit(ledger, { ...plain, id, kind: 'earn', amount, endsAt })
}

function lotsOf(ledger: MemoryLedger, id = 'm') {
  return accountIn(ledger, id).lots.map((lot) => `${lot.id} ${lot.amount}`)
}

function sumAt(ledger: MemoryLedger, place: string): number {
  return ledger.sumsByPlace.get(place) ?? 0
}

test('earned value comes out of the issued account and is a lot of its own', () => {
  const ledger = openBooks({ m: points })
  expect(earn(ledger, 'e1', 50, 900)).toEqual(done)
  expect(accountIn(ledger, 'm').lots).toEqual([{ id: 'e1', amount: 50, endsAt: 900 }])
  expect(sumAt(ledger, 'issued@points:7')).toBe(-50)
  expectBalanced(ledger)
})

test('a spend takes the lots that end first and says which [B1.7]', () => {
  const ledger = openBooks({ m: points })
  earn(ledger, 'later', 50, 900)
  earn(ledger, 'sooner', 50, 500)
  expect(spend(ledger, { ...plain, id: 's1', amount: 70 })).toEqual(done)
  expect(lotsOf(ledger)).toEqual(['later 30'])
  expect(ledger.movement('s1')?.lots).toEqual([
    { id: 'sooner', amount: 50, endsAt: 500 },
    { id: 'later', amount: 20, endsAt: 900 },
  ])
  expectBalanced(ledger)
})

test('a spend of more than is free is refused, says what is free, and moves nothing', () => {
  const ledger = openBooks({ m: points })
  earn(ledger, 'e1', 50)
  const version = accountIn(ledger, 'm').version
  expect(spend(ledger, { ...plain, id: 's1', amount: 51 })).toEqual({
    outcome: 'refused',
    reason: 'too-little',
    free: 50,
  })
  expect(accountIn(ledger, 'm').version).toBe(version)
  expect(ledger.movements.size).toBe(1)
})

test('a lot that has ended cannot be spent, swept or not', () => {
  const ledger = openBooks({ m: points })
  earn(ledger, 'ended', 50, 100)
  earn(ledger, 'living', 50, 101)
  expect(spend(ledger, { ...plain, id: 's1', amount: 51 })).toMatchObject({ reason: 'too-little' })
  expect(spend(ledger, { ...plain, id: 's2', amount: 50 })).toEqual(done)
  expect(lotsOf(ledger)).toEqual(['ended 50'])
})

test('an account nobody opened is refused', () => {
  const ledger = openBooks({})
  const none = { outcome: 'refused', reason: 'no-account', free: 0 }
  expect(earn(ledger, 'e1', 5)).toEqual(none)
  expect(spend(ledger, { ...plain, id: 's1', amount: 5 })).toEqual(none)
  expect(takeBack(ledger, { ...plain, id: 't1', amount: 5, reverses: null })).toEqual(none)
  expect(correct(ledger, { id: 'c1', account: 'm', amount: 5, endsAt: null, at: 1 })).toEqual(none)
  expect(freeze(ledger, 'm')).toEqual(none)
  expect(expireLots(ledger, 'm', 1e9)).toBe(0)
})

test.each([0, -1, 1.5, Number.NaN, 2 ** 53])('an amount of %s units is a bug', (amount) => {
  const ledger = openBooks({ m: points })
  expect(() => earn(ledger, 'e1', amount)).toThrow(RangeError)
  expect(() => spend(ledger, { ...plain, id: 's1', amount })).toThrow(RangeError)
})

test('a command that comes again changes nothing [B2.5]', () => {
  const ledger = openBooks({ m: points })
  earn(ledger, 'e1', 50, 900)
  spend(ledger, { ...plain, id: 's1', amount: 20 })
  giveBack(ledger, { ...back, id: 'g1', reverses: 's1', amount: 5 })
  takeBack(ledger, { ...back, id: 't1', account: 'm', reverses: 'e1', amount: 50 })
  correct(ledger, { id: 'c1', account: 'm', amount: -5, endsAt: null, at: 1 })
  const before = accountIn(ledger, 'm')
  expect(earn(ledger, 'e1', 50, 900)).toEqual(repeated)
  expect(spend(ledger, { ...plain, id: 's1', amount: 20, at: 777 })).toEqual(repeated)
  expect(giveBack(ledger, { ...back, id: 'g1', reverses: 's1', amount: 5 })).toEqual(repeated)
  expect(takeBack(ledger, { ...back, id: 't1', account: 'm', reverses: 'e1', amount: 50 })).toEqual(
    repeated,
  )
  expect(correct(ledger, { id: 'c1', account: 'm', amount: -5, endsAt: null, at: 1 })).toEqual(
    repeated,
  )
  expect(accountIn(ledger, 'm')).toBe(before)
})

test('a repeat is a repeat also where it would be refused today [B2.5]', () => {
  const ledger = openBooks({ m: points })
  earn(ledger, 'e1', 50)
  spend(ledger, { ...plain, id: 's1', amount: 50 })
  freeze(ledger, 'm')
  expect(spend(ledger, { ...plain, id: 's1', amount: 50 })).toEqual(repeated)
})

test('an id that came before with another content is an error that names both [B2.5]', () => {
  const ledger = openBooks({ m: points, other: points })
  earn(ledger, 'e1', 50, 900)
  spend(ledger, { ...plain, id: 's1', amount: 20 })
  expect(() => earn(ledger, 'e1', 51, 900)).toThrow(/command e1 came before with amount 50, not 51/)
  expect(() => earn(ledger, 'e1', 50, 901)).toThrow(/endsAt 900, not 901/)
  expect(() => earn(ledger, 's1', 20)).toThrow(/kind spend, not earn/)
  expect(() =>
    credit(ledger, { ...plain, id: 'e1', account: 'other', kind: 'earn', amount: 50, endsAt: 900 }),
  ).toThrow(/to m, not other/)
  expect(() => spend(ledger, { ...plain, id: 's1', amount: 20, receiptId: 'r9' })).toThrow(
    /receiptId r1, not r9/,
  )
  expect(() => spend(ledger, { ...plain, id: 's1', amount: 20, rule: 'x' })).toThrow(
    expect.objectContaining({
      code: 'conflict',
      fields: [expect.objectContaining({ field: 'rule' })],
    }),
  )
})

test('a give-back restores the lots with their own ends, those taken last first [B1.7]', () => {
  const ledger = openBooks({ m: points })
  earn(ledger, 'a', 30, 500)
  earn(ledger, 'b', 30, 900)
  spend(ledger, { ...plain, id: 's1', amount: 50 })
  expect(giveBack(ledger, { ...back, id: 'g1', reverses: 's1', amount: 25 })).toEqual(done)
  expect(lotsOf(ledger)).toEqual(['a 5', 'b 30'])
  expect(giveBack(ledger, { ...back, id: 'g2', reverses: 's1', amount: 25 })).toEqual(done)
  expect(accountIn(ledger, 'm').lots).toEqual([
    { id: 'a', amount: 30, endsAt: 500 },
    { id: 'b', amount: 30, endsAt: 900 },
  ])
  expectBalanced(ledger)
})

test('reversals name what they reverse and never exceed it', () => {
  const ledger = openBooks({ m: points })
  earn(ledger, 'e1', 50)
  spend(ledger, { ...plain, id: 's1', amount: 50 })
  giveBack(ledger, { ...back, id: 'g1', reverses: 's1', amount: 30 })
  expect(giveBack(ledger, { ...back, id: 'g2', reverses: 's1', amount: 21 })).toEqual({
    outcome: 'refused',
    reason: 'over-reversed',
    free: 30,
  })
  expect(ledger.movement('g1')).toMatchObject({
    reverses: 's1',
    from: 'redeemed@points:7',
    to: 'm',
  })
  expect(ledger.reversedOf('s1')).toBe(30)
})

test('only a spend that is in the books can be given back', () => {
  const ledger = openBooks({ m: points })
  earn(ledger, 'e1', 50)
  expect(() => giveBack(ledger, { ...back, id: 'g1', reverses: 'x', amount: 1 })).toThrow(
    expect.objectContaining({ code: 'not-found' }),
  )
  expect(() => giveBack(ledger, { ...back, id: 'g1', reverses: 'e1', amount: 1 })).toThrow(
    'kind earn, not a spend',
  )
})

test('what the risk account paid is given back to it', () => {
  const ledger = openBooks({ m: points })
  const spent = { id: 's1', kind: 'spend', unit: 'points:7', amount: 9, lots: [], at: 1 } as const
  const places = { from: 'risk@points:7', to: 'redeemed@points:7', reverses: null }
  ledger.addMovement({ ...spent, ...places, receiptId: 'r1', rule: null })
  expect(giveBack(ledger, { ...back, id: 'g1', reverses: 's1', amount: 4 })).toEqual(done)
  expect(sumAt(ledger, 'risk@points:7')).toBe(-5)
  expect(freeOf(accountIn(ledger, 'm'))).toBe(0)
})

test('of a spend beyond what the holder had, the risk account is given back first', () => {
  const ledger = openBooks({ m: points })
  earn(ledger, 'e1', 50)
  spend(ledger, { ...plain, id: 's1', amount: 50 })
  const spent = {
    id: 's1#2',
    kind: 'spend',
    unit: 'points:7',
    amount: 30,
    lots: [],
    at: 1,
  } as const
  const places = { from: 'risk@points:7', to: 'redeemed@points:7', reverses: null }
  ledger.addMovement({ ...spent, ...places, receiptId: 'r1', rule: null })
  const refund = { ...back, id: 'g1', reverses: 's1', amount: 40 }
  expect(giveBack(ledger, refund)).toEqual(done)
  expect(sumAt(ledger, 'risk@points:7')).toBe(0)
  expect(lotsOf(ledger)).toEqual(['e1 10'])
  expect(giveBack(ledger, refund)).toEqual(repeated)
  expect(() => giveBack(ledger, { ...refund, amount: 41 })).toThrow(/amount 40, not 41/)
  expect(() => giveBack(ledger, { ...refund, reverses: 'e1' })).toThrow(/reverses s1#2, not e1/)
  expect(giveBack(ledger, { ...refund, id: 'g2', amount: 41 })).toMatchObject({
    reason: 'over-reversed',
  })
  expect(giveBack(ledger, { ...refund, id: 'g3' })).toEqual(done)
  expectBalanced(ledger)
})

test('taking back more than is left makes a debt where the account may owe [B1.6]', () => {
  const ledger = openBooks({ m: points })
  earn(ledger, 'e1', 50)
  spend(ledger, { ...plain, id: 's1', amount: 40 })
  const claw = { ...back, id: 't1', account: 'm', reverses: 'e1', amount: 50 }
  expect(takeBack(ledger, claw)).toEqual(done)
  expect(freeOf(accountIn(ledger, 'm'))).toBe(-40)
  expect(accountIn(ledger, 'm').lots).toEqual([])
  expectBalanced(ledger)
})

test('who owes may neither spend nor be given a hold [B1.6]', () => {
  const ledger = openBooks({ m: points })
  takeBack(ledger, { ...back, id: 't1', account: 'm', reverses: null, amount: 5 })
  expect(spend(ledger, { ...plain, id: 's1', amount: 1 })).toEqual({
    outcome: 'refused',
    reason: 'owes',
    free: -5,
  })
  expect(spendableAt(accountIn(ledger, 'm'), 1)).toBe(-5)
})

test('what is earned pays the debt first, and that part makes no lot [B1.6]', () => {
  const ledger = openBooks({ m: points })
  takeBack(ledger, { ...back, id: 't1', account: 'm', reverses: null, amount: 40 })
  earn(ledger, 'e1', 30)
  expect(accountIn(ledger, 'm')).toMatchObject({ lots: [], owed: 10 })
  earn(ledger, 'e2', 30)
  expect(accountIn(ledger, 'm')).toMatchObject({ owed: 0 })
  expect(lotsOf(ledger)).toEqual(['e2 20'])
  expectBalanced(ledger)
})

test('a balance falls below zero only where the account may owe [B1.6]', () => {
  const ledger = openBooks({ m: giftCard })
  earn(ledger, 'e1', 50)
  const refused = { outcome: 'refused', reason: 'would-owe', free: 50 }
  const claw = { ...back, id: 't1', account: 'm', reverses: null, amount: 51 }
  expect(takeBack(ledger, claw)).toEqual(refused)
  expect(correct(ledger, { id: 'c1', account: 'm', amount: -51, endsAt: null, at: 1 })).toEqual(
    refused,
  )
  expect(lotsOf(ledger)).toEqual(['e1 50'])
  expect(takeBack(ledger, { ...claw, amount: 50 })).toEqual(done)
})

test('a take-back that a hub reports is booked, and risk pays what the account cannot [B1.6]', () => {
  const ledger = openBooks({ m: giftCard })
  earn(ledger, 'e1', 50)
  spend(ledger, { ...plain, id: 's1', amount: 30 })
  const claw = { ...back, id: 't1', account: 'm', reverses: 'e1', amount: 50, fact: true }
  expect(takeBack(ledger, claw)).toEqual(done)
  expect(freeOf(accountIn(ledger, 'm'))).toBe(0)
  expect(sumAt(ledger, 'risk@credit:MNT')).toBe(-30)
  expect(sumAt(ledger, 'issued@credit:MNT')).toBe(0)
  expect(ledger.alarms).toMatchObject([{ kind: 'balance-overspent', subject: 'm' }])
  expect(ledger.alarms[0]?.words).toContain('30 credit:MNT')
  expect(takeBack(ledger, claw)).toEqual(repeated)
  expect(() => takeBack(ledger, { ...claw, amount: 49 })).toThrow(/amount 50, not 49/)
  expect(ledger.alarms).toHaveLength(1)
  expectBalanced(ledger)
})

test('a reported take-back of more than the credit has left reverses no more than that', () => {
  const ledger = openBooks({ m: points })
  earn(ledger, 'e1', 50)
  const claw = { ...back, account: 'm', reverses: 'e1', fact: true }
  takeBack(ledger, { ...claw, id: 't1', amount: 30 })
  expect(takeBack(ledger, { ...claw, id: 't2', amount: 30 })).toEqual(done)
  expect(freeOf(accountIn(ledger, 'm'))).toBe(0)
  expect(ledger.reversedOf('e1')).toBe(50)
  expect(sumAt(ledger, 'risk@points:7')).toBe(-10)
  expect(takeBack(ledger, { ...claw, id: 't3', amount: 5 })).toEqual(done)
  expect(takeBack(ledger, { ...claw, id: 't3', amount: 5 })).toEqual(repeated)
  expect(ledger.alarms).toHaveLength(2)
  expectBalanced(ledger)
})

test('a reported take-back may come before the credit of a store that is still cut off', () => {
  const ledger = openBooks({ m: points })
  const claw = { ...back, id: 't1', account: 'm', reverses: 'e1', amount: 20 }
  expect(() => takeBack(ledger, claw)).toThrow(expect.objectContaining({ code: 'not-found' }))
  expect(takeBack(ledger, { ...claw, fact: true })).toEqual(done)
  earn(ledger, 'e1', 20)
  expect(freeOf(accountIn(ledger, 'm'))).toBe(0)
  expect(takeBack(ledger, { ...claw, id: 't2' })).toMatchObject({ reason: 'over-reversed' })
})

test('only a credit of the same account can be taken back', () => {
  const ledger = openBooks({ m: points, other: points })
  earn(ledger, 'e1', 50)
  spend(ledger, { ...plain, id: 's1', amount: 10 })
  const claw = { ...back, id: 't1', amount: 5 }
  expect(() => takeBack(ledger, { ...claw, account: 'other', reverses: 'e1' })).toThrow(
    'is no credit of other',
  )
  expect(() => takeBack(ledger, { ...claw, account: 'm', reverses: 's1' })).toThrow(
    'is no credit of m',
  )
})

test('the same take-back for another account or credit is an error [B2.5]', () => {
  const ledger = openBooks({ m: points, other: points })
  earn(ledger, 'e1', 50)
  earn(ledger, 'e2', 50)
  const claw = { ...back, id: 't1', account: 'm', reverses: 'e1', amount: 5 }
  takeBack(ledger, claw)
  expect(() => takeBack(ledger, { ...claw, reverses: 'e2' })).toThrow(/reverses e1, not e2/)
  expect(() => takeBack(ledger, { ...claw, account: 'other' })).toThrow(/from m, not other/)
})

test('a lot expires at its end into the expired account, and only once', () => {
  const ledger = openBooks({ m: points })
  earn(ledger, 'a', 30, 500)
  earn(ledger, 'b', 30, 501)
  expect(expireLots(ledger, 'm', 499)).toBe(0)
  expect(expireLots(ledger, 'm', 500)).toBe(30)
  expect(expireLots(ledger, 'm', 500)).toBe(0)
  expect(lotsOf(ledger)).toEqual(['b 30'])
  expect(sumAt(ledger, 'expired@points:7')).toBe(30)
  expectBalanced(ledger)
})

test('a lot that comes back after its end expires again', () => {
  const ledger = openBooks({ m: points })
  earn(ledger, 'a', 30, 500)
  spend(ledger, { ...plain, id: 's1', amount: 20 })
  expireLots(ledger, 'm', 500)
  giveBack(ledger, { ...back, id: 'g1', reverses: 's1', amount: 5 })
  expect(expireLots(ledger, 'm', 600)).toBe(5)
  giveBack(ledger, { ...back, id: 'g2', reverses: 's1', amount: 15 })
  expect(expireLots(ledger, 'm', 700)).toBe(15)
  expect(
    ['a#expired', 'a#expired-2', 'a#expired-3'].map((id) => ledger.movement(id)?.amount),
  ).toEqual([10, 5, 15])
  expectBalanced(ledger)
})

test('a correction gives or takes through the corrected account and may leave a debt [B1.6]', () => {
  const ledger = openBooks({ m: points })
  const common = { account: 'm', endsAt: 900, at: 1 }
  expect(correct(ledger, { ...common, id: 'c1', amount: 20 })).toEqual(done)
  expect(accountIn(ledger, 'm').lots).toEqual([{ id: 'c1', amount: 20, endsAt: 900 }])
  expect(correct(ledger, { ...common, id: 'c2', amount: -50 })).toEqual(done)
  expect(freeOf(accountIn(ledger, 'm'))).toBe(-30)
  expect(sumAt(ledger, 'corrected@points:7')).toBe(30)
  expect(() => correct(ledger, { ...common, id: 'c2', amount: 50 })).toThrow(
    /from m, not|to .* not m/,
  )
  expectBalanced(ledger)
})

test('a frozen account spends nothing and goes on earning [B1.11]', () => {
  const ledger = openBooks({ m: points })
  earn(ledger, 'e1', 50)
  expect(freeze(ledger, 'm')).toEqual(done)
  expect(freeze(ledger, 'm')).toEqual(repeated)
  expect(spend(ledger, { ...plain, id: 's1', amount: 1 })).toEqual({
    outcome: 'refused',
    reason: 'frozen',
    free: 50,
  })
  expect(earn(ledger, 'e2', 5)).toEqual(done)
  expect(unfreeze(ledger, 'm')).toEqual(done)
  expect(spend(ledger, { ...plain, id: 's1', amount: 55 })).toEqual(done)
})
