import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { Receipt } from '#shared/contracts/till.ts'
import { openValueShop, type ValueShop } from '#test/cloud/value/value-shop.ts'
import { until } from '#test/support/shop.ts'
import { newId, one, type TestTill } from '../open-hub.ts'
import {
  askRefund,
  hindered,
  openWiredHub,
  type RefundWish,
  refunded,
  type WiredHub,
} from './wired-hub.ts'

let shop: ValueShop
let seller: WiredHub
let other: WiredHub
let till: TestTill
let elsewhere: TestTill

beforeAll(async () => {
  shop = await openValueShop()
  ;[seller, other] = [await openWiredHub(shop, 1), await openWiredHub(shop, 2)]
  ;[till, elsewhere] = [await seller.openTill(), await other.openTill()]
}, 60_000)
afterAll(async () => {
  await seller[Symbol.asyncDispose]()
  await other[Symbol.asyncDispose]()
  await shop[Symbol.asyncDispose]()
})
beforeEach(async () => {
  await seller.restore()
  await other.restore()
  await seller.sent()
  await other.sent()
})

const sellThere = async (quantity = 1000) => {
  const sale = await till.sell({ lines: [one(1, quantity)] })
  await seller.sent()
  if (sale.receipt === null) throw new Error('no receipt')
  return sale.receipt
}
const right = (receiptId: string) =>
  shop.rows(`SELECT state, holder FROM refund_right WHERE receipt_id = '${receiptId}'`)[0]
const rightOf = (receiptId: string) => {
  const [state, holder] = right(receiptId) ?? []
  return { holder, ...(JSON.parse(String(state)) as { refunded: number; claims: object[] }) }
}
const overdrawn = () =>
  shop.rows(`SELECT sum(amount) FROM value_movement WHERE kind = 'write-off'`)[0]?.[0] ?? 0

test("a till gives back another store's receipt by its number, in parts that add up to the whole", async () => {
  const sold = await sellThere(3000)
  const listed = await elsewhere.call('GET', `/receipts?number=${sold.number.toLowerCase()}`)
  expect(listed.body).toMatchObject({ items: [{ id: sold.id, number: sold.number }] })
  const shown = Receipt.parse((await elsewhere.call('GET', `/receipts/${sold.id}`)).body)
  expect(shown).toMatchObject({ soldAt: { code: 'UB1' }, refunded: {}, priced: sold.priced })
  const part = (quantity: number) => ({ lines: [{ lineId: 'l1', quantity }] })
  // The first third in its own store, the next in the other one, the rest at home again.
  const parts = [await refunded(till, sold.id, part(1000))]
  parts.push(await refunded(elsewhere, sold.id, part(1000)))
  await other.sent()
  expect((await askRefund(till, sold.id, part(2000))).status).toBe(409)
  parts.push(await refunded(till, sold.id))
  await seller.sent()
  let sum = 0
  let cash = 0
  for (const { priced, settlement, originalNumber } of parts) {
    expect(originalNumber).toBe(sold.number)
    sum += priced.total
    for (const { amount } of settlement.tenders) cash += amount
  }
  expect(sum).toBe(-sold.priced.total)
  const paid = sold.settlement.tenders.reduce((all, { amount }) => all + amount, 0)
  expect(cash).toBe(-paid)
  expect(rightOf(sold.id)).toMatchObject({ refunded: sold.priced.total, claims: [] })
  expect((await askRefund(elsewhere, sold.id)).status).toBe(409)
  expect(overdrawn()).toBe(0)
})

test('a store whose right was asked back refunds no more by itself, and says why', async () => {
  const sold = await sellThere()
  await refunded(elsewhere, sold.id)
  await seller.cut()
  const before = seller.journal.head().seq
  expect(await hindered(till, sold.id)).toMatchObject({ hindrance: 'offline', asCredit: true })
  expect(seller.journal.head().seq).toBe(before)
})

test('a recall that is journaled between look and commit wins', async () => {
  const sold = await sellThere()
  const { isOurs } = seller.value.refunds
  expect(isOurs(sold.id)).toBe(true)
  // Both are on their way at once, many times: never does the receipt give more than it was.
  for (let round = 0; round < 8; round += 1) {
    const one = await sellThere()
    const answers = await Promise.all([askRefund(till, one.id), askRefund(elsewhere, one.id)])
    expect(answers.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(1)
    await seller.sent()
    await other.sent()
  }
  expect(overdrawn()).toBe(0)
  expect(await shop.alarms()).not.toContain('refund-overdrawn')
})

test('with the selling store away there is store credit that waits, to the unit', async () => {
  const sold = await sellThere()
  await seller.cut()
  const cash = await hindered(elsewhere, sold.id)
  expect(cash).toMatchObject({ hindrance: 'right-elsewhere', asCredit: true })
  const { total } = sold.priced
  const tenders = [{ kind: 'store-credit', amount: total }]
  expect((await hindered(elsewhere, sold.id, { tenders })).hindrance).toBe('no-account')
  const given = await refunded(elsewhere, sold.id, { tenders, memberId: 7 })
  expect(given.cover).toBe('pending-credit')
  await other.sent()
  expect(await shop.account()).toMatchObject({ balance: 0, pending: [{ amount: total }] })
  // The store that sold refunds in cash meanwhile, by its right: the credit comes to nothing.
  await refunded(till, sold.id)
  await seller.restore()
  await until('the claim is settled', async () => rightOf(sold.id).claims.length === 0)
  expect(await shop.account()).toMatchObject({ balance: 0, pending: [] })
  expect(rightOf(sold.id).refunded).toBe(total)
  expect(overdrawn()).toBe(0)
})

test('a grant whose answer is lost is given again for the same refund, and not beside it', async () => {
  const sold = await sellThere(2000)
  const part = (quantity: number) => ({ lines: [{ lineId: 'l1', quantity }] })
  await refunded(elsewhere, sold.id, part(500))
  await other.sent()
  const lose = async (wish: RefundWish) => {
    other.answersToLose = 100
    const { body } = await askRefund(elsewhere, sold.id, wish)
    expect(body).toMatchObject({ hindrance: 'no-answer' })
    other.answersToLose = 0
  }
  const id = newId()
  await lose({ id, ...part(500) })
  expect(rightOf(sold.id).claims).toMatchObject([{ id, cover: 'granted' }])
  // The customer takes more back than the first try said, then goes, then comes again.
  await lose({ id, ...part(1000) })
  await lose(part(1500))
  expect(rightOf(sold.id).claims).toMatchObject([{ amount: (sold.priced.total * 3) / 4 }])
  const given = await refunded(elsewhere, sold.id, { id, ...part(1500) })
  expect(given.priced.total).toBe((-sold.priced.total * 3) / 4)
  await other.sent()
  expect(rightOf(sold.id)).toMatchObject({ refunded: sold.priced.total, claims: [] })
  expect(overdrawn()).toBe(0)
})
