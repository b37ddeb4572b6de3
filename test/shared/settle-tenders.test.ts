import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Settlement, type TenderGiven } from '#shared/contracts/tender.ts'
import { settleTenders } from '#shared/domain/settle-tenders.ts'

const cash = (given: number): TenderGiven => ({ kind: 'cash', given })
const card = (given: number, reference?: string): TenderGiven =>
  reference === undefined ? { kind: 'card', given } : { kind: 'card', given, reference }
const settle = (total: number, given: TenderGiven[], cashRounding = 1) =>
  settleTenders({ total, given, cashRounding })

test('cash above the total gives change', () => {
  expect(settle(240_00, [cash(300_00)])).toEqual({
    tenders: [{ kind: 'cash', amount: 240_00, given: 300_00, reference: null }],
    rounding: 0,
    change: 60_00,
  })
})

test('card, cash on delivery and cash pay one receipt; cash pays the rest, wherever it was typed', () => {
  const settlement = settle(100_00, [
    cash(50_00),
    card(60_00, 'slip 12'),
    { kind: 'cash-on-delivery', given: 15_00 },
  ])
  expect(settlement.tenders).toEqual([
    { kind: 'cash', amount: 25_00, given: 50_00, reference: null },
    { kind: 'card', amount: 60_00, given: 60_00, reference: 'slip 12' },
    { kind: 'cash-on-delivery', amount: 15_00, given: 15_00, reference: null },
  ])
  expect(settlement.change).toBe(25_00)
})

test('a card may not exceed what is due', () => {
  expect(() => settle(100_00, [card(100_01)])).toThrow(
    'tenders are 0.01 more than is due; only cash may be more',
  )
  expect(() => settle(100_00, [card(60_00), card(50_00), cash(10_00)])).toThrow('10.00 more')
})

test('paying too little names what is missing', () => {
  expect(() => settle(100_00, [card(60_00), cash(30_00)])).toThrow(
    expect.objectContaining({
      code: 'invalid',
      message: '10.00 of 100.00 is still to pay; add a tender',
      extra: { missing: 10_00 },
      fields: [expect.objectContaining({ field: 'tenders', value: '90.00' })],
    }),
  )
  expect(() => settle(100_00, [])).toThrow('100.00 of 100.00 is still to pay')
})

test('cash is rounded half up to the coin: 12.50 is paid with 13.00, 12.49 with 12.00', () => {
  expect(settle(12_50, [cash(20_00)], 100)).toMatchObject({ rounding: 50, change: 7_00 })
  expect(settle(12_49, [cash(12_00)], 100)).toMatchObject({ rounding: -49, change: 0 })
})

test('rounding is for the cash part only', () => {
  expect(settle(12_30, [card(12_30)], 100)).toMatchObject({ rounding: 0, change: 0 })
  expect(settle(112_30, [card(100_30), cash(12_00)], 100)).toMatchObject({ rounding: 0 })
  expect(settle(112_30, [card(100_00), cash(12_00)], 100)).toMatchObject({ rounding: -30 })
})

test('the missing amount in cash is the rounded one', () => {
  expect(() => settle(12_50, [cash(12_00)], 100)).toThrow('1.00 of 12.50 is still to pay')
})

test('a free order needs no tender, and cash given for it comes back', () => {
  expect(settle(0, [])).toEqual({ tenders: [], rounding: 0, change: 0 })
  expect(settle(0, [cash(5_00)])).toMatchObject({ change: 5_00 })
})

const given = fc.array(
  fc.record({
    kind: fc.constantFrom('cash' as const, 'card' as const, 'cash-on-delivery' as const),
    given: fc.integer({ min: 1, max: 50_000 }),
  }),
  { maxLength: 5 },
)

test('whenever a total is paid: Σ amounts = total + rounding, change = Σ given − Σ amounts ≥ 0', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 60_000 }),
      given,
      fc.constantFrom(1, 5, 10, 50, 100),
      (total, tenders, cashRounding) => {
        const settlement = paidOrNull(total, tenders, cashRounding)
        if (settlement === null) return
        const amounts = settlement.tenders.reduce((all, tender) => all + tender.amount, 0)
        const handed = tenders.reduce((all, tender) => all + tender.given, 0)
        expect(amounts).toBe(total + settlement.rounding)
        expect(settlement.change).toBe(handed - amounts)
        expect(settlement.change).toBeGreaterThanOrEqual(0)
        expect(2 * Math.abs(settlement.rounding)).toBeLessThanOrEqual(cashRounding)
        expect(settlement.tenders.every((t) => t.amount >= 0 && t.amount <= t.given)).toBe(true)
        expect(Settlement.parse(settlement)).toEqual(settlement)
      },
    ),
  )
})

function paidOrNull(total: number, tenders: TenderGiven[], cashRounding: number) {
  try {
    return settleTenders({ total, given: tenders, cashRounding })
  } catch {
    // Refused tenders are shown by the examples above.
    return null
  }
}
