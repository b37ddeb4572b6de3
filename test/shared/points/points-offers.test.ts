import { expect, test } from 'vitest'
import type { PointsPair } from '#shared/contracts/points-programme.ts'
import { choosePoints } from '#shared/domain/points/choose-points.ts'
import { type PointsOffersInput, pointsOffers } from '#shared/domain/points/points-offers.ts'
import { densi, ibod, ibodPairs, ibodPaying, internom } from './programmes.ts'

function input(
  programme: ReturnType<typeof ibod>,
  over: { balance: number; total: number; admitted?: number; cardPairs?: PointsPair[] },
): PointsOffersInput {
  const { balance, total, admitted = total, cardPairs = null } = over
  if (programme.paying === null) throw new Error('nothing is paid with these points')
  return { paying: programme.paying, balance, due: { total, admitted }, cardPairs }
}

const prices = (offer: PointsOffersInput) => {
  const offers = pointsOffers(offer)
  return offers.kind === 'pairs' ? offers.pairs.map(({ price, points }) => [price, points]) : []
}

test('balance 300.00 and at most 50 %: a check of 1,000.00 takes 300.00, one of 400.00 takes 200.00', () => {
  const best = (total: number, maxShare: number | null = 5000, balance = 300_00) =>
    pointsOffers(input(densi(maxShare), { balance, total })).best.amount
  expect(best(1000_00)).toBe(300_00)
  expect(best(400_00)).toBe(200_00)
  expect(best(400_00, null)).toBe(300_00)
  expect(best(400_00, null, -300_00)).toBe(0)
})

test('the slip of the 400.00 check says 110.00: 300.00 less 200.00 spent and 10.00 earned', () => {
  const chosen = choosePoints(
    { kind: 'points', points: 200_00 },
    input(densi(5000), { balance: 300_00, total: 400_00 }),
  )
  expect(chosen).toEqual({ outcome: 'chosen', points: 200_00, amount: 200_00 })
})

test('points pay by the rate in whole points, and none is lost to rounding', () => {
  const offers = pointsOffers(input(internom(), { balance: 8000, total: 40_50 }))
  expect(offers.best).toEqual({ points: 40, amount: 40_00 })
  const fine = ibod({
    paying: ibodPaying({ by: { kind: 'rate', worth: { points: 300, amount: 100 } } }),
  })
  expect(pointsOffers(input(fine, { balance: 500, total: 1000_00 })).best).toEqual({
    points: 498,
    amount: 166,
  })
})

test('pairs that the balance of 1000 affords: 50 for 500 and 100 for 900, not 200 for 1700', () => {
  expect(prices(input(ibod(), { balance: 1000, total: 500_00 }))).toEqual([
    [50_00, 500],
    [100_00, 900],
  ])
})

test('a pair above what is due is not offered: of 80 not the 100', () => {
  expect(prices(input(ibod(), { balance: 1000, total: 80_00 }))).toEqual([[50_00, 500]])
})

test('only what the admitted items cost is due to points', () => {
  const offer = input(ibod(), { balance: 5000, total: 500_00, admitted: 120_00 })
  expect(prices(offer)).toEqual([
    [50_00, 500],
    [100_00, 900],
  ])
})

test("the card's own pairs come instead of the programme's, also none at all", () => {
  const cardPairs = [{ price: 70_00, points: 600 }]
  expect(prices(input(ibod(), { balance: 1000, total: 500_00, cardPairs }))).toEqual([[70_00, 600]])
  expect(prices(input(ibod(), { balance: 1000, total: 500_00, cardPairs: [] }))).toEqual([])
})

test('pairs are offered by price, each once, however the card lists them', () => {
  const cardPairs = [
    { price: 70_00, points: 600 },
    { price: 20_00, points: 200 },
    { price: 70_00, points: 600 },
  ]
  expect(prices(input(ibod(), { balance: 1000, total: 500_00, cardPairs }))).toEqual([
    [20_00, 200],
    [70_00, 600],
  ])
})

const several = ibod({ paying: ibodPaying({ by: ibodPairs({ mostPayments: 3 }) }) })

