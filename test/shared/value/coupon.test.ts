import fc from 'fast-check'
import { expect, test } from 'vitest'
import { freeOf, openAccount, postedOf } from '#shared/value/account.ts'
import {
  type Coupon,
  type CouponState,
  type CouponTransition,
  couponAfter,
  couponMay,
  couponStates,
  couponTransitions,
  reservedCoupon,
} from '#shared/value/coupon.ts'
import type { CouponCommand } from '#shared/value/coupon-transition.ts'
import {
  cancelCoupon,
  expireCoupon,
  holdCoupon,
  issueCoupon,
  releaseCoupon,
  sellCoupon,
  unsellCoupon,
  unuseCoupon,
  useCoupon,
} from '#shared/value/coupon-verbs.ts'
import { expireLots } from '#shared/value/expire.ts'
import { captureHold, lapseHolds, placeHold } from '#shared/value/hold.ts'
import type { Ledger, Outcome } from '#shared/value/ledger.ts'
import { spend } from '#shared/value/spend.ts'
import { createMemoryLedger, type MemoryLedger } from '../../sim/memory-ledger.ts'
import { accountIn, expectBalanced, coupon as terms } from './books.ts'

const done = { outcome: 'done' }
const repeated = { outcome: 'repeated' }

function printed(id = 'c'): MemoryLedger {
  const ledger = createMemoryLedger()
  ledger.saveAccount(openAccount(id, terms))
  ledger.saveCoupon(reservedCoupon(id, 900))
  return ledger
}

function sold(): MemoryLedger {
  const ledger = printed()
  expect(sellCoupon(ledger, at(0, 'sell', 'r1'))).toEqual(done)
  return ledger
}

function at(expectedVersion: number, id: string, receiptId: string | null = null): CouponCommand {
  return { id, coupon: 'c', expectedVersion, receiptId, at: 100 }
}

function stateIn(ledger: Ledger): CouponState | undefined {
  return ledger.coupon('c')?.state
}

function refusedFor(reason: string) {
  return expect.objectContaining({ outcome: 'refused', reason })
}

test('a coupon gets its unit when it is sold and loses it when it is used', () => {
  const ledger = sold()
  expect(accountIn(ledger, 'c').lots).toEqual([{ id: 'sell', amount: 1, endsAt: 900 }])
  expect(ledger.coupon('c')).toMatchObject({ state: 'sold', soldOn: 'r1', version: 1 })
  expect(holdCoupon(ledger, at(1, 'hold', 'r2'))).toEqual(done)
  expect(freeOf(accountIn(ledger, 'c'))).toBe(0)
  expect(useCoupon(ledger, at(2, 'use', 'r2'))).toEqual(done)
  expect(ledger.coupon('c')).toMatchObject({ state: 'used', receiptId: 'r2', before: 'sold' })
  expect(postedOf(accountIn(ledger, 'c'))).toBe(0)
  expect(ledger.sumsByPlace.get('redeemed@coupon:12')).toBe(1)
  expectBalanced(ledger)
})

test('of two that decide on one version, one comes too late', () => {
  const ledger = sold()
  expect(holdCoupon(ledger, at(1, 'hold-1', 'r2'))).toEqual(done)
  expect(holdCoupon(ledger, at(1, 'hold-2', 'r3'))).toEqual(refusedFor('stale-version'))
  expect(holdCoupon(ledger, at(2, 'hold-3', 'r3'))).toEqual(refusedFor('wrong-state'))
  expect(useCoupon(ledger, at(2, 'use', 'r3'))).toEqual(refusedFor('wrong-state'))
  expect(ledger.coupon('c')).toMatchObject({ state: 'held', receiptId: 'r2' })
})

test('the store itself refuses a state that was not decided on the stored one', () => {
  const ledger = sold()
  const stored = ledger.coupon('c')
  if (stored === undefined) throw new Error('the coupon is gone')
  const one = couponAfter(stored, 'hold', 'r2')
  ledger.saveCoupon(one)
  expect(() => ledger.saveCoupon(couponAfter(stored, 'use', 'r3'))).toThrow(
    expect.objectContaining({ code: 'conflict' }),
  )
})

test('a held coupon falls back to what it was', () => {
  const ledger = printed()
  issueCoupon(ledger, at(0, 'issue'))
  holdCoupon(ledger, at(1, 'hold', 'r2'))
  expect(releaseCoupon(ledger, at(2, 'release'))).toEqual(done)
  expect(ledger.coupon('c')).toMatchObject({ state: 'issued', before: null, receiptId: null })
  expect(freeOf(accountIn(ledger, 'c'))).toBe(1)
  expect(releaseCoupon(ledger, at(2, 'release'))).toEqual(repeated)
  expectBalanced(ledger)
})

test('a hold of a coupon that lapses frees the coupon too', () => {
  const ledger = sold()
  holdCoupon(ledger, { ...at(1, 'hold', 'r2'), lapsesAt: 200 })
  expect(lapseHolds(ledger, 'c', 199)).toBe(0)
  expect(lapseHolds(ledger, 'c', 200)).toBe(1)
  expect(ledger.coupon('c')).toMatchObject({ state: 'sold', version: 3 })
  expect(useCoupon(ledger, at(3, 'use', 'r3'))).toEqual(done)
})

