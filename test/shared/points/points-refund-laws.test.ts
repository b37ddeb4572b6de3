import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PricedBasket } from '#shared/contracts/basket.ts'
import { PointsProgramme } from '#shared/contracts/points-programme.ts'
import { compileProgramme } from '#shared/domain/points/compile-programme.ts'
import { refundOfReceipt } from '#shared/domain/points/receipt-refund.ts'
import { type PointsRefund, refundPoints } from '#shared/domain/points/refund-points.ts'
import { refundLines } from '#shared/domain/refund-lines.ts'
import { sale } from '../arbitrary-sale.ts'
import { priceIn } from '../shop.ts'
import { itemList } from './programmes.ts'

/** `KASSA_TEST_POINTS_RUNS=5000` looks longer. */
const numRuns = Number(process.env['KASSA_TEST_POINTS_RUNS'] ?? 100)

const items = [
  ...itemList(
    { productId: 1, points: 7 },
    { productId: 2, points: 2, per: { kind: 'price', price: 1_00 } },
  ).values(),
]

const worth = fc.record({
  points: fc.integer({ min: 1, max: 200 }),
  amount: fc.integer({ min: 1, max: 200 }),
})

const programme = fc
  .record({ as: fc.constantFrom('discount-line' as const, 'tender' as const), worth })
  .map(({ as, worth: of }) =>
    PointsProgramme.parse({
      code: 'P',
      earning: {
        method: 'both',
        total: { points: 3, perAmount: 1_00, ruleId: 'T' },
        percent: { rate: 700, worth: of, ruleId: 'P' },
      },
      paying: { as, by: { kind: 'rate', worth: of }, ruleId: 'R' },
    }),
  )

/** A sale of which points paid a share, or as much as they could. */
const paidSale = fc
  .record({ sale, programme, share: fc.integer({ min: 1, max: 100 }) })
  .map(({ sale: { products, basket, rules }, programme: of, share }) => {
    const compiled = compileProgramme(of, items, { timeZone: 'UTC' })
    const offered = { compiled, balance: 1_000_000_000, cardPairs: null, ownRate: null }
    const buy = (points: number) =>
      priceIn(
        products,
        { ...basket, points: { programme: 'P', pay: { kind: 'points', points } } },
        { rules, programmes: [offered] },
      )
    const most = buy(1_000_000_000).pointsRefused?.most.points ?? 0
    return { basket, rules, priced: buy(Math.max(1, Math.ceil((most * share) / 100))) }
  })

const asked = (wanted: number) => ({ wanted, allowed: true, cap: null, coin: 1 })
const total = <T>(all: readonly T[], of: (one: T) => number) =>
  all.reduce((sum, one) => sum + of(one), 0)

test('with points too, tax groups add up and no pair of lines costs less than nothing', () => {
  fc.assert(
    fc.property(paidSale, ({ priced, rules }) => {
      for (const tax of priced.taxes) {
        const own = priced.lines.filter((line) => line.vatGroupId === tax.vatGroupId)
        expect(total(own, (line) => line.gross)).toBe(tax.gross)
        expect(tax.gross).toBe(tax.net + tax.vat + tax.cityTax)
        expect(tax.gross).toBeGreaterThanOrEqual(0)
      }
      const inPriceTerms = rules.pricesIncludeVat ? priced.total : priced.net
      expect(priced.listTotal - priced.discountTotal).toBe(inPriceTerms)
      for (const line of priced.lines.filter(({ kind }) => kind === 'product')) {
        const pair = priced.lines.filter((one) => one.id === line.id || one.ofLine === line.id)
        expect(total(pair, (one) => one.gross)).toBeGreaterThanOrEqual(0)
      }
      const taken = priced.lines.flatMap((line) => line.discounts)
      const byPoints = taken.filter(({ ruleId }) => ruleId === 'points:P')
      const expected = priced.points?.as === 'discount-line' ? priced.points.amount : 0
      expect(total(byPoints, (one) => one.amount)).toBe(expected)
      expect(PricedBasket.parse(JSON.parse(JSON.stringify(priced)))).toEqual(priced)
    }),
    { numRuns },
  )
})

