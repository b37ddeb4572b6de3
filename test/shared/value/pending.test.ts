import { expect, test } from 'vitest'
import { freeOf, postedOf } from '#shared/value/account.ts'
import { addPending, dropPending, postPending } from '#shared/value/pending.ts'
import { spend } from '#shared/value/spend.ts'
import { takeBack } from '#shared/value/take-back.ts'
import { accountIn, expectBalanced, giftCard, openBooks, points } from './books.ts'

const done = { outcome: 'done' }
const repeated = { outcome: 'repeated' }
const claim = { id: 'p1', account: 'm', receiptId: 'r1', amount: 40 } as const
const post = { id: 'p1', account: 'm', endsAt: 900, at: 100 } as const

test('a pending credit counts in no balance and cannot be spent [B1.8]', () => {
  const ledger = openBooks({ m: giftCard })
  expect(addPending(ledger, claim)).toEqual(done)
  expect(postedOf(accountIn(ledger, 'm'))).toBe(0)
  const spending = { id: 's1', account: 'm', amount: 1, at: 1, receiptId: null, rule: null }
  expect(spend(ledger, spending)).toMatchObject({ reason: 'too-little', free: 0 })
  expectBalanced(ledger)
})

test('a settled part of a pending credit becomes free and the rest is dropped [B5]', () => {
  const ledger = openBooks({ m: giftCard })
  addPending(ledger, claim)
  expect(postPending(ledger, { ...post, amount: 41 })).toMatchObject({ reason: 'too-little' })
  expect(postPending(ledger, { ...post, amount: 25 })).toEqual(done)
  expect(accountIn(ledger, 'm')).toMatchObject({
    pending: [],
    lots: [{ id: 'p1', amount: 25, endsAt: 900 }],
  })
  expect(ledger.movement('p1')).toMatchObject({ kind: 'give-back', receiptId: 'r1' })
  expect(postPending(ledger, { ...post, amount: 25 })).toEqual(repeated)
  expectBalanced(ledger)
})

test('a dropped pending credit leaves no trace in the balance [B5]', () => {
  const ledger = openBooks({ m: giftCard })
  addPending(ledger, claim)
  expect(dropPending(ledger, claim)).toEqual(done)
  expect(dropPending(ledger, claim)).toEqual(repeated)
  expect(postPending(ledger, { ...post, amount: 1 })).toMatchObject({ reason: 'no-pending' })
  expect(postedOf(accountIn(ledger, 'm'))).toBe(0)
})

test('a claim that comes again, before or after it was posted, adds nothing [B2.5]', () => {
  const ledger = openBooks({ m: giftCard })
  addPending(ledger, claim)
  expect(addPending(ledger, claim)).toEqual(repeated)
  postPending(ledger, { ...post, amount: 40 })
  expect(addPending(ledger, claim)).toEqual(repeated)
  expect(accountIn(ledger, 'm').pending).toEqual([])
})

test('the same claim with another content is an error [B2.5]', () => {
  const ledger = openBooks({ m: giftCard })
  addPending(ledger, claim)
  expect(() => addPending(ledger, { ...claim, amount: 41 })).toThrow(/amount 40, not 41/)
  expect(() => addPending(ledger, { ...claim, receiptId: 'r9' })).toThrow(/receiptId r1, not r9/)
  postPending(ledger, { ...post, amount: 30 })
  expect(() => postPending(ledger, { ...post, amount: 31 })).toThrow(/amount 30, not 31/)
})

test('a pending credit that is posted pays a debt first [B1.6]', () => {
  const ledger = openBooks({ m: points })
  takeBack(ledger, { id: 't1', account: 'm', reverses: null, amount: 15, at: 1, receiptId: null })
  addPending(ledger, claim)
  postPending(ledger, { ...post, amount: 40 })
  expect(freeOf(accountIn(ledger, 'm'))).toBe(25)
  expectBalanced(ledger)
})

test('an account nobody opened has no pending credits', () => {
  const ledger = openBooks({})
  expect(addPending(ledger, claim)).toMatchObject({ reason: 'no-account' })
  expect(postPending(ledger, { ...post, amount: 1 })).toMatchObject({ reason: 'no-account' })
  expect(dropPending(ledger, claim)).toMatchObject({ reason: 'no-account' })
})
