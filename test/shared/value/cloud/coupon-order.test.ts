import { expect, test } from 'vitest'
import type { Envelope } from '#shared/contracts/event.ts'
import { postedOf } from '#shared/value/account.ts'
import { applyEnvelope } from '#shared/value/cloud/apply-envelope.ts'
import { forfeitLease, writeOffForfeit } from '#shared/value/cloud/forfeit-lease.ts'
import { reservedCoupon } from '#shared/value/coupon.ts'
import type { Alarm } from '#shared/value/ledger.ts'
import type { MemoryLedger } from '../../../sim/memory-ledger.ts'
import { accountIn, coupon, openBooks } from '../books.ts'
import {
  envelopeOf,
  expectLawful,
  granted,
  leaseIn,
  movementOf,
  receiptOf,
  sumAt,
  wordOf,
} from './story.ts'

const account = 'C:1-1'
const risk = 'risk@coupon:12'

interface Told {
  readonly hub: number
  readonly envelope: Envelope
  readonly epoch?: number
  readonly chainedAgain?: boolean
}

const hubOne = (envelope: Envelope): Told => ({ hub: 1, envelope })
const hubTwo = (envelope: Envelope): Told => ({ hub: 2, envelope })
/** Brought by a till to the box that came after the one that died. */
const kept = (envelope: Envelope): Told => ({ hub: 1, envelope, epoch: 2, chainedAgain: true })

/** The sale that brings the coupon, in a lease of its own. */
const given = event('given', 'sale.closed', {
  receipt: receiptOf('given'),
  movements: [movementOf({ id: 'load', account, kind: 'load', cover: 'lease', lease: 'B' })],
})
const wordB = { lease: 'B', account, granted: 1 }
const closedB = event('closed B', 'lease.closed', {
  word: wordOf({ ...wordB, returned: 1, reason: 'ended' }),
})
const bornOpen = { id: 'B', hub: 1, state: 'open', granted: 1, spent: 0 }
const used = useOutOf('B')
const back = event('back', 'sale.refunded', {
  receipt: receiptOf('back', 'used'),
  movements: [movementOf({ id: 'undo', account, kind: 'give-back', reverses: 'use', lease: 'B' })],
})
const givenBack = event('given back', 'sale.refunded', {
  receipt: receiptOf('given back', 'given'),
  movements: [
    movementOf({
      id: 'take',
      account,
      kind: 'take-back',
      reverses: 'load',
      cover: 'lease',
      lease: 'B',
    }),
  ],
})
const wordH = { lease: 'H', account, granted: 1, receiptId: 'used' }
const grantedH = event('granted H', 'lease.granted', { word: wordOf(wordH) })
const closedH = event('closed H', 'lease.closed', {
  word: wordOf({ ...wordH, spent: 1, reason: 'receipt-ended' }),
})

function event(id: string, type: Envelope['type'], change: Partial<Envelope>): Envelope {
  return envelopeOf(type, { id, ...change })
}

function useOutOf(lease: string): Envelope {
  const movements = [movementOf({ id: 'use', account, lease })]
  return event('used', 'sale.closed', { receipt: receiptOf('used'), movements })
}

function take(ledger: MemoryLedger, told: readonly Told[]): void {
  for (const { hub, envelope, epoch = 1, chainedAgain = false } of told) {
    // Each of them twice: what came before changes nothing.
    for (let time = 0; time < 2; time++) {
      applyEnvelope(ledger, { hub, epoch, seq: 1, envelope, chainedAgain })
    }
    expectLawful(ledger)
  }
}

function posted(ledger: MemoryLedger): number {
  return postedOf(accountIn(ledger, account))
}

function lasting(ledger: MemoryLedger): readonly Alarm[] {
  return [...ledger.lasting.values()]
}

/** Every way in which two journals can reach the books, each in its own order. */
function interleaved<T>(one: readonly T[], other: readonly T[]): readonly (readonly T[])[] {
  const [first, ...rest] = one
  const [second, ...further] = other
  if (first === undefined) return [other]
  if (second === undefined) return [one]
  return [
    ...interleaved(rest, other).map((tail) => [first, ...tail]),
    ...interleaved(one, further).map((tail) => [second, ...tail]),
  ]
}

