import { expect, test } from 'vitest'
import { MAX_POINTS, PointsItem, PointsProgramme } from '#shared/contracts/points-programme.ts'
import { type EarnPointsInput, earnPoints } from '#shared/domain/points/earn-points.ts'
import { dayStart } from '#shared/value/calendar-months.ts'
import { addLots, splitEnded, takeOldest } from '#shared/value/lots.ts'
import { densi, ibod, ibodEarning, internom, itemList, nobody, paidLine } from './programmes.ts'

const NOON = Date.UTC(2024, 0, 31, 11)

function earn(over: Partial<EarnPointsInput>) {
  return earnPoints({
    programme: ibod(),
    items: new Map(),
    member: nobody,
    lines: [],
    at: NOON,
    ...over,
  })
}

function pointsOf(over: Partial<EarnPointsInput>): number {
  return earn(over).reduce((sum, { points }) => sum + points, 0)
}

const byItems = ibod({ earning: ibodEarning({ method: 'items' }) })
const combined = ibod({ earning: ibodEarning({ method: 'both' }) })

test('a point for each 50 of the receipt: 249 earn 4, 250 earn 5', () => {
  expect(pointsOf({ lines: [paidLine(249_00)] })).toBe(4)
  expect(pointsOf({ lines: [paidLine(250_00)] })).toBe(5)
})

test('only full steps count: 3 points for each 100 make 6 of 250, not 7', () => {
  const total = { points: 3, perAmount: 100_00, ruleId: 'R' }
  const programme = ibod({ earning: ibodEarning({ total }) })
  expect(pointsOf({ programme, lines: [paidLine(250_00)] })).toBe(6)
})

test('the receipt is floored once, not each line of it', () => {
  const lines = [paidLine(30_00), paidLine(30_00, { id: 'b' }), paidLine(40_00, { id: 'c' })]
  expect(earn({ lines })).toEqual([
    {
      programme: 'IBOD',
      ruleId: 'R-TOTAL',
      by: 'total',
      points: 2,
      amount: 100_00,
      endsAt: null,
      lines: [
        { lineId: 'a', points: 1 },
        { lineId: 'c', points: 1 },
      ],
    },
  ])
})

test('ten points for each piece: three pieces earn 30', () => {
  const items = itemList({ points: 10 })
  expect(
    pointsOf({ programme: byItems, items, lines: [paidLine(60_00, { quantity: 3000 })] }),
  ).toBe(30)
})

test('a weighed item earns for whole units only', () => {
  const items = itemList({ points: 10 })
  expect(
    pointsOf({ programme: byItems, items, lines: [paidLine(60_00, { quantity: 1999 })] }),
  ).toBe(10)
  expect(earn({ programme: byItems, items, lines: [paidLine(60_00, { quantity: 548 })] })).toEqual(
    [],
  )
})

test('two points per 100 of the price: an item of 350 earns 6, two in one line 14, in two lines 12', () => {
  const items = itemList({ points: 2, per: { kind: 'price', price: 100_00 } })
  const pieces = (...lines: ReturnType<typeof paidLine>[]) =>
    pointsOf({ programme: byItems, items, lines })
  expect(pieces(paidLine(350_00))).toBe(6)
  expect(pieces(paidLine(700_00, { quantity: 2000 }))).toBe(14)
  expect(pieces(paidLine(350_00), paidLine(350_00, { id: 'b' }))).toBe(12)
})

test('combined is the sum: 250 with three pieces of 10 points earn 35, each under its own rule', () => {
  const earned = earn({
    programme: combined,
    items: itemList({ points: 10, ruleId: 'R-PIECE' }),
    lines: [paidLine(250_00, { quantity: 3000 })],
  })
  expect(earned.map(({ by, ruleId, points }) => [by, ruleId, points])).toEqual([
    ['total', 'R-TOTAL', 5],
    ['piece', 'R-PIECE', 30],
  ])
})

test('what is not in the list of items earns nothing by item', () => {
  const lines = [paidLine(500_00, { productId: 2 })]
  expect(earn({ programme: byItems, items: itemList({}), lines })).toEqual([])
})

test('a card of 5 % earns 10.00 on the 200 paid in money, not on the 200 paid with points', () => {
  const lines = [paidLine(200_00, { byPoints: 200_00 })]
  const member = { levels: [], ownRate: 500 }
  const [earned] = earn({ programme: densi(5000), member, lines })
  expect(earned).toMatchObject({ points: 10_00, amount: 200_00, ruleId: 'CARD-5' })
})

test('a percent is rounded half up once a receipt', () => {
  const member = { levels: [], ownRate: 500 }
  const lines = [paidLine(10), paidLine(10, { id: 'b' }), paidLine(10, { id: 'c' })]
  expect(pointsOf({ programme: densi(null), member, lines })).toBe(2)
})

