import { afterAll, beforeAll, expect, test } from 'vitest'
import { layOutReceipt } from '#hub/print/receipt.ts'
import { Receipt } from '#shared/contracts/till.ts'
import { storeProfile } from '#test/support/feed.ts'
import { ALL_RIGHTS, newId, one } from '../open-hub.ts'
import { byRate, openPointsHub, type PointsHub, receiptOf, type Sold } from './points-hub.ts'

const pay = (points: number) => ({
  points: { programme: 'POINTS', pay: { kind: 'points', points } },
})
const moved = (hub: PointsHub, { id }: Sold) =>
  hub.refundOf(id).envelope.movements.map(({ kind, amount }) => [kind, amount])
const tendersOf = (sold: Sold) =>
  receiptOf(sold).settlement.tenders.map(({ kind, amount }) => [kind, amount])
const halfOf = (lineId: string) => ({ lines: [{ lineId, quantity: 1000 }] })

const asDiscount = { paying: byRate(1, 100) } as const
let hub: PointsHub
beforeAll(async () => {
  hub = await openPointsHub(asDiscount, { company: { pointsInCashCap: 400_00, cashRounding: 100 } })
})
afterAll(() => hub[Symbol.asyncDispose]())

test('of points that paid as a discount a part goes out in cash beyond the total, the rest returns, and the shift counts it', async () => {
  const sara = await hub.newMember(600)
  const sold = await hub.sell({ lines: [one(1, 2000)], memberId: sara.id, ...pay(500) })
  const before = Receipt.parse((await hub.till.call('GET', `/receipts/${sold.id}`)).body)
  expect(before.pointsPaidOut).toBeUndefined()
  // Half of it: 750.00 of money, and 250.00 that points paid; 100.00 of that in cash.
  const half = await hub.refund(sold.id, { ...halfOf('l1'), loyaltyRefundCash: 100_00 })
  expect(tendersOf(half)).toEqual([
    ['points', 100_00],
    ['cash', -850_00],
  ])
  expect(receiptOf(half)).toMatchObject({
    priced: { total: -750_00 },
    settlement: { rounding: 0, loyaltyRefundCash: { amount: 100_00, points: 100 } },
    loyalty: [{ spent: -150, lines: [{ lineId: 'l1', spent: -150 }] }],
  })
  expect(moved(hub, half)).toEqual([['give-back', 150]])
  const after = Receipt.parse((await hub.till.call('GET', `/receipts/${sold.id}`)).body)
  expect(after).toMatchObject({ pointsPaidOut: 100_00, refunded: { l1: 1000 } })
  // The rest: all that its points paid.
  const rest = await hub.refund(sold.id, { loyaltyRefundCash: 250_00 })
  expect(tendersOf(rest)).toEqual([
    ['points', 250_00],
    ['cash', -1000_00],
  ])
  expect(moved(hub, rest)).toEqual([])
  expect(hub.leaseAt(sara.lease)).toEqual(['open', 600, 350, 0])
  const { body } = await hub.till.call('GET', '/shifts/current')
  expect(body).toMatchObject({
    expectedCash: -350_00,
    tenders: [
      { kind: 'cash', amount: -350_00 },
      { kind: 'points', amount: 350_00 },
    ],
  })
  expect((await hub.refund(sold.id)).status).toBe(409)
})

test('of points that paid as a tender the money goes out in place of points, never to a card', async () => {
  const as = { paying: byRate(1, 100, { as: 'tender' }) } as const
  await using shop = await openPointsHub(as, { company: { pointsInCashCap: null } })
  const sara = await shop.newMember(600)
  const card = { kind: 'card', given: 1500_00, reference: 'A1' }
  const basket = { lines: [one(1, 2000)], memberId: sara.id, ...pay(500) }
  const sold = await shop.sell(basket, { tenders: [card] })
  const half = await shop.refund(sold.id, { ...halfOf('l1'), loyaltyRefundCash: 33_50 })
  expect(tendersOf(half)).toEqual([
    ['points', -216_50],
    ['card', -750_00],
    ['cash', -33_50],
  ])
  // A part of a point counts as a whole one, once for all refunds of the receipt.
  expect(moved(shop, half)).toEqual([['give-back', 216]])
  const rest = await shop.refund(sold.id, { loyaltyRefundCash: 33_50 })
  expect(tendersOf(rest)).toEqual([
    ['points', -216_50],
    ['card', -750_00],
    ['cash', -33_50],
  ])
  expect(moved(shop, rest)).toEqual([['give-back', 217]])
  expect(shop.leaseAt(sara.lease)).toEqual(['open', 600, 67, 0])
})

