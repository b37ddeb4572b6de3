import fc from 'fast-check'
import { expect, test } from 'vitest'
import { refundLines } from '#shared/domain/refund-lines.ts'
import { coverRefund, type RefundAsked } from '#shared/value/hub/refund-desk.ts'
import { basketOf, fixed, line, priceIn, product } from '../../shop.ts'
import { createHubBox, refund, sale } from './hub-box.ts'

const trusted = { outcome: 'allowed' } as const
const offline: Omit<RefundAsked, 'own'> = {
  epoch: 1,
  proven: true,
  amount: 30_00,
  inProgress: 0,
  signedTotal: null,
  granted: null,
  wants: 'cash',
  trust: { outcome: 'refused', reason: 'trust-off', left: 0 },
  account: 'credit:1',
}

/** A hub that sold one receipt of 100.00. */
function shop() {
  const box = createHubBox()
  const sold = sale()
  box.append(sold, { v: 1 })
  const id = sold.receipt?.id ?? ''
  const desk = (change: Partial<RefundAsked> = {}) =>
    coverRefund({ ...offline, own: box.wallet.ownReceipt(id), ...change })
  return { box, id, sold, desk }
}
const underRight = { outcome: 'covered', cover: 'right' }

test('the store that sold a receipt refunds it alone, part by part, up to its total [B5]', () => {
  const { box, id, desk } = shop()
  expect(desk()).toEqual(underRight)
  box.append(refund(id, 80_00, 'right'), { v: 1 })
  expect(desk({ amount: 20_00 })).toEqual(underRight)
  expect(desk({ amount: 20_01 })).toEqual({ outcome: 'refused', reason: 'too-much', left: 20_00 })
  expect(desk({ amount: 1, inProgress: 20_00 })).toMatchObject({ reason: 'too-much', left: 0 })
})

test('a right that was asked back is gone, for the cash of this store too [B5]', () => {
  const { box, id, desk } = shop()
  box.receive(1, { kind: 'refund-recall', receiptId: id })
  expect(desk()).toEqual({ outcome: 'refused', reason: 'trust-off', left: 100_00 })
  expect(desk({ wants: 'credit' })).toEqual({ outcome: 'covered', cover: 'pending-credit' })
  expect(box.rebuilt().ownReceipt(id)?.right).toBe('returned')
})

test('after a reboot offline the disk may have forgotten refunds: no right until a handshake [B5]', () => {
  expect(shop().desk({ proven: false })).toMatchObject({ outcome: 'refused' })
})

test('the rights of an ended epoch belong to the cloud [B5]', () => {
  expect(shop().desk({ epoch: 2 })).toMatchObject({ outcome: 'refused' })
})

test('a sale chained again, or offered again by a till, brings no right in the new epoch [B5]', () => {
  const { box, sold, id } = shop()
  box.open({ epoch: 2 })
  const replaced = createHubBox()
  replaced.open({ epoch: 2 })
  replaced.append(sold, { v: 1 })
  const own = replaced.wallet.ownReceipt(id)
  expect(own).toMatchObject({ epoch: 1, total: 100_00 })
  expect(coverRefund({ ...offline, own, epoch: 2 })).toMatchObject({ outcome: 'refused' })
})

test('a right given back before its sale was offered again stays away [B5]', () => {
  const { sold, id } = shop()
  const replaced = createHubBox()
  replaced.receive(1, { kind: 'refund-recall', receiptId: id })
  replaced.append(sold, { v: 1 })
  expect(replaced.wallet.ownReceipt(id)).toMatchObject({ total: 100_00, right: 'returned' })
  expect(coverRefund({ ...offline, own: replaced.wallet.ownReceipt(id) }).outcome).toBe('refused')
})

test('a sale under a provisional number brings no right [B2.8]', () => {
  const box = createHubBox()
  const receipt = { id: 'r', number: 'S1-T1-1x-000001', originalId: null, cover: null }
  box.append(sale({ receipt }), { v: 1 })
  expect(coverRefund({ ...offline, own: box.wallet.ownReceipt('r') }).outcome).toBe('refused')
})

