import { expect, test } from 'vitest'
import { z } from 'zod'
import { receiptNumber } from '#shared/domain/receipt-number.ts'
import { openTestCloud } from '../test-cloud.ts'
import { sellValue } from '../value/sell-value.ts'
import { openValueShop } from '../value/value-shop.ts'

const Trace = z.looseObject({
  receipt: z.looseObject({ number: z.string(), total: z.int() }),
  transactions: z.array(
    z.looseObject({
      id: z.int(),
      postings: z.array(z.looseObject({ debit: z.int(), credit: z.int() })),
    }),
  ),
  later: z.array(z.looseObject({ type: z.string() })),
  body: z.looseObject({ payload: z.any() }),
})
const Page = z.object({
  items: z.array(z.looseObject({ id: z.string() })),
  next: z.string().nullable(),
})

test('from a receipt to its event, lines, postings and later movements, and back, in one call each', async () => {
  await using cloud = await openTestCloud()
  const hub = await cloud.claimHub(1)
  hub.append('shift.opened', { payload: { v: 1, openingCash: 0 } })
  const sale = hub.sell({
    lines: [
      { productId: 1, quantity: 1000 },
      { productId: 2, quantity: 2000 },
    ],
  })
  await hub.push()
  const refund = hub.refund(sale, { lines: [{ lineId: 'l1', quantity: 1000 }] })
  hub.append('receipt.reprinted', { payload: { v: 1, receiptId: sale.receiptId } })
  await hub.push({ from: 3 })

  const trace = await cloud.get(`/v1/receipts/${sale.receiptId}`, Trace)
  expect(trace).toMatchObject({
    receipt: {
      id: sale.receiptId,
      kind: 'sale',
      total: sale.priced.total,
      storeCode: 'UB1',
      till: 'T1',
      cashier: 'Болд',
      state: 'applied',
      currency: 'MNT',
      number: receiptNumber('UB1-T1-1-000001', sale.hash),
    },
    event: { id: sale.id, type: 'sale.closed', epoch: 1, seq: 2, hash: sale.hash },
    hub: { id: 1, name: 'box 1' },
    batch: { id: 1, firstSeq: 1, lastSeq: 2, receivedAt: cloud.now },
    quarantineReason: null,
    later: [
      { type: 'sale.refunded', receiptId: refund.receiptId },
      { type: 'receipt.reprinted', receiptId: null },
    ],
  })
  expect(trace.body).toEqual(JSON.parse(sale.body))
  const [transaction] = trace.transactions
  const debits = transaction?.postings.reduce((sum, posting) => sum + posting.debit, 0)
  const credits = transaction?.postings.reduce((sum, posting) => sum + posting.credit, 0)
  expect(debits).toBe(credits)
  expect(debits).toBeGreaterThanOrEqual(sale.priced.total)

  const back = await cloud.get(`/v1/postings/${transaction?.id}`, z.looseObject({}))
  expect(back).toMatchObject({
    id: transaction?.id,
    kind: 'sale',
    businessOn: '2026-11-20',
    postings: transaction?.postings,
    event: {
      id: sale.id,
      hubId: 1,
      epoch: 1,
      seq: 2,
    },
    receipt: {
      id: sale.receiptId,
      number: trace.receipt.number,
      total: sale.priced.total,
    },
  })
  const ofRefund = await cloud.get(`/v1/receipts/${refund.receiptId}`, Trace)
  expect(ofRefund.receipt).toMatchObject({ kind: 'refund', originalId: sale.receiptId })
})

test('receipts are listed newest first, by store, day and number, page by page', async () => {
  await using cloud = await openTestCloud()
  const [first, second] = [await cloud.claimHub(1), await cloud.claimHub(2)]
  const lines = [{ productId: 1, quantity: 1000 }]
  const old = first.sell({ lines, businessOn: '2026-11-18' })
  const recent = Array.from({ length: 4 }, () => first.sell({ lines }))
  const other = second.sell({ lines })
  await first.push()
  await second.push()
  const ids = async (query: string) =>
    (await cloud.get(`/v1/receipts?${query}`, Page)).items.map((item) => item.id)

  expect(await ids('companyId=1')).toHaveLength(6)
  expect(await ids('companyId=2')).toEqual([])
  expect(await ids('storeId=2')).toEqual([other.receiptId])
  expect(await ids('from=2026-11-18&to=2026-11-19')).toEqual([old.receiptId])
  expect(await ids('number=UB1-T1-1-000003')).toEqual([recent[1]?.receiptId])
  expect((await cloud.request('/v1/receipts?number=%25')).status).toBe(422)

  const page = await cloud.get('/v1/receipts?storeId=1&limit=3', Page)
  const rest = await cloud.get(`/v1/receipts?storeId=1&limit=3&after=${page.next}`, Page)
  const all = [...page.items, ...rest.items].map((item) => item.id)
  expect(all).toEqual([old, ...recent].map((sale) => sale.receiptId).toReversed())
  expect(rest.next).toBeNull()
})

test('the trace shows what value a receipt moved, by which rules, and what became of its coupons', async () => {
  await using shop = await openValueShop()
  for (const [code, kind] of [
    ['BONUS', 'points'],
    ['TEN', 'coupon'],
  ]) {
    await shop.post('/v1/programmes', { code, name: code, companyId: 1, kind })
  }
  const hub = await shop.cloud.claimHub(1)
  const lines = [{ lineId: 'l0', collected: 25, spent: 10 }]
  const snapshot = { programme: 'BONUS', name: 'Bonus', phone: '8800', balance: 40, asOf: null }
  const status = { percent: null, status: 'confirmed' as const, collected: 25, spent: 10, lines }
  const { receiptId } = sellValue(hub, {
    memberId: 7,
    loyalty: [{ ...snapshot, ...status }],
    discounts: [{ ruleId: 'promotion:1', reason: '', amount: 500, couponId: 'TEN:7' }],
    moved: [
      { account: 'BONUS:7', kind: 'earn', amount: 25, rule: 'R1' },
      { account: 'BONUS:7', kind: 'spend', amount: 10, rule: 'P1' },
      { account: 'TEN:7', kind: 'load', amount: 1 },
      { account: 'TEN:7', kind: 'spend', amount: 1 },
    ],
  })
  expect((await hub.push()).status).toBe(200)
  const { receipt, value } = await shop.cloud.get(`/v1/receipts/${receiptId}`, ValueTrace)
  expect(receipt).toMatchObject({ pointsCollected: 25, pointsSpent: 10, coupon: 500 })
  expect(value.movements).toMatchObject([
    { account: 'BONUS:7', kind: 'earn', amount: 25, rule: 'R1' },
    { account: 'BONUS:7', kind: 'spend', amount: 10, rule: 'P1' },
    { account: 'TEN:7', kind: 'load', amount: 1 },
    { account: 'TEN:7', kind: 'spend', amount: 1 },
  ])
  expect(value.coupons).toMatchObject([
    { account: 'TEN:7', transition: 'sell' },
    { account: 'TEN:7', transition: 'use' },
  ])
  const [line] = value.lines
  expect(line).toMatchObject({ pointsCollected: 25, pointsSpent: 10, couponIds: ['TEN:7'] })
  expect(value.loyalty).toMatchObject([{ phone: '8800', balance: 40, status: 'confirmed' }])
})

const ValueTrace = z.looseObject({
  receipt: z.looseObject({}),
  value: z.looseObject({
    movements: z.array(z.looseObject({})),
    coupons: z.array(z.looseObject({})),
    lines: z.array(z.looseObject({})),
    loyalty: z.array(z.looseObject({})),
  }),
})