test('what may not be paid out is refused with field, value and fix, and nothing moves', async () => {
  const sara = await hub.newMember(600)
  const sold = await hub.sell({ lines: [one(1, 2000)], memberId: sara.id, ...pay(500) })
  const plain = await hub.sell({ lines: [one(1)] })
  await hub.refund(sold.id, { ...halfOf('l1'), loyaltyRefundCash: 200_00 })
  const head = hub.journal.head().seq
  const refused = async (of: Sold, loyaltyRefundCash: number) => {
    const { status, body } = await hub.refund(of.id, { loyaltyRefundCash })
    return { status, ...((body as { errors: unknown[] }).errors[0] as object) }
  }
  const field = 'loyaltyRefundCash'
  expect(await refused(sold, 250_01)).toEqual({
    status: 422,
    field,
    value: '250.01',
    message: 'points paid 250.00 of these goods, not 250.01',
  })
  expect(await refused(sold, 201_00)).toMatchObject({
    value: '201.00',
    message: expect.stringContaining('200.00 may still be paid out for this receipt') as string,
  })
  expect(await refused(sold, 1_50)).toMatchObject({
    value: '1.50',
    message: 'must be a multiple of 1.00; pay out 1.00 and return the rest as points',
  })
  expect(await refused(plain, 1_00)).toMatchObject({ status: 422, field, value: '1.00' })
  for (const wrong of [-1, 0.5, 2e15]) {
    expect(await refused(sold, wrong)).toMatchObject({ status: 422, field })
  }
  const rights = ALL_RIGHTS.filter((right) => right !== 'refund.points-in-cash')
  const other = await hub.openTill({ rights })
  const ask = { id: newId(), shiftId: other.shiftId, receiptId: sold.id, reason: 'x' }
  const answer = await other.call('POST', '/refunds', { ...ask, loyaltyRefundCash: 1_00 })
  expect(answer).toMatchObject({
    status: 403,
    body: { right: 'refund.points-in-cash', errors: [{ field, value: '1.00' }] },
  })
  expect(hub.journal.head().seq).toBe(head + 1)
  expect(hub.leaseAt(sara.lease)).toEqual(['open', 600, 450, 0])
})

test('a company that says nothing pays no points out', async () => {
  await using silent = await openPointsHub(asDiscount)
  const sara = await silent.newMember(600)
  const sold = await silent.sell({ lines: [one(1)], memberId: sara.id, ...pay(500) })
  expect(await silent.refund(sold.id, { loyaltyRefundCash: 1_00 })).toMatchObject({
    status: 422,
    body: {
      errors: [{ message: expect.stringContaining('0.00 may still be paid out') as string }],
    },
  })
  const { body } = await silent.till.call('GET', '/status')
  expect(body).toMatchObject({ pointsInCashCap: 0 })
})

test('its own hub pays out offline, also where points paid all, once however often it is sent', async () => {
  const sara = await hub.newMember(250)
  const sold = await hub.sell({ lines: [one(2)], memberId: sara.id, ...pay(250) })
  expect(receiptOf(sold).priced.total).toBe(0)
  hub.isCut = true
  const { shiftId } = hub.till
  const asked = { id: newId(), shiftId, receiptId: sold.id, reason: 'x', loyaltyRefundCash: 249_00 }
  const answers = [1, 2, 3].map(() => hub.till.call('POST', '/refunds', asked))
  const statuses = (await Promise.all(answers)).map(({ status }) => status)
  expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 200, 201])
  expect(hub.refundOf(asked.id).envelope.tenders).toEqual([
    { kind: 'points', amount: 249_00 },
    { kind: 'cash', amount: -249_00 },
  ])
  expect(hub.leaseAt(sara.lease)).toEqual(['open', 250, 249, 0])
  hub.isCut = false
})

test('the paper of the refund says what was paid out for points, and for how many', async () => {
  const sara = await hub.newMember(600)
  const sold = await hub.sell({ lines: [one(1)], memberId: sara.id, ...pay(300) })
  const refund = receiptOf(await hub.refund(sold.id, { loyaltyRefundCash: 100_00 }))
  const english = storeProfile({}, { language: 'en', shownDecimals: 2 })
  const rows = layOutReceipt(refund, english).blocks.flatMap((block) =>
    block.kind === 'row' ? block.cells.map(({ text }) => text).join(' | ') : [],
  )
  const from = rows.findIndex((text) => text.startsWith('TOTAL'))
  expect(rows.slice(from, from + 3)).toEqual([
    expect.stringMatching(/^TOTAL \| -700\.00/),
    'Cash | -700.00',
    'Cash for points (100) | -100.00',
  ])
  expect(rows).toContain('Points spent | +200')
})
