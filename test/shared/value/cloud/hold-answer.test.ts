import { expect, test } from 'vitest'
import type { HoldRequest } from '#shared/contracts/lease.ts'
import { freeOf } from '#shared/value/account.ts'
import { answerHold, type HoldAsked } from '#shared/value/cloud/hold-answer.ts'
import { recallLease } from '#shared/value/cloud/recall-lease.ts'
import { correct } from '#shared/value/correct.ts'
import { freeze } from '#shared/value/freeze.ts'
import { accountIn, points } from '../books.ts'
import { booksOf, expectLawful, granted, leaseIn, tell, wordOf } from './story.ts'

function asked(request: Partial<HoldRequest> = {}, change: Partial<HoldAsked> = {}): HoldAsked {
  return {
    request: {
      requestId: 'q1',
      session: 's',
      receiptId: 'r1',
      account: 'm',
      amount: 100,
      head: { epoch: 1, seq: 5 },
      ...request,
    },
    hub: 1,
    epoch: 1,
    session: 's',
    ingested: { epoch: 1, seq: 5 },
    recovering: false,
    leaseId: 'H',
    endsAt: 1000,
    lotsEndingFrom: null,
    at: 10,
    ...change,
  }
}

test('a hold is a lease with the receipt as its purpose, and closes like one [B1.1]', () => {
  const ledger = booksOf([[100, null]])
  expect(answerHold(ledger, asked())).toMatchObject({
    outcome: 'granted',
    lease: { id: 'H', hub: 1, epoch: 1, receiptId: 'r1', granted: 100, state: 'open' },
  })
  expect(freeOf(accountIn(ledger, 'm'))).toBe(0)
  tell(ledger, 'lease.closed', wordOf({ lease: 'H', returned: 100, reason: 'receipt-ended' }))
  expect(freeOf(accountIn(ledger, 'm'))).toBe(100)
})

test('a request that comes twice is granted once [B1.4]', () => {
  const ledger = booksOf([[300, null]])
  answerHold(ledger, asked())
  expect(answerHold(ledger, asked())).toEqual({ outcome: 'repeated' })
  expect(freeOf(accountIn(ledger, 'm'))).toBe(200)
})

test('a hub whose journal is ahead of the books must send first [B3]', () => {
  const ledger = booksOf([[100, null]])
  const ahead = { head: { epoch: 1, seq: 6 } }
  expect(answerHold(ledger, asked(ahead))).toMatchObject({ reason: 'send-first' })
  const caughtUp = { ingested: { epoch: 1, seq: 6 } }
  expect(answerHold(ledger, asked(ahead, caughtUp)).outcome).toBe('granted')
})

test('a request of an ended session or epoch gets nothing [B1.3]', () => {
  const ledger = booksOf([[100, null]])
  const ended = { reason: 'session-ended', recall: [] }
  expect(answerHold(ledger, asked({ session: 'old' }))).toMatchObject(ended)
  expect(answerHold(ledger, asked({}, { epoch: 2 }))).toMatchObject(ended)
  expect(leaseIn(ledger, 'H')).toBeUndefined()
})

test('no hold is granted while restored books wait for the hubs [B1.12]', () => {
  const ledger = booksOf([[100, null]])
  expect(answerHold(ledger, asked({}, { recovering: true }))).toMatchObject({
    reason: 'recovering',
  })
})

test('leases of other stores are recalled to cover what is missing, the largest first', () => {
  const ledger = booksOf([[300, null]])
  granted(ledger, { id: 'A', hub: 2, amount: 40 })
  granted(ledger, { id: 'B', hub: 3, amount: 90 })
  granted(ledger, { id: 'C', hub: 4, amount: 60 })
  granted(ledger, { id: 'own', hub: 1, amount: 80 })
  const refused = (free: number, recall: string[]) => ({
    outcome: 'refused',
    reason: 'too-little',
    free,
    recall,
  })
  expect(answerHold(ledger, asked({ amount: 50 }))).toEqual(refused(30, ['B']))
  expect(answerHold(ledger, asked({ amount: 130 }))).toEqual(refused(30, ['B', 'C']))
  expect(answerHold(ledger, asked({ amount: 220 }))).toEqual(refused(30, ['B', 'C', 'A']))
  expect(answerHold(ledger, asked({ amount: 221 }))).toEqual(refused(30, []))
  recallLease(ledger, 'B')
  expect(answerHold(ledger, asked({ amount: 50 }))).toEqual(refused(30, []))
  expect(answerHold(ledger, asked({ amount: 130 }))).toEqual(refused(30, ['C']))
  expectLawful(ledger)
})

test('a lease under a payment is never recalled for another one', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger, { id: 'A', hub: 2, receiptId: 'r9' })
  expect(answerHold(ledger, asked())).toMatchObject({ reason: 'too-little', free: 0, recall: [] })
})

test('an account that owes or is frozen refuses, and all its leases are recalled [B1.6]', () => {
  const ledger = booksOf([[200, null]])
  granted(ledger, { id: 'A', hub: 2, amount: 150 })
  freeze(ledger, 'm')
  expect(answerHold(ledger, asked({ amount: 1 }))).toMatchObject({
    reason: 'frozen',
    recall: ['A'],
  })
  const owing = booksOf([[200, null]])
  granted(owing, { id: 'A', hub: 2, amount: 150 })
  correct(owing, { id: 'c', account: 'm', amount: -80, endsAt: null, at: 20 })
  expect(answerHold(owing, asked({ amount: 1 }))).toMatchObject({
    reason: 'too-little',
    free: -30,
    recall: ['A'],
  })
})

test('what is never leased or not known is told as such', () => {
  const local = booksOf([[100, null]], { ...points, offline: 'local-balance' })
  expect(answerHold(local, asked())).toMatchObject({ reason: 'not-leased' })
  expect(answerHold(local, asked({ account: 'x' }))).toMatchObject({ reason: 'no-account' })
})
