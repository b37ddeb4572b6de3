import { expect, test } from 'vitest'
import { z } from 'zod'
import { forfeitMarginMs } from '#cloud/value/policy.ts'
import { until } from '../../support/shop.ts'
import { openBox } from './open-box.ts'
import { expectRebuilt } from './rebuilt.ts'
import { newId } from './value-hub.ts'
import { openValueShop, type ValueShop } from './value-shop.ts'
import type { WireHub } from './wire-hub.ts'

test('another store refunds once the right has come back from the store that sold [B5]', async () => {
  await using shop = await openValueShop()
  await using seller = await openBox(shop, 1)
  await using other = await openBox(shop, 2)
  const sale = seller.hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  const amount = sale.priced.total
  expect(await ask(other, { receiptId: sale.receiptId, amount })).toBeNull()
  await seller.hub.push()
  // A sale that nobody refunds writes no right of its own.
  expect(shop.rows('SELECT * FROM refund_right')).toEqual([])

  const id = newId()
  expect(await ask(other, { id, receiptId: sale.receiptId, amount })).toBeNull()
  const recall = await seller.message(({ body }) => body.kind === 'refund-recall')
  expect(recall).toMatchObject({ n: 1, body: { receiptId: sale.receiptId } })
  const receipt = { id: sale.receiptId, number: 'x', originalId: null, cover: null }
  const envelope = { till: null, receipt }
  seller.hub.append('refund-right.returned', { envelope, payload: { v: 1, n: 1 } })
  expect((await seller.hub.push()).status).toBe(200)
  expect(await ask(other, { id, receiptId: sale.receiptId, amount })).toBe(amount)
  expect(await ask(other, { id, receiptId: sale.receiptId, amount })).toBe(amount)
  expect(await ask(other, { receiptId: sale.receiptId, amount: 1 })).toBeNull()
})

test('an ended epoch leaves its rights to the cloud, also those that nobody had asked for [B1.3]', async () => {
  await using shop = await openValueShop()
  await using seller = await openBox(shop, 1)
  await using other = await openBox(shop, 2)
  const sale = seller.hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  seller.hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  await seller.hub.push()
  seller.hub.forkAfter(1)
  expect((await seller.hub.meet()).outcome).toBe('new-epoch')
  const amount = sale.priced.total
  expect(await ask(other, { receiptId: sale.receiptId, amount })).toBe(amount)
  await expectRebuilt(shop)
})

test('receipts of a hub that HQ revoked are given back elsewhere, also those that waited for it [B5]', async () => {
  await using shop = await openValueShop()
  await using seller = await openBox(shop, 1)
  await using other = await openBox(shop, 2)
  const [asked, unasked] = [1, 2].map(() =>
    seller.hub.sell({ lines: [{ productId: 1, quantity: 1000 }] }),
  )
  await seller.hub.push()
  const refund = (sale: typeof asked) =>
    ask(other, { receiptId: sale?.receiptId ?? '', amount: sale?.priced.total ?? 0 })
  expect(await refund(asked)).toBeNull()
  expect((await shop.post(`/v1/hubs/${seller.hubId}/revoke`, {})).status).toBe(204)
  for (const sale of [asked, unasked]) expect(await refund(sale)).toBe(sale?.priced.total)
  await expectRebuilt(shop)
})

test("another company's receipt is not refunded, whoever asks", async () => {
  await using shop = await openValueShop()
  await using seller = await openBox(shop, 1)
  await using cafe = await openBox(shop, 3)
  const sale = seller.hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  await seller.hub.push()
  expect(await ask(cafe, { receiptId: sale.receiptId, amount: 1 })).toBeNull()
  expect(seller.messages()).toEqual([])
  const request = { requestId: 'a', account: 'CREDIT:7', amount: 1, receiptId: newId() }
  const head = { epoch: 1, seq: 0 }
  cafe.say({ kind: 'hold-request', request: { ...request, head, session: cafe.session() } })
  expect((await cafe.answer('hold-refused')).refusal).toMatchObject({ reason: 'no-account' })
})

test('a granted refund that nobody used is given up by HQ only once its hub can use it no more [B5]', async () => {
  await using shop = await openValueShop()
  await using seller = await openBox(shop, 1)
  await using other = await openBox(shop, 2)
  const { receiptId, amount } = await soldAndReturned(seller)
  const id = newId()
  expect(await ask(other, { id, receiptId, amount })).toBe(amount)
  expect(await ask(seller, { receiptId, amount })).toBeNull()

  const order = { id: newId(), reason: 'the customer left' }
  const tooSoon = await shop.post(revoking(receiptId, id), order)
  expect(tooSoon.status).toBe(409)
  expect(await tooSoon.json()).toMatchObject({
    reason: 'in-use',
    detail: expect.stringMatching(
      /wait until it has sent its journal after .*, or revoke that hub/,
    ),
  })
  // A word of before the margin says nothing: the refund may be on its way to the journal.
  await tellHead(shop, other, other.hub.events.length)
  expect((await shop.post(revoking(receiptId, id), order)).status).toBe(409)
  shop.cloud.now += forfeitMarginMs
  await tellHead(shop, other, other.hub.events.length + 1)
  expect((await shop.post(revoking(receiptId, id), order)).status).toBe(409)
  expect(await rightOf(shop, receiptId)).toMatchObject({
    left: 0,
    grants: [{ id, hubId: other.hubId, storeCode: 'UB2', amount, over: null }],
  })

  shop.cloud.now += forfeitMarginMs
  await tellHead(shop, other, other.hub.events.length)
  expect(await rightOf(shop, receiptId)).toMatchObject({ grants: [{ over: 'unused' }] })
  const done = await shop.post(revoking(receiptId, id), order)
  expect(done.status).toBe(200)
  expect(await done.json()).toMatchObject({ grant: id, hubId: other.hubId, amount, left: amount })
  // The same order again is answered the same, and does nothing.
  expect((await shop.post(revoking(receiptId, id), order)).status).toBe(200)
  expect(await rightOf(shop, receiptId)).toMatchObject({
    left: amount,
    grants: [],
    changes: [{ reason: 'the customer left' }],
  })
  expect((await shop.post(revoking(receiptId, id), { ...order, id: newId() })).status).toBe(404)
  expect(await ask(seller, { receiptId, amount })).toBe(amount)
  await expectRebuilt(shop)
})

