import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shownBalance } from '#shared/value/hub/overlay.ts'
import { type OwnSpend, putBackPlan } from '#shared/value/hub/put-back.ts'
import { spendLeases } from '#shared/value/hub/spend-leases.ts'
import { createHubBox, ENDS, movement, NOW, sale } from './hub-box.ts'

const upper = NOW.wallMs

/** A hub that took 60 out of lease `l1` and 20 on trust, on one receipt. */
function hubThatSpent() {
  const box = createHubBox()
  box.grant('l1', 100)
  box.spend('l1', 60)
  const spends: OwnSpend[] = [
    { movementId: 'm1', lease: 'l1', left: 60 },
    { movementId: 'm2', lease: null, left: 20 },
  ]
  const plan = (amount: number, change = {}) =>
    putBackPlan({ wallet: box.wallet, spends, amount, epoch: 1, upper, ...change })
  return { box, plan }
}

test('what the hub took out of a lease goes back into it, the last taken first [B1.8]', () => {
  const { plan } = hubThatSpent()
  expect(plan(50)).toEqual({
    outcome: 'planned',
    parts: [
      { reverses: 'm2', cover: 'account', lease: null, amount: 20 },
      { reverses: 'm1', cover: 'lease', lease: 'l1', amount: 30 },
    ],
  })
})

test('more than was spent is refused with what is left [B1.8]', () => {
  const { plan } = hubThatSpent()
  expect(plan(81)).toEqual({ outcome: 'refused', reason: 'over-reversed', left: 80 })
  expect(plan(10, { spends: [{ movementId: 'm1', lease: 'l1', left: 0 }] })).toMatchObject({
    left: 0,
  })
})

const pendingOnly = {
  outcome: 'planned',
  parts: [
    { reverses: 'm2', cover: 'account', lease: null, amount: 20 },
    { reverses: 'm1', cover: 'account', lease: null, amount: 60 },
  ],
}

test('a lease that was recalled gets nothing back: the credit waits for the cloud [B1.8]', () => {
  const { box, plan } = hubThatSpent()
  box.reserved.set('l1', 10)
  box.receive(2, { kind: 'recall', lease: 'l1' })
  expect(plan(80)).toEqual(pendingOnly)
})

test('a lease of an ended epoch gets nothing back [B1.8]', () => {
  expect(hubThatSpent().plan(80, { epoch: 2 })).toEqual(pendingOnly)
})

test('a lease that ended, or may have, gets nothing back [B1.8]', () => {
  expect(hubThatSpent().plan(80, { upper: ENDS })).toEqual(pendingOnly)
  expect(hubThatSpent().plan(80, { upper: null })).toEqual(pendingOnly)
})

test('a lease that this disk does not know gets nothing back [B1.8]', () => {
  const spends = [{ movementId: 'm1', lease: 'l9', left: 60 }]
  expect(hubThatSpent().plan(60, { spends })).toMatchObject({ parts: [{ cover: 'account' }] })
})

test('a lease never gets more back than was taken out of it [B1.8]', () => {
  const { plan } = hubThatSpent()
  const spends = [
    { movementId: 'm1', lease: 'l1', left: 50 },
    { movementId: 'm3', lease: 'l1', left: 50 },
  ]
  expect(plan(100, { spends })).toMatchObject({
    parts: [
      { reverses: 'm3', cover: 'lease', amount: 50 },
      { reverses: 'm1', cover: 'lease', amount: 10 },
      { reverses: 'm1', cover: 'account', amount: 40 },
    ],
  })
})

test('an offline credit is shown, but only what went back into the lease is spendable [B1.8]', () => {
  const { box, plan } = hubThatSpent()
  const planned = plan(70)
  if (planned.outcome !== 'planned') throw new Error('refused')
  const movements = planned.parts.map((part) => movement({ ...part, kind: 'give-back' }))
  box.append(sale({ movements, type: 'sale.refunded', tenders: [] }), { v: 1 })
  const own = [
    { epoch: 1, seq: 2, kind: 'spend' as const, amount: 80 },
    ...movements.map(({ kind, amount }) => ({ epoch: 1, seq: 3, kind, amount })),
  ]
  expect(shownBalance({ balance: 200, mark: { epoch: 1, seq: 1 } }, own)).toBe(190)
  const leases = box.wallet.leasesOf('a')
  const pay = (amount: number) =>
    spendLeases({ leases, reserved: new Map(), upper, amount, epoch: 1, receiptId: 'r' }).outcome
  expect(pay(90)).toBe('covered')
  expect(pay(91)).toBe('short')
})

test('the parts of a plan add up and stay within each spend [B1.8]', () => {
  const anySpend = fc.record({
    movementId: fc.uuid(),
    lease: fc.constantFrom('l1', 'l2', null),
    left: fc.integer({ min: 0, max: 40 }),
  })
  fc.assert(
    fc.property(fc.array(anySpend, { maxLength: 6 }), fc.nat(200), (spends, amount) => {
      const { plan, box } = hubThatSpent()
      box.grant('l2', 10)
      const planned = plan(amount, { spends })
      const all = spends.reduce((sum, spend) => sum + spend.left, 0)
      if (planned.outcome === 'refused') {
        expect(all).toBeLessThan(amount)
        return
      }
      expect(planned.parts.reduce((sum, part) => sum + part.amount, 0)).toBe(amount)
      for (const spend of spends) {
        const back = planned.parts.filter((part) => part.reverses === spend.movementId)
        expect(back.reduce((sum, part) => sum + part.amount, 0)).toBeLessThanOrEqual(spend.left)
      }
      const into = (id: string) =>
        planned.parts.reduce((sum, part) => sum + (part.lease === id ? part.amount : 0), 0)
      expect(into('l1')).toBeLessThanOrEqual(60)
      expect(into('l2')).toBe(0)
    }),
  )
})