test('a coupon hold without a receipt is an error', () => {
  expect(() => holdCoupon(sold(), at(1, 'hold'))).toThrow('names no receipt')
})

test('a coupon that is promised to another cannot be held, unsold, cancelled or expired', () => {
  const ledger = sold()
  const hold = { id: 'h', account: 'c', amount: 1, receiptId: 'r5', lapsesAt: 1e6, at: 50 }
  expect(placeHold(ledger, hold)).toEqual(done)
  expect(holdCoupon(ledger, at(1, 'hold', 'r2'))).toEqual(refusedFor('too-little'))
  expect(unsellCoupon(ledger, at(1, 'unsell'))).toEqual(refusedFor('would-owe'))
  expect(cancelCoupon(ledger, at(1, 'cancel'))).toEqual(refusedFor('would-owe'))
  expect(expireCoupon(ledger, { ...at(1, 'expire'), at: 900 })).toEqual(refusedFor('too-little'))
  expect(ledger.coupon('c')).toMatchObject({ state: 'sold', version: 1 })
})

test('a voucher refunded unused can be sold again', () => {
  const ledger = sold()
  expect(unsellCoupon(ledger, at(1, 'unsell', 'r2'))).toEqual(done)
  expect(ledger.coupon('c')).toMatchObject({ state: 'reserved', soldOn: null })
  expect(postedOf(accountIn(ledger, 'c'))).toBe(0)
  expect(sellCoupon(ledger, at(2, 'sell-2', 'r3'))).toEqual(done)
  expectBalanced(ledger)
})

test('a coupon comes back when the sale that used it is refunded', () => {
  const ledger = sold()
  useCoupon(ledger, at(1, 'use', 'r2'))
  const unuse = { ...at(2, 'unuse', 'r3'), reverses: 'use' }
  expect(() => unuseCoupon(ledger, at(2, 'unuse', 'r3'))).toThrow('names no use')
  expect(unuseCoupon(ledger, unuse)).toEqual(done)
  expect(ledger.coupon('c')).toMatchObject({ state: 'sold', soldOn: 'r1' })
  expect(unuseCoupon(ledger, unuse)).toEqual(repeated)
  expect(useCoupon(ledger, at(3, 'use-2', 'r4'))).toEqual(done)
  expectBalanced(ledger)
})

test('a coupon expires at its end, whichever sweep meets it first', () => {
  const one = sold()
  expect(expireCoupon(one, { ...at(1, 'expire'), at: 899 })).toEqual(refusedFor('not-ended'))
  expect(expireCoupon(one, { ...at(1, 'expire'), at: 900 })).toEqual(done)
  expect(expireCoupon(one, { ...at(1, 'expire'), at: 901 })).toEqual(repeated)
  expect(expireLots(one, 'c', 900)).toBe(0)
  const other = sold()
  expect(expireLots(other, 'c', 900)).toBe(1)
  for (const ledger of [one, other]) {
    expect(stateIn(ledger)).toBe('expired')
    expect(ledger.sumsByPlace.get('expired@coupon:12')).toBe(1)
    expectBalanced(ledger)
  }
})

test('a coupon whose unit is gone expires without moving one', () => {
  const ledger = sold()
  spend(ledger, { id: 's', account: 'c', amount: 1, at: 100, receiptId: 'r2', rule: null })
  const expire = { ...at(1, 'expire'), at: 900 }
  expect(expireCoupon(ledger, expire)).toEqual(done)
  expect(expireCoupon(ledger, expire)).toEqual(repeated)
  expect(ledger.movement('expire')).toBeUndefined()
})

test('a coupon that never ends does not expire', () => {
  const ledger = createMemoryLedger()
  ledger.saveAccount(openAccount('c', terms))
  ledger.saveCoupon(reservedCoupon('c', null))
  issueCoupon(ledger, at(0, 'issue'))
  expect(expireCoupon(ledger, { ...at(1, 'expire'), at: 1e15 })).toEqual(refusedFor('not-ended'))
})

test('a coupon is cancelled with its unit, or without one when nobody had it', () => {
  const ledger = sold()
  expect(cancelCoupon(ledger, at(1, 'cancel'))).toEqual(done)
  expect(cancelCoupon(ledger, at(1, 'cancel'))).toEqual(repeated)
  expect(ledger.sumsByPlace.get('corrected@coupon:12')).toBe(1)
  const unsold = printed()
  expect(cancelCoupon(unsold, at(0, 'cancel'))).toEqual(done)
  expect(cancelCoupon(unsold, at(0, 'cancel'))).toEqual(repeated)
  expect(unsold.movements.size).toBe(0)
  expectBalanced(ledger)
})