function permuted<T>(all: readonly T[]): readonly (readonly T[])[] {
  if (all.length === 0) return [[]]
  return all.flatMap((each, i) => permuted(all.toSpliced(i, 1)).map((others) => [each, ...others]))
}

test('in restored books a coupon is used once, whichever store comes first: the one that gave it or the one that took it [B1.12]', () => {
  const gave = [given, closedB].map(hubOne)
  const took = [grantedH, useOutOf('H'), closedH].map(hubTwo)
  for (const order of interleaved(gave, took)) {
    const ledger = openBooks({ [account]: coupon })
    let isGiven = false
    for (const told of order) {
      take(ledger, [told])
      if (told.hub === 1) isGiven = !isGiven
      // Its store holds it until that store says that it does no more.
      expect(leaseIn(ledger, 'B')).toEqual(isGiven ? expect.objectContaining(bornOpen) : undefined)
    }
    expect(accountIn(ledger, account)).toMatchObject({ lots: [], owed: 0, leases: [] })
    expect(ledger.coupon(account)).toMatchObject({ state: 'used', before: 'issued' })
    expect(sumAt(ledger, risk)).toBe(0)
    expect(ledger.alarms).toEqual([])
    take(ledger, [hubTwo(back)])
    expect(ledger.coupon(account)).toMatchObject({ state: 'issued' })
    expect(posted(ledger)).toBe(1)
  }
})

test('a printed coupon that restored books hear of first by its use was used, and is sold again by a refund of it [B1.12]', () => {
  const ledger = openBooks({ [account]: coupon })
  ledger.saveCoupon(reservedCoupon(account, null))
  const movements = [movementOf({ id: 'load', account, kind: 'load' })]
  const sold = event('sold', 'sale.closed', { receipt: receiptOf('sold'), movements })
  take(ledger, [...[grantedH, useOutOf('H'), closedH].map(hubTwo), hubOne(sold)])
  expect(posted(ledger)).toBe(0)
  expect(ledger.coupon(account)).toMatchObject({ state: 'used', before: 'sold', soldOn: 'sold' })
  take(ledger, [hubTwo(back)])
  expect(posted(ledger)).toBe(1)
  expect(ledger.coupon(account)).toMatchObject({ state: 'sold', soldOn: 'sold' })
})

test('where the store that gave it died, HQ gives up its lease of a coupon used elsewhere, and nobody loses [B1.12, B1.3]', () => {
  const ledger = openBooks({ [account]: coupon })
  take(ledger, [grantedH, useOutOf('H'), closedH].map(hubTwo))
  take(ledger, [kept(given)])
  expect(leaseIn(ledger, 'B')).toMatchObject({ state: 'void', granted: 1 })
  const { endsAt = 0 } = leaseIn(ledger, 'B') ?? {}
  forfeitLease(ledger, { id: 'F', lease: 'B', at: endsAt, marginMs: 0 })
  writeOffForfeit(ledger, { id: 'O', lease: 'B', at: endsAt })
  expect(accountIn(ledger, account)).toMatchObject({ lots: [], owed: 0, leases: [] })
  expect(ledger.coupon(account)).toMatchObject({ state: 'used' })
  expect(sumAt(ledger, risk)).toBe(0)
  expect(ledger.alarms).toEqual([])
})

test('two tills of a dead box bring the sale that gave a coupon and the one that used it: in either order it is used, and no risk pays [B2.7]', () => {
  for (const order of permuted([given, used].map(kept))) {
    const ledger = openBooks({ [account]: coupon })
    take(ledger, order)
    expect(posted(ledger)).toBe(0)
    expect(leaseIn(ledger, 'B')).toMatchObject({ state: 'void', granted: 1, spent: 1, lots: [] })
    expect(ledger.coupon(account)).toMatchObject({ state: 'used', before: 'issued' })
    expect(sumAt(ledger, risk)).toBe(0)
    expect(ledger.alarms).toEqual([])
    // A second use of it, from another copy of that disk, is nobody's but the company's.
    const movements = [movementOf({ id: 'again', account, lease: 'B' })]
    take(ledger, [kept(event('again', 'sale.closed', { receipt: receiptOf('again'), movements }))])
    expect(posted(ledger)).toBe(0)
    expect(sumAt(ledger, risk)).toBe(-1)
    expect(ledger.alarms).toMatchObject([{ kind: 'lease-overspent', subject: 'lease B' }])
  }
})

