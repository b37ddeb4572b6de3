import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type PointsPair, PointsProgramme } from '#shared/contracts/points-programme.ts'
import { bestPairs } from '#shared/domain/points/best-pairs.ts'
import { choosePoints } from '#shared/domain/points/choose-points.ts'
import { type EarnPointsInput, earnPoints } from '#shared/domain/points/earn-points.ts'
import { payWithPoints } from '#shared/domain/points/pay-with-points.ts'
import {
  mostPayable,
  type PointsOffersInput,
  pointsOffers,
} from '#shared/domain/points/points-offers.ts'
import { itemList } from './programmes.ts'

/** `KASSA_TEST_POINTS_RUNS=5000` looks longer. */
const numRuns = Number(process.env['KASSA_TEST_POINTS_RUNS'] ?? 100)

const amount = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 5000_00 }))
const positive = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 5000_00 }))
const worth = fc.record({
  points: fc.integer({ min: 1, max: 300 }),
  amount: fc.integer({ min: 1, max: 300 }),
})

const lines = fc.uniqueArray(
  fc.record({
    id: fc.stringMatching(/^[a-z0-9]{1,3}$/),
    productId: fc.integer({ min: 1, max: 3 }),
    vatGroupId: fc.integer({ min: 1, max: 4 }),
    quantity: fc.integer({ min: 1, max: 9000 }),
    amount,
    byPoints: amount,
    freePieces: fc.constant(0),
  }),
  { minLength: 1, maxLength: 8, selector: (line) => line.id },
)

const pair = fc.record({ price: positive, points: fc.integer({ min: 1, max: 3000 }) })
const fewPairs = fc.array(
  fc.record({ price: fc.integer({ min: 1, max: 5 }), points: fc.integer({ min: 1, max: 4 }) }),
  { maxLength: 4 },
)

const paying = fc
  .record({
    by: fc.oneof(
      worth.map((one) => ({ kind: 'rate' as const, worth: one })),
      fc.record({
        kind: fc.constant('pairs' as const),
        pairs: fc.array(pair, { maxLength: 5 }),
        mostPayments: fc.integer({ min: 1, max: 4 }),
      }),
    ),
    maxShare: fc.option(fc.integer({ min: 0, max: 10_000 }), { nil: null }),
  })
  .map((some) =>
    PointsProgramme.parse({ code: 'P', paying: { as: 'discount-line', ruleId: 'R', ...some } }),
  )

const earning = fc
  .record({
    method: fc.constantFrom('total' as const, 'items' as const, 'both' as const),
    perAmount: positive,
    rate: fc.integer({ min: 0, max: 10_000 }),
    worth,
  })
  .map(({ method, perAmount, rate, worth: of }) =>
    PointsProgramme.parse({
      code: 'P',
      earning: {
        method,
        total: { points: 3, perAmount, ruleId: 'T' },
        percent: { rate, worth: of, ruleId: 'P' },
      },
    }),
  )

const items = itemList(
  { productId: 1, points: 7 },
  { productId: 2, points: 2, per: { kind: 'price', price: 100_00 } },
)

test('what is earned does not depend on the order of lines, and its lines add up', () => {
  fc.assert(
    fc.property(earning, lines, fc.infiniteStream(fc.nat()), (programme, some, stream) => {
      const member = { levels: [], ownRate: null }
      const earn = (own: EarnPointsInput['lines']) =>
        earnPoints({ programme, items, member, lines: own, at: 0 })
      const mixed = some
        .map((line) => ({ line, key: stream.next().value }))
        .sort((a, b) => a.key - b.key)
        .map(({ line }) => line)
      const sorted = (all: ReturnType<typeof earn>) =>
        all.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
      const earned = earn(some)
      expect(sorted(earn(mixed))).toEqual(sorted(earned))
      for (const one of earned) {
        expect(one.lines.reduce((sum, line) => sum + line.points, 0)).toBe(one.points)
      }
    }),
    { numRuns },
  )
})

