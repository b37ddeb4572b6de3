import { expect, test } from 'vitest'
import { openBox } from './open-box.ts'
import { expectRebuilt } from './rebuilt.ts'
import { newId } from './value-hub.ts'
import { openValueShop } from './value-shop.ts'
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

async function ask(
  box: WireHub,
  of: { readonly id?: string; readonly receiptId: string; readonly amount: number },
): Promise<number | null> {
  box.heard.length = 0
  box.say({ kind: 'refund-request', session: box.session(), id: newId(), ...of })
  return (await box.answer('refund-answer')).granted
}