test('… and with the refund of that use it is whole again, in whatever order the three come [B2.7]', () => {
  for (const order of permuted([given, used, back].map(kept))) {
    const ledger = openBooks({ [account]: coupon })
    take(ledger, order)
    const { lots, leases } = accountIn(ledger, account)
    expect([...lots, ...leases.flatMap((each) => each.lots)]).toMatchObject([{ endsAt: null }])
    expect(posted(ledger)).toBe(1)
    expect(ledger.coupon(account)).toMatchObject({ state: 'issued' })
    expect(sumAt(ledger, risk)).toBe(0)
    expect(ledger.alarms).toEqual([])
  }
})

test('… and a refund of the sale that gave it takes it away, in either order [B2.7]', () => {
  for (const order of permuted([given, givenBack].map(kept))) {
    const ledger = openBooks({ [account]: coupon })
    take(ledger, order)
    expect(posted(ledger)).toBe(0)
    expect(ledger.coupon(account)).toMatchObject({ state: 'cancelled' })
    expect(sumAt(ledger, risk)).toBe(0)
    expect(ledger.alarms).toEqual([])
  }
})

test('a use that comes in after both refunds, that of itself and that of the sale that gave the coupon, brings nothing back: no risk pays [B2.7]', () => {
  for (const sale of [hubOne(given), kept(given)]) {
    for (const order of permuted([sale, ...[back, givenBack].map(kept)])) {
      if (order.at(-1) === sale) continue
      const ledger = openBooks({ [account]: coupon })
      take(ledger, order)
      expect(ledger.coupon(account)).toMatchObject({ state: 'cancelled' })
      take(ledger, [kept(used)])
      expect(posted(ledger)).toBe(0)
      expect(ledger.coupon(account)).toMatchObject({ state: 'cancelled' })
      expect(sumAt(ledger, risk)).toBe(0)
      expect(ledger.alarms).toEqual([])
    }
  }
})

test('… and where all that the tills know of the sale is its refund, the coupon owes the use until the sale comes [B2.7]', () => {
  for (const refunds of permuted([back, givenBack])) {
    const ledger = openBooks({ [account]: coupon })
    take(ledger, [...refunds, used].map(kept))
    expect(posted(ledger)).toBe(-1)
    take(ledger, [kept(given)])
    expect(posted(ledger)).toBe(0)
    expect(ledger.coupon(account)).toMatchObject({ state: 'cancelled' })
    expect(sumAt(ledger, risk)).toBe(0)
    expect(ledger.alarms).toEqual([])
  }
})

test('the sale that gave a coupon, its use and the refunds of both come in 24 orders: in all of them it is cancelled, and nothing is left for a person to do [B2.7]', () => {
  for (const sale of [hubOne(given), kept(given)]) {
    for (const order of permuted([sale, ...[used, back, givenBack].map(kept)])) {
      const ledger = openBooks({ [account]: coupon })
      take(ledger, order)
      const words = order.map(({ envelope }) => envelope.id).join(', ')
      const { lots, owed, leases } = accountIn(ledger, account)
      expect([lots, owed, leases.flatMap((each) => each.lots)], words).toEqual([[], 0, []])
      expect(ledger.coupon(account), words).toMatchObject({ state: 'cancelled' })
      expect(sumAt(ledger, risk), words).toBe(0)
      expect(lasting(ledger), words).toEqual([])
      expect(ledger.alarms, words).toEqual([])
    }
  }
})

