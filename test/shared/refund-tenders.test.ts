import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Settlement, type TenderGiven } from '#shared/contracts/tender.ts'
import { type RefundTendersInput, refundTenders } from '#shared/domain/refund-tenders.ts'
import { settleTenders } from '#shared/domain/settle-tenders.ts'

const paid = (total: number, given: TenderGiven[], cashRounding = 1) =>
  settleTenders({ total, given, cashRounding })
const back = (
  original: Settlement,
  amount: number,
  over: Partial<RefundTendersInput> = {},
): Settlement => refundTenders({ original, refunds: [], amount, cashRounding: 1, ...over })

const mixed = paid(100_00, [
  { kind: 'cash', given: 50_00 },
  { kind: 'card', given: 60_00, reference: 'slip 1' },
  { kind: 'card', given: 10_00, reference: 'slip 2' },
])

test('a full refund goes back as it was paid', () => {
  expect(back(mixed, 100_00)).toEqual({
    tenders: [
      { kind: 'card', amount: -60_00, given: -60_00, reference: 'slip 1' },
      { kind: 'card', amount: -10_00, given: -10_00, reference: 'slip 2' },
      { kind: 'cash', amount: -30_00, given: -30_00, reference: null },
    ],
    rounding: 0,
    change: 0,
  })
})

test('a part refund fills the cards first, in the order of paying, then cash', () => {
  const first = back(mixed, 65_00)
  expect(first.tenders.map((t) => [t.reference, t.amount])).toEqual([
    ['slip 1', -60_00],
    ['slip 2', -5_00],
  ])
  const second = back(mixed, 35_00, { refunds: [first] })
  expect(second.tenders.map((t) => [t.kind, t.reference, t.amount])).toEqual([
    ['card', 'slip 2', -5_00],
    ['cash', null, -30_00],
  ])
})

test('two payments by one card slip are one', () => {
  const twice = paid(10_00, [
    { kind: 'card', given: 4_00 },
    { kind: 'card', given: 6_00 },
  ])
  expect(back(twice, 10_00).tenders.map((t) => t.amount)).toEqual([-10_00])
})

test('a wanted split is followed: cash may take the place of a card', () => {
  const wanted = [
    { kind: 'card' as const, amount: 5_00 },
    { kind: 'cash' as const, amount: 60_00 },
  ]
  expect(back(mixed, 65_00, { wanted }).tenders.map((t) => [t.kind, t.amount])).toEqual([
    ['card', -5_00],
    ['cash', -60_00],
  ])
})

test('a card never gets more than it paid', () => {
  const wanted = [{ kind: 'card' as const, amount: 70_01 }]
  expect(() => back(mixed, 70_01, { wanted })).toThrow(
    '70.00 is left on card, not 70.01; give the rest in cash',
  )
  const delivery = [{ kind: 'cash-on-delivery' as const, amount: 1 }]
  expect(() => back(mixed, 1, { wanted: delivery })).toThrow('0.00 is left on cash-on-delivery')
})

test('a wanted split must be the refund', () => {
  const wanted = [{ kind: 'cash' as const, amount: 9_99 }]
  expect(() => back(mixed, 10_00, { wanted })).toThrow(
    'the tenders are 9.99, the refund is 10.00; make them equal',
  )
})

test('no more comes back than was paid', () => {
  const refunds = [back(mixed, 99_00)]
  expect(() => back(mixed, 1_01, { refunds })).toThrow('1.00 is left to give back on this receipt')
})

test('parts of a rounded cash sale return the same coins as the whole', () => {
  const original = paid(1_20, [{ kind: 'cash', given: 1_00 }], 100)
  const first = back(original, 40, { cashRounding: 100 })
  const second = back(original, 80, { cashRounding: 100, refunds: [first] })
  expect(first).toMatchObject({ rounding: 40, tenders: [{ kind: 'cash', amount: 0 }] })
  expect(second).toMatchObject({ rounding: -20, tenders: [{ kind: 'cash', amount: -1_00 }] })
})

