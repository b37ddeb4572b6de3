import { expect, test } from 'vitest'
import type { PricedBasket } from '#shared/contracts/basket.ts'
import type { CashForPoints } from '#shared/domain/points/cash-for-points.ts'
import { earnPoints } from '#shared/domain/points/earn-points.ts'
import { payWithPoints } from '#shared/domain/points/pay-with-points.ts'
import { paidLines, pointsLines } from '#shared/domain/points/points-line.ts'
import { type PointsRefund, refundPoints } from '#shared/domain/points/refund-points.ts'
import { refundLines } from '#shared/domain/refund-lines.ts'
import { basketOf, line, priceIn, product } from '../shop.ts'
import { internom } from './programmes.ts'

const noCash: CashForPoints = { wanted: 0, allowed: false, cap: null, coin: 1 }

/** A sale of 400.00, 200.00 of it paid with points as a tender; 5 % of the rest was earned. */
function sale() {
  const original = priceIn([product(200_00)], basketOf([line(2)]))
  const programme = internom('tender')
  const payment = payWithPoints(
    programme,
    { points: 200, amount: 200_00 },
    pointsLines(original.lines, (one) => one.gross),
  )
  const earned = earnPoints({
    programme,
    items: new Map(),
    member: { levels: ['gold'], ownRate: null },
    lines: paidLines(original.lines, payment),
    at: 0,
  })
  const refund = (
    refunds: readonly PricedBasket[],
    over: Partial<Parameters<typeof refundPoints>[0]> = {},
  ): PointsRefund =>
    refundPoints({
      original,
      earned,
      payment,
      refunds,
      earlier: [],
      balance: 110,
      cash: noCash,
      ...over,
    })
  return { original, refund, whole: [refundLines({ original, alreadyRefunded: {} })] }
}

test('the return of a receipt of 400 gives 200 points back and takes the 10 that it earned', () => {
  const { refund, whole } = sale()
  expect(refund(whole)).toEqual({
    takeBack: [10],
    giveBack: 200,
    amount: 200_00,
    cash: 0,
    cashedPoints: 0,
    mostCash: 200_00,
    debt: 0,
  })
})

test('one piece of two returns half, and the second one the rest', () => {
  const { original, refund } = sale()
  const wanted = [{ lineId: 'a', quantity: 1000 }]
  const first = refundLines({ original, alreadyRefunded: {}, wanted })
  const second = refundLines({ original, alreadyRefunded: { a: 1000 }, wanted })
  const before = refund([first])
  expect(before).toMatchObject({ takeBack: [5], giveBack: 100, amount: 100_00 })
  expect(refund([first, second], { earlier: [before] })).toMatchObject({
    takeBack: [5],
    giveBack: 100,
    amount: 100_00,
  })
})

test('spent points return first; what then lacks to take the earned ones becomes a debt', () => {
  const { refund, whole } = sale()
  expect(refund(whole, { balance: 0 }).debt).toBe(0)
  expect(refund(whole, { payment: null, balance: 4 }).debt).toBe(6)
  expect(refund(whole, { payment: null, balance: -4 }).debt).toBe(10)
  expect(refund(whole, { balance: -500 }).debt).toBe(0)
})

test('points are paid out in cash by right, and do not return a second time', () => {
  const { refund, whole } = sale()
  const cash = { wanted: 50_00, allowed: true, cap: 60_00, coin: 1 }
  expect(refund(whole, { cash })).toMatchObject({
    amount: 200_00,
    cash: 50_00,
    cashedPoints: 50,
    giveBack: 150,
  })
  const all = { wanted: 200_00, allowed: true, cap: null, coin: 1 }
  expect(refund(whole, { cash: all })).toMatchObject({ cashedPoints: 200, giveBack: 0 })
})

test('a part of a point that is paid out counts as a whole one', () => {
  const { refund, whole } = sale()
  const cash = { wanted: 50_01, allowed: true, cap: null, coin: 1 }
  expect(refund(whole, { cash })).toMatchObject({ cashedPoints: 51, giveBack: 149 })
})

test('the cap on cash holds for all refunds of a receipt together', () => {
  const { original, refund } = sale()
  const wanted = [{ lineId: 'a', quantity: 1000 }]
  const first = refundLines({ original, alreadyRefunded: {}, wanted })
  const second = refundLines({ original, alreadyRefunded: { a: 1000 }, wanted })
  const cash = { wanted: 40_00, allowed: true, cap: 60_00, coin: 1 }
  const before = refund([first], { cash })
  expect(() => refund([first, second], { cash, earlier: [before] })).toThrow(
    '20.00 may still be paid out for this receipt, not 40.00; return the rest as points',
  )
})

test.each([
  ['without the right', { wanted: 50_00, allowed: false, cap: null, coin: 1 }, 'only by a cashier'],
  [
    'more than points had paid',
    { wanted: 200_01, allowed: true, cap: null, coin: 1 },
    'points paid 200.00',
  ],
  [
    'less than nothing',
    { wanted: -1, allowed: true, cap: null, coin: 1 },
    'must be a whole amount',
  ],
  [
    'a part of a coin',
    { wanted: 0.5, allowed: true, cap: null, coin: 1 },
    'must be a whole amount',
  ],
  [
    'above the cap',
    { wanted: 50_00, allowed: true, cap: 10_00, coin: 1 },
    '10.00 may still be paid out',
  ],
])('cash for points %s is refused', (_, cash, message) => {
  const { refund, whole } = sale()
  expect(() => refund(whole, { cash })).toThrow(message)
})