test('another store gives pending credit or trusted cash, and nothing else, offline [B5]', () => {
  const foreign = { ...offline, own: undefined, signedTotal: 50_00 }
  expect(coverRefund(foreign)).toEqual({ outcome: 'refused', reason: 'trust-off', left: 50_00 })
  expect(coverRefund({ ...foreign, wants: 'credit' })).toMatchObject({ cover: 'pending-credit' })
  expect(coverRefund({ ...foreign, trust: trusted })).toMatchObject({ cover: 'trust' })
  expect(coverRefund({ ...foreign, wants: 'credit', account: null })).toEqual({
    outcome: 'refused',
    reason: 'no-account',
    left: 50_00,
  })
})

test('another store refunds online what the cloud reserved for it [B5]', () => {
  const foreign = { ...offline, own: undefined }
  expect(coverRefund({ ...foreign, granted: 30_00 })).toEqual(underRight)
  expect(coverRefund({ ...foreign, granted: 29_99 })).toMatchObject({ outcome: 'refused' })
})

test('another store refunds one receipt twice only up to its signed total [B5]', () => {
  const box = createHubBox()
  const desk = (signedTotal: number | null) =>
    coverRefund({ ...offline, trust: trusted, signedTotal, own: box.wallet.ownReceipt('x') })
  expect(desk(50_00)).toMatchObject({ cover: 'trust' })
  box.append(refund('x', 30_00, 'trust'), { v: 1, trustDay: '2024-10-04' })
  expect(desk(50_00)).toEqual({ outcome: 'refused', reason: 'too-much', left: 20_00 })
  expect(desk(null)).toMatchObject({ cover: 'trust' })
})

test('rights count what a receipt is worth, not the rounded coins', () => {
  const box = createHubBox()
  const paidByCard = sale({ tenders: [{ kind: 'card', amount: 100_30 }] })
  const id = paidByCard.receipt?.id ?? ''
  box.append(paidByCard, { v: 1, settlement: { rounding: 0 } })
  box.append(refund(id, 100_50, 'right'), { v: 1, settlement: { rounding: -20 } })
  expect(box.wallet.ownReceipt(id)).toMatchObject({ total: 100_30, refunded: 100_30 })
})

test('refunds of one receipt in two stores never give more than it was, whoever is cut off [B5]', () => {
  const step = fc.record({
    at: fc.constantFrom('seller', 'other', 'recall'),
    amount: fc.integer({ min: 1, max: 60_00 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const { box, id, desk } = shop()
      let cash = 0
      for (const { at, amount } of steps) {
        if (at === 'recall') {
          box.receive(box.wallet.stream().n + 1, { kind: 'refund-recall', receiptId: id })
          continue
        }
        const answer =
          at === 'seller' ? desk({ amount }) : coverRefund({ ...offline, amount, own: undefined })
        if (answer.outcome === 'refused') continue
        expect(answer.cover).toBe('right')
        box.append(refund(id, amount, answer.cover), { v: 1 })
        cash += amount
      }
      expect(cash).toBeLessThanOrEqual(100_00)
      expect(box.rebuilt().ownReceipt(id)).toEqual(box.wallet.ownReceipt(id))
    }),
  )
})

test('part refunds on the running total add up to the whole, whatever the parts [B5]', () => {
  const pieces = fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(pieces, fc.nat(9_99), (parts, off) => {
      const whole = parts.reduce((sum, part) => sum + part, 0)
      const basket = basketOf([line(whole / 1000)], { discounts: [fixed(off)] })
      const original = priceIn([product(66_67)], basket)
      let before = 0
      let total = 0
      for (const quantity of parts) {
        const wanted = [{ lineId: 'a', quantity }]
        total += refundLines({ original, alreadyRefunded: { a: before }, wanted }).total
        before += quantity
      }
      expect(total).toBe(0 - original.total)
    }),
  )
})
