import { expect, test } from 'vitest'
import { Receipt } from '#shared/contracts/till.ts'
import { expectOwedIsOwned } from '#test/cloud/value/company-books.ts'
import { expectRebuilt } from '#test/cloud/value/rebuilt.ts'
import { openValueShop, type ValueShop } from '#test/cloud/value/value-shop.ts'
import { one } from '../open-hub.ts'
import { askRefund, credit, hindered, openWiredHub, refunded } from '../value/wired-hub.ts'
import { byRate } from './points-hub.ts'

const settings = { bookWorth: { points: 1, amount: 100 }, paying: byRate(1, 100) } as const

test('two stores pay out one receipt up to one cap, and the books have what left both drawers', async () => {
  await using shop = await openValueShop()
  await openProgramme(shop)
  await using seller = await wiredIn(shop, 1)
  await using other = await wiredIn(shop, 2)
  const [till, elsewhere] = [await seller.openTill(), await other.openTill()]
  // Two books of 25,990.00; 20,000 points pay 20,000.00 of them.
  const twoBooks = { lines: [one(1, 2000)], memberId: 7, ...pay(20_000) }
  const sold = await till.sell(twoBooks)
  const { id = '', priced } = sold.receipt ?? {}
  expect(priced?.total).toBe(31_980_00)
  const half = { lines: [{ lineId: 'l1', quantity: 1000 }] }
  const first = await refunded(till, id, { ...half, loyaltyRefundCash: 6000_00 })
  expect(first.loyalty).toMatchObject([{ spent: -4000 }])
  await seller.sent()

  const shown = Receipt.parse((await elsewhere.call('GET', `/receipts/${id}`)).body)
  expect(shown).toMatchObject({ pointsPaidOut: 6000_00, refunded: { l1: 1000 } })
  const tooMuch = await askRefund(elsewhere, id, { loyaltyRefundCash: 5000_00 })
  expect(tooMuch.status).toBe(422)
  expect(JSON.stringify(tooMuch.body)).toContain('4000.00 may still be paid out for this receipt')
  const rest = await refunded(elsewhere, id, { loyaltyRefundCash: 4000_00 })
  expect(rest.settlement.tenders).toMatchObject([
    { kind: 'points', amount: 4000_00, account: 'BOD:7' },
    { kind: 'cash', amount: -19_990_00 },
  ])
  await other.sent()
  const moved = { 'CASH-UB1': 31_980_00 - 15_990_00 - 6000_00, 'CASH-UB2': -19_990_00 }
  // Of 40,000 points 10,000 are gone: they were sold for 10,000.00.
  expect(await expectOwedIsOwned(shop)).toMatchObject({ ...moved, POINTS: -30_000_00 })
  expect(await shop.alarms()).not.toContain('refund-overdrawn')

  // Where points paid all of it, only its own store pays out: no money is left to ask a right for.
  const book = { lines: [one(2)], memberId: 7, ...pay(3333) }
  const whole = (await till.sell(book, [])).receipt?.id ?? ''
  const tale = { lines: [one(3)], memberId: 7, ...pay(999) }
  const part = (await till.sell(tale)).receipt?.id ?? ''
  await seller.sent()
  await elsewhere.call('GET', `/receipts/${part}`)
  const refused = await askRefund(elsewhere, whole, { loyaltyRefundCash: 3330_00 })
  expect(refused).toMatchObject({
    status: 409,
    body: { errors: [{ field: 'loyaltyRefundCash', value: '3330.00' }] },
  })
  // Offline only the store that has the right pays out.
  await other.cut()
  await seller.cut()
  const sale = { lines: [one(1)], memberId: 7 }
  const plain = (await till.sell(sale)).receipt?.id ?? ''
  expect((await askRefund(till, plain, { loyaltyRefundCash: 1_00 })).status).toBe(422)
  expect(await hindered(elsewhere, part, { loyaltyRefundCash: 100_00 })).toMatchObject({
    hindrance: 'offline',
  })
  await refunded(till, whole, { loyaltyRefundCash: 3330_00 })
  await seller.restore()
  await seller.sent()
  const since = 17_000_00 + 25_990_00 - 3330_00
  const books = await expectOwedIsOwned(shop)
  expect(books['CASH-UB1']).toBe(moved['CASH-UB1'] + since)
  await expectRebuilt(shop)
}, 60_000)

const pay = (points: number) => ({ points: { programme: 'BOD', pay: { kind: 'points', points } } })

async function openProgramme(shop: ValueShop): Promise<void> {
  const { cloud } = shop
  await shop.post('/v1/programmes', { code: 'BOD', name: 'Body', kind: 'points' })
  await cloud.request('/v1/programmes/BOD', { method: 'PATCH', json: settings })
  await cloud.request('/v1/companies/NOM', { method: 'PUT', json: { pointsInCashCap: 10_000_00 } })
  await shop.credit(40_000, 'BOD:7')
}

async function wiredIn(shop: ValueShop, storeId: number) {
  const hub = await openWiredHub(shop, storeId)
  const bod = { id: 2, code: 'BOD', name: 'Body', kind: 'points', offline: 'leased' } as const
  hub.feed.put({
    programmes: [credit, { ...bod, settings: JSON.stringify(settings) }],
    members: [{ id: 7, name: 'Сараа', phone: '99110007', balances: { 2: 40_000 } }],
  })
  return hub
}