test('percent: the own rate of the card, else the best level of the member, else everybody', () => {
  const lines = [paidLine(40_000_00)]
  const points = (levels: string[], ownRate: number | null = null) =>
    pointsOf({ programme: internom(), member: { levels, ownRate }, lines })
  expect(points([])).toBe(400)
  expect(points(['silver'])).toBe(1200)
  expect(points(['silver', 'gold', 'unheard'])).toBe(2000)
  expect(points(['gold'], 700)).toBe(2800)
  expect(points(['gold'], 0)).toBe(0)
})

test('of three pieces a third of which points paid, two earn', () => {
  const items = itemList({ points: 10 })
  const lines = [paidLine(200_00, { quantity: 3000, byPoints: 100_00 })]
  expect(pointsOf({ programme: byItems, items, lines })).toBe(20)
})

test('what cost nothing earns nothing, also by the piece', () => {
  expect(earn({ programme: combined, items: itemList({}), lines: [paidLine(0)] })).toEqual([])
})

test('a rule gives at most what its contract can say, however generous the programme', () => {
  const worth = { points: 1_000_000_000, amount: 1 }
  const total = { points: MAX_POINTS, perAmount: 1, ruleId: 'T' }
  const earning = { method: 'total', total, percent: { rate: 10_000, worth, ruleId: 'P' } }
  const programme = ibod({ earning: ibodEarning(earning) })
  const earned = earn({ programme, lines: [paidLine(70_000_000_000), paidLine(2, { id: 'b' })] })
  expect(earned.map(({ points }) => points)).toEqual([MAX_POINTS, MAX_POINTS])
  for (const { lines } of earned) {
    expect(lines.reduce((sum, { points }) => sum + points, 0)).toBe(MAX_POINTS)
  }
})

test('a programme without a rule of earning earns nothing', () => {
  expect(earn({ programme: ibod({ earning: null }), lines: [paidLine(500_00)] })).toEqual([])
})

test('points of 31 January 2024 with 12 months end with 31 January 2025', () => {
  const expiry = { months: 12, timeZone: 'Europe/Prague' }
  const programme = ibod({ earning: ibodEarning({ expiry }) })
  const [earned] = earn({ programme, lines: [paidLine(50_00)] })
  expect(earned?.endsAt).toBe(dayStart('2025-02-01', 'Europe/Prague'))
})

test('points that end first are spent first, and on their last day they still pay', () => {
  const expiry = { months: 12, timeZone: 'Europe/Prague' }
  const programme = ibod({ earning: ibodEarning({ expiry }) })
  const lotOf = (id: string, at: number) => {
    const [earned] = earn({ programme, lines: [paidLine(500_00)], at })
    return { id, amount: earned?.points ?? 0, endsAt: earned?.endsAt ?? null }
  }
  const lots = addLots([lotOf('march', Date.UTC(2024, 2, 1, 11))], [lotOf('january', NOON)])
  expect(takeOldest(lots, 15).taken.map(({ id, amount }) => [id, amount])).toEqual([
    ['january', 10],
    ['march', 5],
  ])
  const lastMinute = Date.UTC(2025, 0, 31, 22, 59)
  expect(splitEnded(lots, lastMinute).ended).toEqual([])
  expect(splitEnded(lots, lastMinute + 60_000).ended.map(({ id }) => id)).toEqual(['january'])
})

test.each([
  ['points of 0', { points: 0 }],
  ['half a point', { points: 1.5 }],
  ['a price of 0', { per: { kind: 'price', price: 0 } }],
  ['no rule id', { ruleId: '' }],
])('an item with %s is refused', (_, wrong) => {
  const item = { productId: 1, points: 1, per: { kind: 'piece' }, ruleId: 'R' }
  expect(PointsItem.safeParse(item).success).toBe(true)
  expect(PointsItem.safeParse({ ...item, ...wrong }).success).toBe(false)
})

test('earning by total without saying how is refused, with the fix', () => {
  const answer = PointsProgramme.safeParse({ code: 'P', earning: { method: 'both' } })
  expect(answer.error?.issues[0]).toMatchObject({
    path: ['earning', 'total'],
    message: 'earning by total needs total or percent; set one, or earn by items',
  })
})

test('an expiry in a time zone that is none is refused', () => {
  const expiry = { months: 12, timeZone: 'Prague' }
  const answer = PointsProgramme.safeParse({ code: 'P', earning: ibodEarning({ expiry }) })
  expect(answer.error?.issues[0]?.path).toEqual(['earning', 'expiry', 'timeZone'])
})
