import { expect, test } from 'vitest'
import type { Envelope, ValueMovement } from '#shared/contracts/event.ts'
import { freeOf, openAccount } from '#shared/value/account.ts'
import { applyEnvelope } from '#shared/value/cloud/apply-envelope.ts'
import { forfeitLease } from '#shared/value/cloud/forfeit-lease.ts'
import { reservedCoupon } from '#shared/value/coupon.ts'
import { issueCoupon } from '#shared/value/coupon-verbs.ts'
import { freeze } from '#shared/value/freeze.ts'
import type { MemoryLedger } from '../../../sim/memory-ledger.ts'
import { accountIn, coupon, points } from '../books.ts'
import {
  booksOf,
  envelopeOf,
  expectLawful,
  granted,
  leaseIn,
  movementOf,
  receiptOf,
  report,
  spendOf,
  sumAt,
} from './story.ts'

const free = (ledger: MemoryLedger, id = 'm') => freeOf(accountIn(ledger, id))
const kinds = (ledger: MemoryLedger) => ledger.alarms.map(({ kind }) => kind)
const onTrust = { cover: 'trust', lease: null, rule: 'trust 2026-01-01' } as const
const local = { cover: 'local-balance', lease: null } as const
const localPoints = { ...points, offline: 'local-balance', mayOwe: false } as const

function refund(
  ledger: MemoryLedger,
  receipt: Envelope['receipt'],
  movements: readonly ValueMovement[],
  hub = 1,
) {
  const envelope = envelopeOf('sale.refunded', { receipt, movements: [...movements] })
  return applyEnvelope(ledger, { hub, epoch: 1, seq: 1, envelope })
}

test('one envelope earns, spends and keeps its receipt, and needs no payload for it [B2.1]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  const earn = movementOf({ id: 'e', kind: 'earn', amount: 5, endsAt: 9000, rule: 'per-total' })
  report(ledger, [spendOf('v', 30), earn], { receiptId: 'r1' })
  expect(accountIn(ledger, 'm').lots).toEqual([{ id: 'e', amount: 5, endsAt: 9000 }])
  expect(ledger.movement('e')).toMatchObject({ kind: 'earn', receiptId: 'r1', rule: 'per-total' })
  expect(leaseIn(ledger)).toMatchObject({ spent: 30 })
  expectLawful(ledger)
})

test('an envelope that is applied again changes nothing', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  const movements = [
    spendOf('v', 120),
    movementOf({ id: 'e', kind: 'earn', amount: 5 }),
    movementOf({ id: 'g', kind: 'give-back', amount: 10, reverses: 'v' }),
    movementOf({ id: 't', kind: 'take-back', amount: 2, reverses: 'e' }),
    spendOf('w', 50, onTrust),
  ]
  report(ledger, movements)
  const after = ledger.copy()
  report(ledger, movements)
  expect(accountIn(ledger, 'm')).toEqual(accountIn(after, 'm'))
  expect(ledger.sumsByPlace).toEqual(after.sumsByPlace)
  expect(ledger.alarms).toEqual(after.alarms)
  expectLawful(ledger)
})

test('spent on trust: free pays what it has, also when frozen, and risk the rest, without an alarm [B1.10]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger, { amount: 70 })
  freeze(ledger, 'm')
  report(ledger, [spendOf('v', 50, onTrust)])
  expect(free(ledger)).toBe(0)
  expect(sumAt(ledger, 'risk@points:7')).toBe(-20)
  report(ledger, [spendOf('w', 10, onTrust)])
  expect(sumAt(ledger, 'risk@points:7')).toBe(-30)
  expect(leaseIn(ledger)).toMatchObject({ spent: 0 })
  expect(ledger.alarms).toEqual([])
  report(ledger, [movementOf({ id: 'g', kind: 'give-back', amount: 50, reverses: 'v' })])
  expect(free(ledger)).toBe(30)
  expect(sumAt(ledger, 'risk@points:7')).toBe(-10)
  expectLawful(ledger)
})