test('refunds in any parts add up to what was earned and spent, and return no more than the goods cost', () => {
  const cuts = fc.array(fc.record({ line: fc.nat(), share: fc.integer({ min: 1, max: 100 }) }), {
    maxLength: 8,
  })
  const cash = fc.integer({ min: 0, max: 100 })
  fc.assert(
    fc.property(paidSale, cuts, cash, ({ basket, priced: original }, parts, cashShare) => {
      const { earned = [], points: payment = null } = original
      const done: Record<string, number> = {}
      const refunds: PricedBasket[] = []
      const answers: PointsRefund[] = []
      const giveBack = (wanted?: { lineId: string; quantity: number }[]) => {
        refunds.push(refundLines({ original, alreadyRefunded: done, wanted }))
        const input = { original, earned, payment, refunds, earlier: answers, balance: 0 }
        const none = refundPoints({
          ...input,
          cash: { wanted: 0, allowed: true, cap: null, coin: 1 },
        })
        const wantedCash = Math.floor((none.mostCash * cashShare) / 100)
        const answer = refundPoints({
          ...input,
          cash: { wanted: wantedCash, allowed: true, cap: null, coin: 1 },
        })
        if (payment?.as === 'tender') {
          // A line and its difference round apart, so a refund of almost nothing may be 1 below 0.
          const money = Math.max(0, 0 - (refunds.at(-1)?.total ?? 0))
          expect(answer.amount).toBeLessThanOrEqual(money)
        }
        answers.push(answer)
      }
      for (const { line: at, share } of parts) {
        const line = basket.lines[at % basket.lines.length]
        const left = (line?.quantity ?? 0) - (done[line?.id ?? ''] ?? 0)
        const quantity = Math.ceil((left * share) / 100)
        if (line === undefined || quantity === 0) continue
        giveBack([{ lineId: line.id, quantity }])
        done[line.id] = (done[line.id] ?? 0) + quantity
      }
      if (basket.lines.some((line) => (done[line.id] ?? 0) < line.quantity)) giveBack()
      for (const [i, { points }] of earned.entries()) {
        expect(total(answers, (one) => one.takeBack[i] ?? 0)).toBe(points)
      }
      const returned = (one: PointsRefund) => one.giveBack + one.cashedPoints
      expect(total(answers, returned)).toBe(payment?.points ?? 0)
      expect(total(answers, (one) => one.amount)).toBe(payment?.amount ?? 0)
      // However it is parted, the points that do not return stand for all that was paid out.
      const [kept, cashed] = [
        total(answers, (one) => one.cashedPoints),
        total(answers, (one) => one.cash),
      ]
      expect(kept * (payment?.amount ?? 0)).toBeGreaterThanOrEqual(cashed * (payment?.points ?? 0))
      for (const one of answers) {
        expect(one.cash).toBeLessThanOrEqual(one.amount)
        for (const part of [
          ...one.takeBack,
          one.giveBack,
          one.amount,
          one.cashedPoints,
          one.debt,
        ]) {
          expect(part).toBeGreaterThanOrEqual(0)
        }
      }
    }),
    { numRuns },
  )
})

test('refunds that know earlier ones by their quantities alone add up to the whole, in each line too', () => {
  fc.assert(
    fc.property(
      paidSale,
      fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 4 }),
      (of, cuts) => {
        const { priced } = of
        const own = priced.lines.filter(({ kind }) => kind === 'product')
        const back = { collected: 0, spent: 0, ofLines: 0 }
        const alreadyRefunded: Record<string, number> = {}
        const paidOut = { points: 0, amount: 0 }
        for (const cut of [...cuts, 100]) {
          const wanted = own.flatMap(({ id, quantity }) => {
            const left = quantity - (alreadyRefunded[id] ?? 0)
            const part = cut === 100 ? left : Math.floor((left * cut) / 100)
            return part > 0 ? { lineId: id, quantity: part } : []
          })
          if (wanted.length === 0) continue
          const refund = refundLines({ original: priced, alreadyRefunded, wanted })
          const known = { ...alreadyRefunded }
          const of = { original: priced, alreadyRefunded: known, refund, paidOut }
          const most = refundOfReceipt({ ...of, cash: asked(0) })
          const cash = asked(Math.floor((total(most, (one) => one.mostCash) * cut) / 100))
          for (const one of refundOfReceipt({ ...of, cash })) {
            paidOut.points += one.cashedPoints
            paidOut.amount += one.cash
            back.collected += total(one.takeBack, (amount) => amount)
            back.spent += one.giveBack
            back.ofLines += total(one.lines, ({ collected, spent }) => collected + spent)
          }
          for (const { lineId, quantity } of wanted) {
            alreadyRefunded[lineId] = (alreadyRefunded[lineId] ?? 0) + quantity
          }
        }
        const earned = total(priced.earned ?? [], ({ points }) => points)
        const spent = (priced.points?.points ?? 0) - paidOut.points
        expect(back).toEqual({ collected: earned, spent, ofLines: earned + spent })
      },
    ),
    { numRuns },
  )
})