test('one pair pays a receipt; where several may, the best set pays the most with the fewest points', () => {
  const offer = { balance: 10_000, total: 270_00 }
  expect(pointsOffers(input(ibod(), offer)).best).toMatchObject({ amount: 200_00, points: 1700 })
  expect(pointsOffers(input(several, offer)).best).toEqual({
    amount: 250_00,
    points: 2200,
    pairs: [
      { price: 50_00, points: 500 },
      { price: 200_00, points: 1700 },
    ],
  })
})

test('the best set keeps to the balance', () => {
  expect(pointsOffers(input(several, { balance: 1900, total: 270_00 })).best).toMatchObject({
    amount: 200_00,
    points: 1700,
  })
})

test('prices without a common step are paid one by one, so that the search stays small', () => {
  const cardPairs = [
    { price: 999_983, points: 10 },
    { price: 1_000_003, points: 11 },
  ]
  const offers = pointsOffers(input(several, { balance: 1000, total: 1_000_000_000, cardPairs }))
  expect(offers).toMatchObject({ mostPayments: 1, best: { amount: 1_000_003, points: 11 } })
})

const cases: [string, Parameters<typeof choosePoints>[0], PointsOffersInput, string][] = [
  [
    'more points than there are',
    { kind: 'points', points: 301_00 },
    input(densi(null), { balance: 300_00, total: 1000_00 }),
    'too-little',
  ],
  [
    'points of a card that owes',
    { kind: 'points', points: 1 },
    input(densi(null), { balance: -5, total: 1000_00 }),
    'too-little',
  ],
  [
    'more than is due',
    { kind: 'points', points: 250_00 },
    input(densi(null), { balance: 300_00, total: 200_00 }),
    'above-due',
  ],
  [
    'more than the share',
    { kind: 'points', points: 250_00 },
    input(densi(5000), { balance: 300_00, total: 400_00 }),
    'above-share',
  ],
  [
    'a pair that was not offered',
    { kind: 'pairs', pairs: [{ price: 100_00, points: 90 }] },
    input(ibod(), { balance: 1000, total: 400_00 }),
    'not-offered',
  ],
  [
    'a pair that the balance does not reach',
    { kind: 'pairs', pairs: [{ price: 200_00, points: 1700 }] },
    input(ibod(), { balance: 1000, total: 400_00 }),
    'too-little',
  ],
  [
    'two pairs where one may pay',
    {
      kind: 'pairs',
      pairs: [
        { price: 50_00, points: 500 },
        { price: 50_00, points: 500 },
      ],
    },
    input(ibod(), { balance: 1000, total: 400_00 }),
    'too-many-payments',
  ],
  [
    'points by rate where pairs are offered',
    { kind: 'points', points: 500 },
    input(ibod(), { balance: 1000, total: 400_00 }),
    'not-offered',
  ],
  [
    'pairs where points pay by rate',
    { kind: 'pairs', pairs: [{ price: 50_00, points: 500 }] },
    input(densi(null), { balance: 1000_00, total: 400_00 }),
    'not-offered',
  ],
]

test.each(cases)(
  '%s: refused with the reason and with what could be paid',
  (_, pay, offer, reason) => {
    const { points, amount } = pointsOffers(offer).best
    const most = { points, amount }
    expect(choosePoints(pay, offer)).toEqual({ outcome: 'refused', reason, most })
  },
)

test('points too few for the smallest coin are worth nothing', () => {
  const paying = ibodPaying({ by: { kind: 'rate', worth: { points: 300, amount: 100 } } })
  const offer = input(ibod({ paying }), { balance: 100, total: 10_00 })
  expect(choosePoints({ kind: 'points', points: 2 }, offer)).toMatchObject({
    reason: 'worth-nothing',
  })
})

test('of two pairs of one price the best set takes the one with fewer points', () => {
  const cardPairs = [
    { price: 50_00, points: 501 },
    { price: 50_00, points: 500 },
  ]
  const offers = pointsOffers(input(several, { balance: 5000, total: 100_00, cardPairs }))
  expect(offers.best).toMatchObject({ amount: 100_00, points: 1000 })
})