test('… and as long as the refund of the use is missing the risk account pays, and one alarm lasts, whichever of the three came first [B2.7]', () => {
  for (const sale of [hubOne(given), kept(given)]) {
    for (const order of permuted([sale, kept(used), kept(givenBack)])) {
      const ledger = openBooks({ [account]: coupon })
      take(ledger, order)
      expect(posted(ledger)).toBe(0)
      expect(sumAt(ledger, risk)).toBe(-1)
      expect(lasting(ledger)).toEqual([
        {
          kind: 'balance-overspent',
          subject: account,
          words: '1 coupon:12 of take-back take fell on the risk account',
        },
      ])
      expect(ledger.alarms).toEqual([])
    }
  }
})

test('a printed coupon of which sale and use are refunded goes back to those that can be sold; put back into a lease that a box holds it is still to be spent, and the alarm lasts [B1.8, B2.7]', () => {
  const [load, taken] = [
    movementOf({ id: 'load', account, kind: 'load' }),
    movementOf({ id: 'take', account, kind: 'take-back', reverses: 'load', lease: 'gone' }),
  ]
  const sold = event('given', 'sale.closed', { receipt: receiptOf('given'), movements: [load] })
  const soldBack = event('given back', 'sale.refunded', {
    receipt: receiptOf('given back', 'given'),
    movements: [taken],
  })
  const undo = movementOf({ id: 'undo', account, kind: 'give-back', reverses: 'use', lease: 'H' })
  const receipt = receiptOf('back', 'used')
  const undone = event('back', 'sale.refunded', { receipt, movements: [undo] })
  for (const byTheBox of [true, false]) {
    const ledger = openBooks({ [account]: coupon })
    ledger.saveCoupon(reservedCoupon(account, null))
    take(ledger, [hubOne(sold)])
    granted(ledger, { id: 'H', hub: 2, account, amount: 1 })
    take(ledger, [hubTwo(useOutOf('H')), hubOne(soldBack)])
    expect(ledger.coupon(account)).toMatchObject({ state: 'used', before: 'sold' })
    expect(lasting(ledger)).toMatchObject([{ kind: 'balance-overspent' }])
    take(ledger, [byTheBox ? hubTwo(undone) : kept(undone)])
    const unit = byTheBox ? 1 : 0
    expect(ledger.coupon(account)).toMatchObject({ state: byTheBox ? 'sold' : 'reserved' })
    expect(leaseIn(ledger, 'H')).toMatchObject({ spent: 1 - unit })
    expect(posted(ledger)).toBe(unit)
    expect(sumAt(ledger, risk) + unit).toBe(0)
    expect(lasting(ledger)).toHaveLength(unit)
    expect(ledger.alarms).toEqual([])
  }
})

test('a coupon that was used, given back and used again is used by the second sale, also where the first comes in last [B2.7]', () => {
  const again = event('again', 'sale.closed', {
    receipt: receiptOf('again'),
    movements: [movementOf({ id: 'use again', account, lease: 'B' })],
  })
  const ledger = openBooks({ [account]: coupon })
  take(ledger, [hubOne(given), kept(back)])
  expect(ledger.coupon(account)).toMatchObject({ state: 'issued' })
  take(ledger, [kept(again)])
  expect(ledger.coupon(account)).toMatchObject({ state: 'used', receiptId: 'again' })
  take(ledger, [kept(used)])
  expect(posted(ledger)).toBe(0)
  expect(ledger.coupon(account)).toMatchObject({ state: 'used', receiptId: 'again' })
  expect(sumAt(ledger, risk)).toBe(0)
  expect(ledger.alarms).toEqual([])
})

test('once HQ gave up the lease of a use, the sale that gave the coupon still comes [B2.7]', () => {
  const ledger = openBooks({ [account]: coupon })
  take(ledger, [kept(used)])
  const { endsAt = 0 } = leaseIn(ledger, 'B') ?? {}
  forfeitLease(ledger, { id: 'F', lease: 'B', at: endsAt, marginMs: 0 })
  writeOffForfeit(ledger, { id: 'O', lease: 'B', at: endsAt })
  take(ledger, [kept(given)])
  expect(accountIn(ledger, account)).toMatchObject({ lots: [], owed: 0, leases: [] })
  expect(ledger.coupon(account)).toMatchObject({ state: 'used' })
  expect(sumAt(ledger, risk)).toBe(0)
})
