import { expect, test } from 'vitest'
import type { Problem } from '#shared/contracts/problem.ts'
import { Receipt, Saved } from '#shared/contracts/till.ts'
import { storeProfile } from '#test/support/feed.ts'
import { newId, one, openTestHub, type TestTill } from './open-hub.ts'

const detail = (body: unknown) => (body as Problem).detail

interface Wish {
  readonly lines?: readonly { readonly lineId: string; readonly quantity: number }[]
  readonly tenders?: readonly { readonly kind: string; readonly amount: number }[]
  readonly id?: string
}
const refund = (till: TestTill, receiptId: string, wish: Wish = {}) =>
  till.call('POST', '/refunds', {
    id: newId(),
    shiftId: till.shiftId,
    receiptId,
    reason: 'broken',
    ...wish,
  })
const refunded = async (till: TestTill, receiptId: string, wish: Wish = {}) => {
  const { status, body } = await refund(till, receiptId, wish)
  expect(status, JSON.stringify(body)).toBe(201)
  return Saved.parse(body).receipt
}

test('a receipt is given back whole, once', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const sale = await till.sell({ lines: [one(1, 2000), one(3, 3000)] })
  const back = await refunded(till, sale.id)
  expect(back).toMatchObject({
    kind: 'refund',
    originalId: sale.id,
    originalNumber: sale.receipt?.number,
    priced: { total: -2009_99 },
    settlement: { tenders: [{ kind: 'cash', amount: -2009_99, given: -2009_99 }], change: 0 },
  })
  const again = await refund(till, sale.id)
  expect(again.status).toBe(409)
  expect(detail(again.body)).toContain('given back already')
  const original = Receipt.parse((await till.call('GET', `/receipts/${sale.id}`)).body)
  expect(original.refunded).toEqual({ l1: 2000, l3: 3000 })
})

test('refunds in parts add up to the whole, to the last unit', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const sale = await till.sell({
    lines: [one(3, 7000), one(1)],
    discounts: [{ kind: 'percent', rate: 1234, reason: '' }],
  } as never)
  const total = sale.receipt?.priced.total ?? 0
  const parts = [
    [{ lineId: 'l3', quantity: 1000 }],
    [{ lineId: 'l3', quantity: 2500 }],
    [
      { lineId: 'l1', quantity: 333 },
      { lineId: 'l3', quantity: 500 },
    ],
    undefined,
  ]
  let sum = 0
  let cash = 0
  for (const lines of parts) {
    const back = await refunded(till, sale.id, lines === undefined ? {} : { lines })
    sum += back?.priced.total ?? 0
    for (const { amount } of back?.settlement.tenders ?? []) cash += amount
  }
  expect(sum).toBe(-total)
  expect(cash).toBe(-total)
})

test('rounded cash comes back as it was taken, also in parts', async () => {
  const profile = storeProfile({}, { cashRounding: 50 })
  await using shop = await openTestHub({ profile })
  const till = await shop.openTill()
  const sale = await till.sell({ lines: [one(3, 5000)] }, [{ kind: 'cash', given: 20_00 }])
  // 16.65 is due, 16.50 is paid in coins of 0.50.
  expect(sale.receipt?.settlement).toMatchObject({ rounding: -15, change: 3_50 })
  let cash = 0
  for (let i = 0; i < 5; i += 1) {
    const back = await refunded(till, sale.id, { lines: [{ lineId: 'l3', quantity: 1000 }] })
    for (const { amount } of back?.settlement.tenders ?? []) {
      expect(Math.abs(amount % 50)).toBe(0)
      cash += amount
    }
  }
  expect(cash).toBe(-16_50)
  expect((await till.shift()).expectedCash).toBe(0)
})