test('no other set of pairs pays more, nor as much with fewer points', () => {
  const limits = fc.record({
    most: fc.integer({ min: 0, max: 16 }),
    balance: fc.integer({ min: 0, max: 16 }),
    mostPayments: fc.integer({ min: 1, max: 4 }),
  })
  fc.assert(
    fc.property(fewPairs, limits, (pairs, limit) => {
      const best = totals(bestPairs(pairs, limit))
      expect(best.count).toBeLessThanOrEqual(limit.mostPayments)
      expect(best.price).toBeLessThanOrEqual(limit.most)
      expect(best.points).toBeLessThanOrEqual(limit.balance)
      for (const other of everySet(pairs, limit.mostPayments).map(totals)) {
        if (other.price > limit.most || other.points > limit.balance) continue
        expect(other.price).toBeLessThanOrEqual(best.price)
        if (other.price === best.price) expect(other.points).toBeGreaterThanOrEqual(best.points)
      }
    }),
    { numRuns },
  )
})

test('no payment exceeds what is due, its share of the receipt or the balance', () => {
  const circumstances = fc.record({
    balance: fc.integer({ min: -100, max: 9000 }),
    total: amount,
    admitted: amount,
    points: fc.integer({ min: 1, max: 9000 }),
  })
  fc.assert(
    fc.property(paying, circumstances, (programme, { balance, total, admitted, points }) => {
      if (programme.paying === null) return
      const input: PointsOffersInput = {
        paying: programme.paying,
        balance,
        due: { total, admitted },
        cardPairs: null,
      }
      const offers = pointsOffers(input)
      const most = mostPayable(programme.paying, input.due)
      const wanted = [{ kind: 'points' as const, points }]
      const choices =
        offers.kind === 'rate'
          ? [...wanted, { kind: 'points' as const, points: offers.best.points }]
          : [offers.best.pairs, ...offers.pairs.map((one) => [one])].map((pairs) => ({
              kind: 'pairs' as const,
              pairs: [...pairs],
            }))
      for (const choice of choices) {
        const chosen = choosePoints(choice, input)
        if (chosen.outcome === 'refused') continue
        expect(chosen.amount).toBeLessThanOrEqual(most)
        expect(chosen.points).toBeLessThanOrEqual(balance)
      }
      if (offers.best.amount > 0) {
        expect(
          choosePoints(choices[offers.kind === 'rate' ? 1 : 0] ?? never(), input),
        ).toMatchObject({
          outcome: 'chosen',
          amount: offers.best.amount,
          points: offers.best.points,
        })
      }
    }),
    { numRuns },
  )
})

test('a payment adds up over tax groups and lines, in money and points, and none pays more than it costs', () => {
  const any = PointsProgramme.parse({
    code: 'P',
    paying: { as: 'tender', by: { kind: 'pairs', pairs: [] }, ruleId: 'R' },
  })
  fc.assert(
    fc.property(lines, fc.nat(10_000), fc.nat(5000), (some, share, points) => {
      const cost = (own: readonly { readonly amount: number }[]) =>
        own.reduce((sum, one) => sum + one.amount, 0)
      const size = Math.floor((cost(some) * share) / 10_000)
      if (size === 0) return
      const paid = payWithPoints(any, { points, amount: size }, some)
      expect(payWithPoints(any, { points, amount: size }, some.toReversed())).toEqual(paid)
      expect(cost(paid.lines)).toBe(size)
      expect(cost(paid.groups)).toBe(size)
      expect(paid.lines.reduce((sum, line) => sum + line.points, 0)).toBe(points)
      for (const group of paid.groups) {
        const own = some.filter((line) => line.vatGroupId === group.vatGroupId)
        const ids = new Set(own.map((line) => line.id))
        expect(group.amount).toBeLessThanOrEqual(cost(own))
        expect(cost(paid.lines.filter((line) => ids.has(line.lineId)))).toBe(group.amount)
      }
      for (const { lineId, amount: part } of paid.lines) {
        expect(part).toBeLessThanOrEqual(some.find((line) => line.id === lineId)?.amount ?? 0)
      }
    }),
    { numRuns },
  )
})

function totals(set: readonly PointsPair[]) {
  const sum = (of: (one: PointsPair) => number) => set.reduce((all, one) => all + of(one), 0)
  return { count: set.length, price: sum((one) => one.price), points: sum((one) => one.points) }
}

function everySet(pairs: readonly PointsPair[], size: number): PointsPair[][] {
  if (size === 0) return [[]]
  const smaller = everySet(pairs, size - 1)
  return [...smaller, ...smaller.flatMap((set) => pairs.map((one) => [...set, one]))]
}

function never(): never {
  throw new Error('there is a choice')
}