test('a refund granted to a disk that is gone is given up, and what that disk paid out is a loss [B1.3]', async () => {
  await using shop = await openValueShop()
  await using seller = await openBox(shop, 1)
  await using other = await openBox(shop, 2)
  other.hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  await other.hub.push()
  const { receiptId, sale, amount } = await soldAndReturned(seller)
  const id = newId()
  expect(await ask(other, { id, receiptId, amount })).toBe(amount)
  other.hub.forkAfter(0)
  const met = await other.hub.meet()
  if (met.outcome !== 'new-epoch') throw new Error(`the cloud says ${met.outcome}`)
  expect(await rightOf(shop, receiptId)).toMatchObject({ grants: [{ over: 'void' }] })
  const order = { id: newId(), reason: 'the box burned' }
  expect((await shop.post(revoking(receiptId, id), order)).status).toBe(200)
  const paidOut = { ...sale, refunded: {}, refunds: [] }
  seller.hub.refund(sale)
  expect((await seller.hub.push()).status).toBe(200)
  expect(await rightOf(shop, receiptId)).toMatchObject({ refunded: amount, left: 0 })
  expect(await shop.alarms()).not.toContain('refund-overdrawn')
  // A till had kept it: it is booked, and the company bears it.
  other.hub.moveTo(met.epoch, met.base.seq)
  await other.meet()
  other.hub.refund(paidOut)
  expect((await other.hub.push()).status).toBe(200)
  expect(await shop.alarms()).toContain('refund-overdrawn')
  await expectRebuilt(shop)
})

test('a question that is asked again after a while is a grant of now [B5]', async () => {
  await using shop = await openValueShop()
  await using seller = await openBox(shop, 1)
  await using other = await openBox(shop, 2)
  const { receiptId, amount } = await soldAndReturned(seller)
  const [id, head] = [newId(), { epoch: 1, seq: 0 }]
  expect(await ask(other, { id, receiptId, amount, head })).toBe(amount)
  shop.cloud.now += forfeitMarginMs
  await tellHead(shop, other, 0)
  expect(await rightOf(shop, receiptId)).toMatchObject({ grants: [{ over: 'unused' }] })
  expect(await ask(other, { id, receiptId, amount, head })).toBe(amount)
  expect(await rightOf(shop, receiptId)).toMatchObject({ left: 0, grants: [{ id, over: null }] })
  // Whatever it told: a hub that was revoked sends nothing more.
  await shop.cloud.group.writeHot((hot) =>
    hot.prepare("UPDATE hub SET state = 'revoked' WHERE id = ?").run(other.hubId),
  )
  expect(await rightOf(shop, receiptId)).toMatchObject({ grants: [{ over: 'revoked' }] })
})

/** A sale whose right is the cloud's. */
async function soldAndReturned({ hub }: WireHub) {
  const sale = hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  const receipt = { id: sale.receiptId, number: 'x', originalId: null, cover: null }
  const payload = { v: 1, n: 1 }
  hub.append('refund-right.returned', { envelope: { till: null, receipt }, payload })
  expect((await hub.push()).status).toBe(200)
  return { sale, receiptId: sale.receiptId, amount: sale.priced.total }
}

function revoking(receiptId: string, grant: string): string {
  return `/v1/receipts/${receiptId}/refund-grants/${grant}/revoke`
}

async function rightOf({ cloud }: ValueShop, receiptId: string): Promise<unknown> {
  const Trace = z.object({ refundRight: z.unknown() })
  return (await cloud.get(`/v1/receipts/${receiptId}`, Trace)).refundRight
}

/** Where its journal stands, as a hub says once a minute; it is remembered once it is in the books. */
async function tellHead(shop: ValueShop, box: WireHub, headSeq: number): Promise<void> {
  const nothing = { oldestUnsentAt: null, replica: null, replicaAt: null, tills: 1, devices: [] }
  box.say({ kind: 'status', version: '1', headSeq, unsent: 0, ...nothing })
  await until('the cloud remembers the word', async () => {
    const [seen] = shop.rows(`SELECT last_seen_at FROM hub WHERE id = ${box.hubId}`)
    return seen?.[0] === shop.cloud.now
  })
}

async function ask(
  box: WireHub,
  of: {
    readonly id?: string
    readonly receiptId: string
    readonly amount: number
    readonly head?: { readonly epoch: number; readonly seq: number }
  },
): Promise<number | null> {
  box.heard.length = 0
  box.say({ kind: 'refund-request', session: box.session(), id: newId(), ...of })
  return (await box.answer('refund-answer')).granted
}
