import fc from 'fast-check'
import { expect, test } from 'vitest'
import { partsStillHold, spendLeases } from '#shared/value/hub/spend-leases.ts'
import { type HubLease, leftOf } from '#shared/value/hub/wallet.ts'
import { createHubBox, ENDS, HOUR, NOW } from './hub-box.ts'

const upper = NOW.wallMs
const none = new Map<string, number>()

function lease(change: Partial<HubLease>): HubLease {
  return {
    id: 'l1',
    account: 'a',
    epoch: 1,
    receiptId: null,
    granted: 100,
    spent: 0,
    returned: 0,
    endsAt: ENDS,
    state: 'open',
    version: 0,
    ...change,
  }
}

function pay(leases: readonly HubLease[], amount: number, change = {}) {
  return spendLeases({ leases, reserved: none, upper, amount, epoch: 1, receiptId: 'r', ...change })
}

test('a hub spends its own lease with feed and line both gone [B1.13]', () => {
  expect(pay([lease({})], 100)).toEqual({
    outcome: 'covered',
    parts: [{ lease: 'l1', amount: 100 }],
  })
})

test('the lease that ends first pays first, the next one the rest', () => {
  const leases = [
    lease({ id: 'late', endsAt: ENDS + 2 }),
    lease({ id: 'soon', granted: 30, endsAt: ENDS + 1 }),
    lease({ id: 'b', endsAt: ENDS + 2 }),
  ]
  expect(pay(leases, 150)).toEqual({
    outcome: 'covered',
    parts: [
      { lease: 'soon', amount: 30 },
      { lease: 'b', amount: 100 },
      { lease: 'late', amount: 20 },
    ],
  })
})

test('without an anchor of this boot no lease is spent, and the till is told why [B1.2]', () => {
  expect(pay([lease({})], 1, { upper: null })).toEqual({
    outcome: 'short',
    covered: 0,
    reason: 'no-anchor',
  })
  expect(pay([], 1, { upper: null })).toMatchObject({ reason: 'too-little' })
})

test('a lease whose end may have come is not spent [B1.2]', () => {
  expect(pay([lease({ endsAt: upper + 1 })], 1).outcome).toBe('covered')
  expect(pay([lease({ endsAt: upper })], 1)).toEqual({
    outcome: 'short',
    covered: 0,
    reason: 'too-little',
  })
})

test('a lease of an ended epoch is not spent [B1.3]', () => {
  expect(pay([lease({ epoch: 1 })], 1, { epoch: 2 }).outcome).toBe('short')
})

test('only open leases are spent', () => {
  for (const state of ['recalled', 'closed', 'refused', 'void'] as const) {
    expect(pay([lease({ state })], 1).outcome).toBe('short')
  }
})

test('a hold pays its own receipt and no other [B1.1]', () => {
  expect(pay([lease({ receiptId: 'r' })], 1).outcome).toBe('covered')
  expect(pay([lease({ receiptId: 'other' })], 1).outcome).toBe('short')
})

test('two tills do not spend the same part: what one has reserved the other does not get', () => {
  const reserved = new Map([['l1', 70]])
  expect(pay([lease({})], 31, { reserved })).toEqual({
    outcome: 'short',
    covered: 30,
    reason: 'too-little',
  })
})

test('parts never exceed what leases have left, and always add up', () => {
  const anyLease = fc.record({
    granted: fc.integer({ min: 0, max: 50 }),
    spent: fc.integer({ min: 0, max: 20 }),
    reserved: fc.integer({ min: 0, max: 20 }),
    endsAt: fc.integer({ min: upper - 3, max: upper + 5 }),
    state: fc.constantFrom('open' as const, 'recalled' as const, 'closed' as const),
  })
  fc.assert(
    fc.property(
      fc.array(anyLease, { maxLength: 6 }),
      fc.integer({ min: 0, max: 150 }),
      (all, amount) => {
        const leases = all.map((one, i) => lease({ ...one, id: `l${i}` }))
        const reserved = new Map(all.map((one, i) => [`l${i}`, one.reserved]))
        const usable = all.reduce((sum, one) => {
          const left = one.granted - one.spent - one.reserved
          return one.state === 'open' && one.endsAt > upper && left > 0 ? sum + left : sum
        }, 0)
        const answer = pay(leases, amount, { reserved })
        if (answer.outcome === 'short') {
          expect(answer.covered).toBe(usable)
          expect(usable).toBeLessThan(amount)
          return
        }
        let sum = 0
        for (const part of answer.parts) {
          const from = leases.find((one) => one.id === part.lease) ?? lease({})
          expect(part.amount).toBeLessThanOrEqual(leftOf(from) - (reserved.get(part.lease) ?? 0))
          sum += part.amount
        }
        expect(sum).toBe(amount)
      },
    ),
  )
})

test('a lease that ends while the card terminal works is lost to the receipt [B1.2]', () => {
  const box = createHubBox()
  box.grant('l1', 100)
  const parts = [{ lease: 'l1', amount: 60 }]
  const payment = { wallet: box.wallet, parts, epoch: 1 }
  expect(partsStillHold({ ...payment, upper: ENDS - 1 })).toBe(true)
  expect(partsStillHold({ ...payment, upper: ENDS })).toBe(false)
  expect(partsStillHold({ ...payment, upper: null })).toBe(false)
  expect(partsStillHold({ ...payment, upper: ENDS - HOUR, epoch: 2 })).toBe(false)
  expect(partsStillHold({ ...payment, parts: [{ lease: 'no', amount: 1 }], upper: 0 })).toBe(false)
  expect(partsStillHold({ ...payment, parts: [], upper: null })).toBe(true)
})

test('a recall leaves the parts of a payment in progress to it [B1.4]', () => {
  const box = createHubBox()
  box.grant('l1', 100)
  box.reserved.set('l1', 60)
  box.receive(2, { kind: 'recall', lease: 'l1' })
  const payment = { wallet: box.wallet, upper, epoch: 1 }
  expect(partsStillHold({ ...payment, parts: [{ lease: 'l1', amount: 60 }] })).toBe(true)
  expect(partsStillHold({ ...payment, parts: [{ lease: 'l1', amount: 61 }] })).toBe(false)
  expect(pay(box.wallet.leasesOf('a'), 1).outcome).toBe('short')
})