test('any parts give back, tender by tender, what was paid, rounding included', () => {
  const money = fc.integer({ min: 1, max: 5_000 })
  fc.assert(
    fc.property(
      fc.array(money, { maxLength: 3 }),
      fc.integer({ min: 0, max: 5_000 }),
      fc.array(money, { minLength: 1, maxLength: 6 }),
      fc.constantFrom(1, 10, 100),
      (cards, cashPart, cuts, cashRounding) => {
        const tenders: TenderGiven[] = cards.map((given, i) => ({
          kind: 'card',
          given,
          reference: `slip ${i}`,
        }))
        if (cashPart > 0) tenders.push({ kind: 'cash', given: 10_000 })
        const total = cards.reduce((a, b) => a + b, cashPart)
        const original = paid(total, tenders, cashRounding)
        const refunds: Settlement[] = []
        let left = total
        for (const cut of [...cuts, total]) {
          const amount = Math.min(cut, left)
          left -= amount
          refunds.push(back(original, amount, { cashRounding, refunds: [...refunds] }))
        }
        const all = refunds.flatMap((refund) => refund.tenders)
        const sums = (list: Settlement['tenders']) =>
          [...cards.keys(), null].map((i) =>
            list
              .filter((t) => t.reference === (i === null ? null : `slip ${i}`))
              .reduce((sum, t) => sum + t.amount, 0),
          )
        expect(sums(all)).toEqual(sums(original.tenders).map((amount) => 0 - amount))
        expect(all.every((tender) => tender.amount <= 0)).toBe(true)
        expect(refunds.reduce((sum, refund) => sum + refund.rounding, 0)).toBe(
          0 - original.rounding,
        )
        for (const refund of refunds) expect(Settlement.parse(refund)).toEqual(refund)
      },
    ),
  )
})

const byCards = paid(100_00, [
  { kind: 'gift-card', given: 30_00, account: 'CARD:a' },
  { kind: 'gift-card', given: 20_01, account: 'CARD:b' },
  { kind: 'card', given: 10_00 },
  { kind: 'cash', given: 40_00 },
])
const parts = (settlement: Settlement) =>
  settlement.tenders.map(({ kind, account, amount }) => [account ?? kind, amount])

test('each gift card gets back its share of the receipt, and parts together what it paid', () => {
  const half = back(byCards, 50_00)
  expect(parts(half)).toEqual([
    ['CARD:a', -15_00],
    ['CARD:b', -10_01],
    ['card', -10_00],
    ['cash', -14_99],
  ])
  const rest = back(byCards, 50_00, { refunds: [half] })
  expect(parts(rest)).toEqual([
    ['CARD:a', -15_00],
    ['CARD:b', -10_00],
    ['cash', -25_00],
  ])
})

test('the money of a gift card is not paid out, but may become store credit', () => {
  const cash = (amount: number) => ({ wanted: [{ kind: 'cash' as const, amount }] })
  expect(() => back(byCards, 50_00, cash(50_00))).toThrow('the refund is 24.99')
  expect(parts(back(byCards, 50_00, cash(24_99)))).toEqual([
    ['CARD:a', -15_00],
    ['CARD:b', -10_01],
    ['cash', -24_99],
  ])
  const named = { wanted: [{ kind: 'gift-card' as const, amount: 50_00 }] }
  expect(() => back(byCards, 50_00, named)).toThrow('25.01 goes back to gift cards')
  const credit = { wanted: [{ kind: 'store-credit' as const, amount: 100_00 }] }
  expect(parts(back(byCards, 100_00, credit))).toEqual([['store-credit', -100_00]])
})

test('refunds of any sizes return to each card what it paid', () => {
  const given = fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 1, maxLength: 4 })
  const cuts = fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 5 })
  fc.assert(
    fc.property(given, fc.integer({ min: 0, max: 500 }), cuts, (cards, cash, sizes) => {
      const tenders: TenderGiven[] = cards.map((amount, i) => {
        return { kind: 'gift-card', given: amount, account: `CARD:${i}` }
      })
      if (cash > 0) tenders.push({ kind: 'cash', given: cash })
      const total = cards.reduce((sum, card) => sum + card, cash)
      const original = paid(total, tenders)
      const refunds: Settlement[] = []
      let left = total
      for (const size of [...sizes, total]) {
        const amount = Math.min(size, left)
        if (amount === 0) continue
        left -= amount
        refunds.push(back(original, amount, { refunds }))
      }
      const returned = new Map<string, number>()
      for (const [name, amount] of refunds.flatMap(parts)) {
        const key = String(name)
        expect(Number(amount)).toBeLessThan(0)
        returned.set(key, (returned.get(key) ?? 0) - Number(amount))
      }
      for (const [i, card] of cards.entries()) expect(returned.get(`CARD:${i}`)).toBe(card)
      expect(returned.get('cash') ?? 0).toBe(cash)
    }),
    { numRuns: 300 },
  )
})