test('a use that a hub reports is believed in whatever state the coupon is', () => {
  for (const prepare of [sold, printed]) {
    const ledger = prepare()
    const use = { ...at(99, 'use', 'r2'), fact: true }
    expect(useCoupon(ledger, use)).toEqual(done)
    expect(stateIn(ledger)).toBe('used')
    expect(useCoupon(ledger, use)).toEqual(repeated)
    expect(ledger.movement('use')).toBeUndefined()
  }
})

test('a coupon that two stores report as used is told apart from a repeat', () => {
  const ledger = sold()
  useCoupon(ledger, { ...at(99, 'use', 'r2'), fact: true })
  const other = { ...at(99, 'use-2', 'r3'), fact: true }
  expect(useCoupon(ledger, other)).toEqual(refusedFor('wrong-state'))
  expect(ledger.coupon('c')?.receiptId).toBe('r2')
})

test('a coupon used after its end and refunded stays worthless', () => {
  const ledger = sold()
  expireLots(ledger, 'c', 900)
  useCoupon(ledger, { ...at(99, 'use', 'r2'), fact: true })
  expect(unuseCoupon(ledger, { ...at(99, 'unuse', 'r3'), fact: true })).toEqual(done)
  expect(stateIn(ledger)).toBe('cancelled')
})

test('a command that comes again for a coupon changes nothing, with other content it is an error [B2.5]', () => {
  const ledger = sold()
  ledger.saveAccount(openAccount('d', terms))
  ledger.saveCoupon(reservedCoupon('d', null))
  expect(sellCoupon(ledger, at(0, 'sell', 'r1'))).toEqual(repeated)
  holdCoupon(ledger, at(1, 'hold', 'r2'))
  useCoupon(ledger, at(2, 'use', 'r2'))
  expect(sellCoupon(ledger, at(0, 'sell', 'r1'))).toEqual(repeated)
  expect(holdCoupon(ledger, at(1, 'hold', 'r2'))).toEqual(repeated)
  expect(useCoupon(ledger, at(2, 'use', 'r2'))).toEqual(repeated)
  expect(() => sellCoupon(ledger, at(0, 'sell', 'r9'))).toThrow(/receiptId r1, not r9/)
  expect(() => issueCoupon(ledger, at(0, 'sell', 'r1'))).toThrow(/kind load, not issue/)
  expect(() => sellCoupon(ledger, { ...at(0, 'sell', 'r1'), coupon: 'd' })).toThrow(
    /coupon c, not d/,
  )
})

test('a coupon or an account that nobody opened is refused', () => {
  expect(sellCoupon(createMemoryLedger(), at(0, 'sell', 'r1'))).toEqual(refusedFor('no-account'))
})

const verbs = {
  sell: sellCoupon,
  issue: issueCoupon,
  unsell: unsellCoupon,
  hold: holdCoupon,
  release: releaseCoupon,
  use: useCoupon,
  unuse: unuseCoupon,
  expire: expireCoupon,
  cancel: cancelCoupon,
} satisfies Record<CouponTransition, (ledger: Ledger, command: CouponCommand) => Outcome>
const names = Object.keys(couponTransitions) as CouponTransition[]

test('whatever is tried, a coupon moves only along its table and has a unit only while it is good', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          name: fc.constantFrom(...names),
          stale: fc.boolean().map((stale) => stale && 1),
          receiptId: fc.constantFrom('r1', 'r2'),
          now: fc.constantFrom(100, 900),
        }),
        { maxLength: 25 },
      ),
      (steps) => {
        const ledger = printed()
        let lastUse = 'none'
        for (const [index, { name, stale, receiptId, now }] of steps.entries()) {
          const before = ledger.coupon('c') as Coupon
          const id = `${name}-${index}`
          const expectedVersion = before.version - Number(stale)
          const command = { ...at(expectedVersion, id, receiptId), at: now, reverses: lastUse }
          const wasAllowed = couponMay(before, name)
          if (name === 'unuse' && !wasAllowed) continue
          const { outcome } = verbs[name](ledger, command)
          const after = ledger.coupon('c') as Coupon
          if (outcome === 'done') {
            expect(wasAllowed).toBe(true)
            expect(stale).toBe(false)
            expect(after.version).toBe(before.version + 1)
            if (name === 'use') lastUse = id
            const { to } = couponTransitions[name]
            if (to !== 'before') expect(after.state).toBe(to)
            expect(verbs[name](ledger, command)).toEqual(repeated)
          } else {
            expect(after).toBe(before)
          }
          expect(couponStates).toContain(after.state)
          const isGood = ['sold', 'issued', 'held'].includes(after.state)
          expect(postedOf(accountIn(ledger, 'c'))).toBe(isGood ? 1 : 0)
          expectBalanced(ledger)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('capturing the unit behind a coupon does not let the coupon be used again', () => {
  const ledger = sold()
  holdCoupon(ledger, at(1, 'hold', 'r2'))
  captureHold(ledger, { id: 'k', account: 'c', hold: 'hold', amount: 1, at: 120 })
  expect(useCoupon(ledger, at(2, 'use', 'r2'))).toEqual(refusedFor('too-little'))
})