test('stores that overspend a local balance together are found to the unit, and the card is frozen', () => {
  const ledger = booksOf([[100, null]], localPoints)
  report(ledger, [spendOf('v', 80, local)], { hub: 1 })
  expect(accountIn(ledger, 'm').frozen).toBe(false)
  const recalls = report(ledger, [spendOf('w', 70, local)], { hub: 2, receiptId: 'r2' })
  expect(accountIn(ledger, 'm')).toMatchObject({ frozen: true, lots: [], owed: 0 })
  expect(sumAt(ledger, 'risk@points:7')).toBe(-50)
  expect(ledger.alarms).toMatchObject([{ kind: 'balance-overspent', subject: 'account m' }])
  expect(ledger.alarms[0]?.words).toContain('Hub 2 spent 50 units more')
  expect(recalls.leases).toEqual([])
  report(ledger, [spendOf('u', 7, local)])
  expect(sumAt(ledger, 'risk@points:7')).toBe(-57)
  expectLawful(ledger)
})

test('a spend that names the free part is booked like any fact, and what it lacks is an alarm', () => {
  const ledger = booksOf([[100, null]])
  report(ledger, [spendOf('v', 60, { cover: 'account', lease: null })])
  expect(ledger.alarms).toEqual([])
  report(ledger, [spendOf('w', 60, { cover: 'account', lease: null })])
  expect(free(ledger)).toBe(0)
  expect(sumAt(ledger, 'risk@points:7')).toBe(-20)
  expect(kinds(ledger)).toEqual(['balance-overspent'])
  expect(accountIn(ledger, 'm').frozen).toBe(false)
})

test('earned value that is taken back after it was spent becomes a debt, and leases are recalled [B1.6]', () => {
  const ledger = booksOf([])
  report(ledger, [movementOf({ id: 'e', kind: 'earn', amount: 50 })])
  granted(ledger, { amount: 50 })
  const back = movementOf({ id: 't', kind: 'take-back', amount: 50, reverses: 'e' })
  expect(refund(ledger, receiptOf('r2', 'r-e', 'right'), [back]).leases).toEqual(['L'])
  expect(free(ledger)).toBe(-50)
  expectLawful(ledger)
})

test('value of an account that the books do not know is kept in an account of its own [B1.12]', () => {
  const ledger = booksOf([])
  report(ledger, [
    movementOf({ id: 'e', kind: 'earn', account: 'lost', amount: 9 }),
    movementOf({ id: 't', kind: 'take-back', account: 'lost', amount: 4 }),
    movementOf({ id: 'g', kind: 'give-back', account: 'gone', amount: 3, cover: 'account' }),
  ])
  expect(free(ledger, 'lost')).toBe(5)
  expect(free(ledger, 'gone')).toBe(3)
  expect(kinds(ledger)).toEqual(['unknown-account', 'unknown-account'])
  expectLawful(ledger)
})

test('a refund without the right returns spent value that its movement names, capped by the spend [B5]', () => {
  const ledger = booksOf([[100, null]])
  granted(ledger)
  report(ledger, [spendOf('v', 60)])
  const back = { kind: 'give-back', cover: 'account', lease: null, reverses: 'v' } as const
  const receipt = receiptOf('r2', 'r-v', 'pending-credit')
  refund(ledger, receipt, [movementOf({ ...back, id: 'g', amount: 60 })], 2)
  refund(ledger, { ...receipt, id: 'r3' }, [movementOf({ ...back, id: 'h', amount: 60 })], 3)
  expect(free(ledger)).toBe(60)
  expect(kinds(ledger)).toEqual(['refund-overdrawn'])
  expectLawful(ledger)
})

/** A coupon `c` that was given out, its one unit leased to hub 1. */
function couponBooks(): MemoryLedger {
  const ledger = booksOf([])
  ledger.saveAccount(openAccount('c', coupon))
  ledger.saveCoupon(reservedCoupon('c', null))
  issueCoupon(ledger, { id: 'issue', coupon: 'c', expectedVersion: 0, at: 1 })
  granted(ledger, { account: 'c', amount: 1 })
  return ledger
}