test('of two refunds of the last piece at once, one wins', async () => {
  await using shop = await openTestHub()
  const [a, b] = [await shop.openTill(), await shop.openTill()]
  const sale = await a.sell({ lines: [one(1)] })
  const wish = { lines: [{ lineId: 'l1', quantity: 1000 }] }
  const answers = await Promise.all([refund(a, sale.id, wish), refund(b, sale.id, wish)])
  expect(answers.map(({ status }) => status).toSorted((x, y) => x - y)).toEqual([201, 409])
})

test('many small refunds at once never give back more than was sold', async () => {
  await using shop = await openTestHub()
  const tills = [await shop.openTill(), await shop.openTill()]
  const [first] = tills
  if (first === undefined) throw new Error('no till')
  const sale = await first.sell({ lines: [one(1, 10_000), one(2, 2000)] })
  const answers = await Promise.all(
    Array.from({ length: 16 }, (_, i) =>
      refund(tills[i % 2] ?? first, sale.id, { lines: [{ lineId: 'l1', quantity: 1000 }] }),
    ),
  )
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(10)
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(6)
  const original = Receipt.parse((await first.call('GET', `/receipts/${sale.id}`)).body)
  expect(original.refunded).toEqual({ l1: 10_000 })
})

test('a card gets back at most what it paid; the rest is cash', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const sale = await till.sell({ lines: [one(1)] }, [
    { kind: 'card', given: 300_00 },
    { kind: 'cash', given: 700_00 },
  ])
  const tooMuch = await refund(till, sale.id, { tenders: [{ kind: 'card', amount: 1000_00 }] })
  expect(tooMuch.status).toBe(422)
  expect(detail(tooMuch.body)).toContain('300.00 is left on card')
  const back = await refunded(till, sale.id)
  expect(back?.settlement.tenders).toMatchObject([
    { kind: 'card', amount: -300_00 },
    { kind: 'cash', amount: -700_00 },
  ])
})

test('money may go back in cash if the cashier says so, to the exact sum', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const sale = await till.sell({ lines: [one(1)] }, [{ kind: 'card', given: 1000_00 }])
  const wrong = await refund(till, sale.id, { tenders: [{ kind: 'cash', amount: 900_00 }] })
  expect(wrong.status).toBe(422)
  const back = await refunded(till, sale.id, { tenders: [{ kind: 'cash', amount: 1000_00 }] })
  expect(back?.settlement.tenders).toMatchObject([{ kind: 'cash', amount: -1000_00 }])
})

test('a refund sent twice is one refund; with other content it is refused', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const sale = await till.sell({ lines: [one(1, 2000)] })
  const wish = { id: newId(), lines: [{ lineId: 'l1', quantity: 1000 }] }
  const first = await refund(till, sale.id, wish)
  const again = await refund(till, sale.id, wish)
  expect([first.status, again.status]).toEqual([201, 200])
  expect(again.body).toEqual(first.body)
  const other = await refund(till, sale.id, { ...wish, lines: [{ lineId: 'l1', quantity: 500 }] })
  expect(other.status).toBe(409)
})

test("another store's receipt and a refund itself are refused in words", async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const foreign = await refund(till, newId())
  expect(foreign.status).toBe(404)
  expect(detail(foreign.body)).toContain('was not made on this hub')
  const sale = await till.sell({ lines: [one(1)] })
  const back = await refunded(till, sale.id)
  const twice = await refund(till, back?.id ?? '')
  expect(twice.status).toBe(409)
  expect(detail(twice.body)).toContain('not a sale')
})

test('a refund puts the goods back and is numbered like a sale', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const sale = await till.sell({ lines: [one(1, 3000)] })
  const back = await refunded(till, sale.id, { lines: [{ lineId: 'l1', quantity: 1000 }] })
  expect(back?.number).toMatch(/^S1-T1-1-000002-/)
  const body = JSON.parse(shop.journal.eventById(back?.id ?? '')?.body ?? '') as object
  expect(body).toMatchObject({
    envelope: {
      receipt: { originalId: sale.id },
      stock: [{ productId: 1, quantity: 1000 }],
      tenders: [{ kind: 'cash', amount: -1000_00 }],
    },
  })
})
