import { expect, test } from 'vitest'
import { one } from '../open-hub.ts'
import { byRate, openPointsHub, receiptOf } from './points-hub.ts'

const total = { points: 1, perAmount: 100_00, ruleId: 'T' }
const goods = (listPrice: number) => [{ id: 1, name: 'Ном', listPrice }]

test('48,000 with 8,000 points spent: 40,000 are taxed, VAT 3,636.36, the points part earns nothing, and 3,000 of it may go out as cash', async () => {
  const settings = { earning: { method: 'total', total }, paying: byRate(1, 100) } as const
  const company = { pointsInCashCap: null }
  await using hub = await openPointsHub(settings, { products: goods(48_000_00), company })
  const sara = await hub.newMember(8000)
  const pay = { points: { programme: 'POINTS', pay: { kind: 'points', points: 8000 } } }
  const sold = await hub.sell({ lines: [one(1)], memberId: sara.id, ...pay })
  const { priced, loyalty } = receiptOf(sold)
  expect(priced).toMatchObject({ listTotal: 48_000_00, total: 40_000_00, vat: 3636_36 })
  expect(loyalty).toMatchObject([{ balance: 8000, spent: 8000, collected: 400 }])
  const refund = await hub.refund(sold.id)
  expect(receiptOf(refund).priced).toMatchObject({ total: -40_000_00, vat: -3636_36 })
  expect(hub.leaseAt(sara.lease)).toEqual(['open', 8000, 0, 0])

  // Sold and given back once more, with 3,000 of the points paid out: 43,000 leave the drawer.
  const again = await hub.sell({ lines: [one(1)], memberId: sara.id, ...pay })
  const paidOut = receiptOf(await hub.refund(again.id, { loyaltyRefundCash: 3000_00 }))
  expect(paidOut.priced).toMatchObject({ total: -40_000_00, vat: -3636_36 })
  expect(paidOut.settlement.tenders).toMatchObject([
    { kind: 'points', amount: 3000_00 },
    { kind: 'cash', amount: -43_000_00 },
  ])
  expect(paidOut.loyalty).toMatchObject([{ spent: -5000, collected: -400 }])
  expect(hub.leaseAt(sara.lease)).toEqual(['open', 8000, 3000, 0])
})

test('a bonus card of 5 % with 300.00, at most 50 % of a check of 149.00: 74.50 are spent and 3.73 accrued', async () => {
  const percent = { rate: 500, worth: { points: 1, amount: 1 }, ruleId: 'P' }
  const paying = byRate(1, 1, { maxShare: 5000 })
  const settings = { earning: { method: 'total', percent }, paying } as const
  await using hub = await openPointsHub(settings, { products: goods(149_00) })
  const sara = await hub.newMember(300_00)
  const basket = { lines: [one(1)], memberId: sara.id }
  const { pointsOffers } = await hub.quote(basket)
  expect(pointsOffers?.[0]?.pay.best).toEqual({ points: 74_50, amount: 74_50 })
  const pay = { points: { programme: 'POINTS', pay: { kind: 'points', points: 74_50 } } }
  const { priced, loyalty } = receiptOf(await hub.sell({ ...basket, ...pay }))
  expect(priced.total).toBe(74_50)
  expect(loyalty).toMatchObject([{ percent: 500, balance: 300_00, spent: 74_50, collected: 3_73 }])
})

test('of 50 for 500, 100 for 900 and 200 for 1,700 a balance of 1,000 is offered the first two and pays by one of them', async () => {
  const by = {
    kind: 'pairs' as const,
    pairs: [
      { price: 50_00, points: 500 },
      { price: 100_00, points: 900 },
      { price: 200_00, points: 1700 },
    ],
  }
  const paying = { as: 'discount-line' as const, code: '*PLATBA IBOD*', by, ruleId: 'PAY' }
  await using hub = await openPointsHub({ paying }, { products: goods(450_00) })
  const sara = await hub.newMember(1000)
  const basket = { lines: [one(1)], memberId: sara.id }
  const { pointsOffers } = await hub.quote(basket)
  expect(pointsOffers?.[0]?.pay).toMatchObject({
    kind: 'pairs',
    pairs: [
      { price: 50_00, points: 500 },
      { price: 100_00, points: 900 },
    ],
    mostPayments: 1,
    best: { points: 900, amount: 100_00 },
  })
  const by1 = (price: number, points: number) => ({
    points: { programme: 'POINTS', pay: { kind: 'pairs', pairs: [{ price, points }] } },
  })
  const dear = await hub.sell({ ...basket, ...by1(200_00, 1700) })
  expect(dear).toMatchObject({ status: 409, body: { refusal: { reason: 'too-little' } } })
  const { priced, loyalty } = receiptOf(await hub.sell({ ...basket, ...by1(100_00, 900) }))
  expect(priced.total).toBe(350_00)
  expect(priced.points).toMatchObject({ code: '*PLATBA IBOD*', amount: 100_00, points: 900 })
  expect(loyalty).toMatchObject([{ balance: 1000, spent: 900, collected: 0 }])
  expect(hub.leaseAt(sara.lease)).toEqual(['open', 1000, 900, 0])
})
