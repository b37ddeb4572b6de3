import fc from 'fast-check'
import { expect, test } from 'vitest'
import { postedOf } from '#shared/value/account.ts'
import { applyEnvelope } from '#shared/value/cloud/apply-envelope.ts'
import { forfeitLease } from '#shared/value/cloud/forfeit-lease.ts'
import { reservedCoupon } from '#shared/value/coupon.ts'
import { cancelVoucher, issueVoucher } from '#shared/value/voucher-verbs.ts'
import { bookStep, createBookWalk } from '../../../cloud/value/random-books.ts'
import { accountIn, coupon, expectBalanced, giftCard, openBooks, points } from '../books.ts'
import { envelopeOf, granted, movementOf, receiptOf, report, tell, wordOf } from './story.ts'

/** One reserved coupon and one reserved gift card. */
function openVouchers() {
  const ledger = openBooks({ 'C:1-1': coupon, 'G:1-1': giftCard })
  for (const id of ['C:1-1', 'G:1-1']) ledger.saveCoupon(reservedCoupon(id, null))
  return ledger
}

const load = (id: string, account: string, amount: number) =>
  movementOf({ id, account, kind: 'load', amount, cover: 'account' })
const back = (id: string, account: string, amount: number, reverses: string) =>
  movementOf({ id, account, kind: 'take-back', amount, reverses, cover: 'lease', lease: 'L' })

test('what a hub takes back of its lease undoes the sale: the voucher is reserved again, and told again nothing moves', () => {
  for (const [account, amount] of [
    ['C:1-1', 1],
    ['G:1-1', 500],
  ] as const) {
    const ledger = openVouchers()
    report(ledger, [load('s', account, amount)], { receiptId: 'sale' })
    expect(ledger.coupon(account)).toMatchObject({ state: 'sold', soldOn: 'sale' })
    granted(ledger, { account, amount })
    for (let time = 0; time < 2; time++) {
      report(ledger, [back('t', account, amount, 's')], { receiptId: 'refund' })
      expect(ledger.coupon(account)).toMatchObject({ state: 'reserved', soldOn: null })
      expect(accountIn(ledger, account).leases).toMatchObject([{ spent: amount, lots: [] }])
      expect(postedOf(accountIn(ledger, account))).toBe(0)
      expectBalanced(ledger)
    }
    expect(ledger.alarms).toEqual([])
  }
})

test('a gift card whose refund restored books hear of before its sale can be sold again [B1.12]', () => {
  const ledger = openVouchers()
  const word = wordOf({ account: 'G:1-1', granted: 500 })
  tell(ledger, 'lease.granted', word, { hub: 2 })
  report(ledger, [back('t', 'G:1-1', 500, 's')], { receiptId: 'refund', hub: 2 })
  const spent = { spent: 500, returned: 0, reason: 'ended' } as const
  tell(ledger, 'lease.closed', { ...word, ...spent }, { hub: 2 })
  report(ledger, [load('s', 'G:1-1', 500)], { receiptId: 'sale' })
  expect(accountIn(ledger, 'G:1-1')).toMatchObject({ lots: [], owed: 0, leases: [] })
  expect(ledger.coupon('G:1-1')).toMatchObject({ state: 'reserved', soldOn: null })
  expect(ledger.alarms).toEqual([])
  expectBalanced(ledger)
})

test('a card that was spent from in part stays sold; more than is left falls on the risk account', () => {
  const ledger = openVouchers()
  report(ledger, [load('s', 'G:1-1', 500)], { receiptId: 'sale' })
  granted(ledger, { account: 'G:1-1', amount: 400 })
  report(ledger, [movementOf({ id: 'p', account: 'G:1-1', kind: 'spend', amount: 300 })])
  report(ledger, [back('t', 'G:1-1', 500, 's')], { receiptId: 'refund' })
  // 100 were left in the lease and 100 were free; 300 had been spent.
  expect(postedOf(accountIn(ledger, 'G:1-1'))).toBe(0)
  expect(ledger.alarms).toMatchObject([{ kind: 'balance-overspent', subject: 'G:1-1' }])
  expectBalanced(ledger)
})