const use = (id: string, change: Partial<ValueMovement> = {}) =>
  spendOf(id, 1, { account: 'c', ...change })

test('a coupon that a store used under its lease is used, and is back when that sale is refunded', () => {
  const ledger = couponBooks()
  report(ledger, [use('v')], { receiptId: 'r1' })
  expect(ledger.coupon('c')).toMatchObject({ state: 'used', receiptId: 'r1' })
  report(ledger, [use('v')], { receiptId: 'r1' })
  expect(ledger.coupon('c')).toMatchObject({ state: 'used', version: 2 })
  const back = movementOf({ id: 'g', kind: 'give-back', account: 'c', reverses: 'v' })
  refund(ledger, receiptOf('r2', 'r1', 'right'), [back])
  refund(ledger, receiptOf('r2', 'r1', 'right'), [back])
  expect(ledger.coupon('c')).toMatchObject({ state: 'issued', version: 3 })
  expect(leaseIn(ledger)).toMatchObject({ spent: 0 })
  expect(ledger.alarms).toEqual([])
  expectLawful(ledger)
})

test('a coupon used twice is a loss of one unit and an alarm, and stays the first receipt’s', () => {
  const ledger = couponBooks()
  report(ledger, [use('v')], { receiptId: 'r1' })
  report(ledger, [use('w', { cover: 'trust', lease: null })], { receiptId: 'r2', hub: 2 })
  report(ledger, [use('u', { lease: 'X' })], { receiptId: 'r3', hub: 3 })
  expect(ledger.coupon('c')).toMatchObject({ state: 'used', receiptId: 'r1' })
  expect(sumAt(ledger, 'risk@coupon:12')).toBe(-2)
  expect(kinds(ledger)).toEqual(['unknown-lease'])
  const back = movementOf({ id: 'g', kind: 'give-back', account: 'c', reverses: 'u' })
  refund(ledger, receiptOf('r4', 'r3', 'right'), [back], 3)
  expect(ledger.coupon('c')?.state).toBe('used')
  expect(sumAt(ledger, 'risk@coupon:12')).toBe(-1)
  expectLawful(ledger)
})

test('a refund of another receipt does not make a used coupon good again', () => {
  const ledger = couponBooks()
  report(ledger, [use('v')], { receiptId: 'r1' })
  const back = movementOf({ id: 'g', kind: 'give-back', account: 'c', reverses: 'elsewhere' })
  refund(ledger, receiptOf('r3', 'r2', 'right'), [back])
  expect(ledger.coupon('c')).toMatchObject({ state: 'used', receiptId: 'r1' })
})

test('a coupon of a forfeited lease stays good for its holder, whatever the lost store reports [B1.1]', () => {
  const ledger = couponBooks()
  forfeitLease(ledger, { id: 'f', lease: 'L', at: 2000, marginMs: 0 })
  report(ledger, [use('v')], { receiptId: 'r1' })
  expect(ledger.coupon('c')?.state).toBe('issued')
  expect(sumAt(ledger, 'risk@coupon:12')).toBe(-1)
  granted(ledger, { id: 'L2', hub: 2, account: 'c', amount: 1 })
  report(ledger, [use('w', { lease: 'L2' })], { receiptId: 'r2', hub: 2 })
  expect(ledger.coupon('c')).toMatchObject({ state: 'used', receiptId: 'r2' })
  expect(ledger.alarms).toEqual([])
  expectLawful(ledger)
})

test('an event without value leaves the books alone', () => {
  const ledger = booksOf([[100, null]])
  ledger.touched.clear()
  const envelope = envelopeOf('shift.opened')
  const recalls = applyEnvelope(ledger, { hub: 1, epoch: 1, seq: 1, envelope })
  expect(recalls).toEqual({ leases: [], refundRights: [] })
  expect(ledger.touched.size).toBe(0)
})
