import { expect, test } from 'vitest'
import { payWithPoints } from '#shared/domain/points/pay-with-points.ts'
import { ibod, paidLine } from './programmes.ts'

const pay = (amount: number, lines: Parameters<typeof payWithPoints>[2], points = 900) =>
  payWithPoints(ibod(), { points, amount }, lines)

test('a payment stands on the tax groups by amount, the last taking the remainder', () => {
  const lines = [
    paidLine(100_00, { id: 'c', vatGroupId: 3 }),
    paidLine(100_00, { id: 'a', vatGroupId: 1 }),
    paidLine(100_00, { id: 'b', vatGroupId: 2 }),
  ]
  expect(pay(100_00, lines).groups).toEqual([
    { vatGroupId: 1, amount: 33_33 },
    { vatGroupId: 2, amount: 33_33 },
    { vatGroupId: 3, amount: 33_34 },
  ])
})

test('the last group takes no more than it costs; the one before it has the rest', () => {
  const lines = [1, 2, 3].map((vatGroupId) => paidLine(1, { id: `l${vatGroupId}`, vatGroupId }))
  expect(pay(2, lines).groups).toEqual([
    { vatGroupId: 2, amount: 1 },
    { vatGroupId: 3, amount: 1 },
  ])
})

test('within a group it stands on the lines by what they cost, in money and in points', () => {
  const lines = [paidLine(30_00, { id: 'b' }), paidLine(60_00), paidLine(0, { id: 'free' })]
  expect(pay(45_00, lines, 400)).toEqual({
    programme: 'IBOD',
    ruleId: 'R-PAY',
    as: 'discount-line',
    code: '*PLATBA IBOD*',
    points: 400,
    amount: 45_00,
    groups: [{ vatGroupId: 1, amount: 45_00 }],
    lines: [
      { lineId: 'a', amount: 30_00, points: 267 },
      { lineId: 'b', amount: 15_00, points: 133 },
    ],
  })
})

test('more than the lines cost is a mistake of the caller', () => {
  expect(() => pay(10_01, [paidLine(10_00)])).toThrow('points pay 1001 of lines that cost 1000')
})