test('a coupon for the next order is its store’s from the sale on; of an ended epoch or another disk it waits in a void lease until HQ forfeits that [B1.3]', () => {
  const endsAt = 1_000
  const movement = movementOf({
    kind: 'load',
    account: 'C:1-1',
    cover: 'lease',
    lease: 'B',
    endsAt,
  })
  for (const [of, state] of [
    [{ epoch: 1 }, 'open'],
    [{ epoch: 2 }, 'void'],
    [{ epoch: 1, chainedAgain: true }, 'void'],
  ] as const) {
    const ledger = openBooks({ 'C:1-1': coupon })
    const envelope = envelopeOf('sale.closed', { receipt: receiptOf('r'), movements: [movement] })
    for (let time = 0; time < 2; time++) applyEnvelope(ledger, { hub: 1, seq: 1, envelope, ...of })
    const { lots, leases } = accountIn(ledger, 'C:1-1')
    expect(lots).toEqual([])
    expect(leases).toMatchObject([{ id: 'B', hub: 1, granted: 1, spent: 0, endsAt, state }])
    expect(ledger.coupon('C:1-1')).toMatchObject({ state: 'issued' })
    const forfeit = (at: number) =>
      forfeitLease(ledger, { id: 'F', lease: 'B', at, marginMs: 10 }).outcome
    // Until then its hub, or a till that kept the sale, may still say that it was used.
    expect(forfeit(endsAt)).toBe('refused')
    expect(forfeit(endsAt + 10)).toBe('done')
    expect(accountIn(ledger, 'C:1-1').lots).toMatchObject([{ amount: 1 }])
    expectBalanced(ledger)
  }
})

test('a coupon sold twice holds what was paid for twice, and HQ is told', () => {
  const ledger = openVouchers()
  report(ledger, [load('s1', 'C:1-1', 1)], { receiptId: 'one' })
  report(ledger, [load('s2', 'C:1-1', 1)], { receiptId: 'two', hub: 2 })
  expect(ledger.coupon('C:1-1')).toMatchObject({ state: 'sold', soldOn: 'one' })
  expect(ledger.alarms).toMatchObject([{ kind: 'voucher-state', subject: 'voucher C:1-1' }])
  expectBalanced(ledger)
})

test('issued and cancelled by HQ: only in the states that admit it, and never what a store holds', () => {
  const ledger = openVouchers()
  const of = { account: 'G:1-1', at: 5 }
  const issue = { id: 'i', ...of, amount: 70, endsAt: 900 }
  expect(issueVoucher(ledger, issue)).toEqual({ outcome: 'done' })
  expect(issueVoucher(ledger, issue)).toEqual({ outcome: 'repeated' })
  expect(ledger.coupon('G:1-1')).toMatchObject({ state: 'issued', endsAt: 900 })
  expect(issueVoucher(ledger, { ...issue, id: 'j' })).toMatchObject({ reason: 'wrong-state' })
  granted(ledger, { account: 'G:1-1', amount: 20, endsAt: 800 })
  expect(cancelVoucher(ledger, { id: 'c', ...of })).toMatchObject({ reason: 'would-owe', free: 50 })
  expect(cancelVoucher(ledger, { id: 'c', account: 'C:1-1', at: 5 })).toEqual({ outcome: 'done' })
  expect(ledger.coupon('C:1-1')?.state).toBe('cancelled')
  expectBalanced(ledger)
})

test('whatever is done with vouchers among all else, no unit is made or lost', () => {
  const property = fc.property(
    fc.array(bookStep, { minLength: 40, maxLength: 120, size: 'max' }),
    (steps) => {
      const ledger = openBooks({ a: points, b: giftCard, k: coupon })
      ledger.saveCoupon(reservedCoupon('b', null))
      ledger.saveCoupon(reservedCoupon('k', null))
      const step = createBookWalk(ledger, ['a', 'b'])
      for (const each of steps) step(each)
      expectBalanced(ledger)
    },
  )
  fc.assert(property, { numRuns: Number(process.env['KASSA_TEST_LEDGER_RUNS'] ?? 60) })
})
