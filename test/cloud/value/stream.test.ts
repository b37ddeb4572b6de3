import { expect, test } from 'vitest'
import { runCommand } from '#cloud/value/commands.ts'
import type { HubToCloud } from '#shared/contracts/sync.ts'
import { holdOf, openBox } from './open-box.ts'
import { expectRebuilt } from './rebuilt.ts'
import { newId, sayOfLease, sellForValue } from './value-hub.ts'
import { openValueShop } from './value-shop.ts'
import { claimWireHub } from './wire-hub.ts'

const account = 'CREDIT:7'

test('a hold is granted through the stream, spent by the sale, and given back by the word of the hub', async () => {
  await using shop = await openValueShop()
  await shop.credit(500_000)
  await using box = await openBox(shop, 1)
  box.say({ kind: 'hold-request', request: holdOf(box, { amount: 300_000, requestId: 'ask 1' }) })
  const { n, body } = await box.message(({ body }) => body.kind === 'grant')
  expect({ n, body }).toMatchObject({
    n: 1,
    body: { account, amount: 300_000, requestId: 'ask 1', lease: 'hold:ask 1' },
  })
  expect(await shop.account()).toMatchObject({
    balance: 500_000,
    free: 200_000,
    exposure: { leased: 300_000, worstStore: 300_000, byHub: [{ hubId: 1, storeCode: 'UB1' }] },
  })

  sayOfLease(box.hub, 'lease.granted', { lease: 'hold:ask 1', account, n: 1, granted: 300_000 })
  const sale = sellForValue(box.hub, { account, amount: 250_000, lease: 'hold:ask 1' })
  const spent = { lease: 'hold:ask 1', account, granted: 300_000, spent: 250_000 }
  sayOfLease(box.hub, 'lease.closed', { ...spent, returned: 50_000, reason: 'receipt-ended' })
  expect((await box.hub.push()).status).toBe(200)
  expect(await shop.account()).toMatchObject({
    balance: 250_000,
    free: 125_000,
    // By custom: who spends here is leased half of what is free here.
    leases: [{ hubId: 1, left: 125_000, receiptId: null }],
  })
  expect(
    shop.rows("SELECT movement_id, amount, receipt_id FROM value_movement WHERE kind = 'spend'"),
  ).toEqual([[sale.movementId, 250_000, sale.receiptId]])
  expect(await shop.alarms()).toEqual([])
})

test('the same request again is granted once, and its grant is said again', async () => {
  await using shop = await openValueShop()
  await shop.credit(500_000)
  await using box = await openBox(shop, 1)
  const request = holdOf(box, { amount: 300_000, requestId: 'ask 1' })
  box.say({ kind: 'hold-request', request })
  const first = await box.message(({ n }) => n === 1)
  box.heard.length = 0
  box.say({ kind: 'hold-request', request })
  expect(await box.message(({ n }) => n === 1)).toEqual(first)
  expect(await shop.account()).toMatchObject({ free: 200_000, leases: [{ left: 300_000 }] })
})

test('a hub that has more to send than the books have is told to send first [B3]', async () => {
  await using shop = await openValueShop()
  await shop.credit(500_000)
  await using box = await openBox(shop, 1)
  box.hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  const ask = (requestId: string) => {
    box.heard.length = 0
    box.say({ kind: 'hold-request', request: holdOf(box, { amount: 5, requestId }) })
  }
  ask('too early')
  expect((await box.answer('hold-refused')).refusal).toMatchObject({ reason: 'send-first' })
  await box.hub.push()
  ask('in time')
  await box.message(({ body }) => body.kind === 'grant')
})

test('what another store keeps is asked back, and granted once it came [B1.1]', async () => {
  await using shop = await openValueShop()
  await shop.credit(1_000_000)
  await using here = await openBox(shop, 1)
  await using there = await openBox(shop, 2)
  // It spends there, so it is leased a part there by custom.
  there.say({ kind: 'hold-request', request: holdOf(there, { amount: 100_000, requestId: 'a' }) })
  await there.message(({ n }) => n === 1)
  sayOfLease(there.hub, 'lease.granted', { lease: 'hold:a', account, n: 1, granted: 100_000 })
  sellForValue(there.hub, { account, amount: 100_000, lease: 'hold:a' })
  const all = { lease: 'hold:a', account, granted: 100_000, spent: 100_000 }
  sayOfLease(there.hub, 'lease.closed', { ...all, reason: 'receipt-ended' })
  await there.hub.push()
  const standing = await there.message(({ n }) => n === 2)
  if (standing.body.kind !== 'grant') throw new Error(standing.body.kind)
  const { lease, amount } = standing.body
  expect({ amount, requestId: standing.body.requestId }).toEqual({
    amount: 450_000,
    requestId: null,
  })

  here.say({ kind: 'hold-request', request: holdOf(here, { amount: 600_000, requestId: 'b' }) })
  const { refusal } = await here.answer('hold-refused')
  expect(refusal).toEqual({ requestId: 'b', reason: 'too-little', free: 450_000 })
  const recall = await there.message(({ body }) => body.kind === 'recall')
  expect(recall).toMatchObject({ n: 3, body: { lease } })
  sayOfLease(there.hub, 'lease.granted', { lease, account, n: 2, granted: amount })
  sayOfLease(there.hub, 'lease.closed', { lease, account, n: 3, granted: amount, returned: amount })
  await there.hub.push({ from: 4 })
  here.say({ kind: 'hold-request', request: holdOf(here, { amount: 600_000, requestId: 'c' }) })
  await here.message(({ body }) => body.kind === 'grant' && body.requestId === 'c')
  expect(await shop.account()).toMatchObject({ balance: 900_000, free: 300_000 })
  await expectRebuilt(shop)
})

test('messages come again after each connection until they are acknowledged, and only in a heard session', async () => {
  await using shop = await openValueShop()
  await shop.credit(500_000)
  await using box = await claimWireHub(shop.cloud, shop.url, 1)
  await box.connect()
  // A session that the hub has not spoken in yet: its disk may not hold it.
  expect(await box.hub.meet()).toMatchObject({ posted: 0, acked: 0 })
  await shop.cloud.group.writeHot((hot) => {
    for (let i = 1; i <= 30; i++) {
      const ends = { endsAt: shop.cloud.now + 1000, lotsEndingFrom: null, receiptId: null }
      const grant = { id: `L${i}`, hub: box.hubId, epoch: 1, account, amount: 1, requestId: null }
      runCommand(hot, { kind: 'grant', ...grant, ...ends }, { at: shop.cloud.now, by: 'test' })
    }
  })
  await box.connect()
  expect(box.messages()).toEqual([])
  // What another copy of the disk may have been told before.
  expect(await box.hub.meet()).toMatchObject({ posted: 30, acked: 0 })
  await box.meet()
  await box.message(({ n }) => n === 20)
  expect(box.messages().map(({ n }) => n)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))

  await box.connect()
  await box.message(({ n }) => n === 20)
  box.ack(5)
  await box.message(({ n }) => n === 25)
  expect(box.messages().map(({ n }) => n)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1))
  await box.disconnect()
  await box.connect()
  expect((await box.message(() => true)).n).toBe(6)
  // An acknowledgement of an ended session counts for nothing.
  box.say({ kind: 'ack', session: 'of another time', n: 30 })
  box.ack(29)
  await box.message(({ n }) => n === 30)
  expect(await box.hub.meet()).toMatchObject({ posted: 30, acked: 29 })
  await box.meet()
  await box.connect()
  expect((await box.message(() => true)).n).toBe(30)
  box.ack(30)
  await expect.poll(() => box.hub.meet()).toMatchObject({ posted: 30, acked: 30 })
})

test('a new epoch voids what its old disk was promised, and its stream begins anew [B1.3]', async () => {
  await using shop = await openValueShop()
  await shop.credit(500_000)
  await using box = await openBox(shop, 1)
  for (let i = 0; i < 3; i++) box.hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  await box.hub.push()
  box.say({ kind: 'hold-request', request: holdOf(box, { amount: 100_000, requestId: 'a' }) })
  await box.message(({ n }) => n === 1)
  box.hub.forkAfter(1)
  const met = await box.hub.meet()
  if (met.outcome !== 'new-epoch') throw new Error(met.outcome)
  box.hub.moveTo(met.epoch, met.base.seq)
  expect(await shop.account()).toMatchObject({ free: 400_000, leases: [{ state: 'void' }] })
  expect(await box.hub.meet()).toMatchObject({ posted: 0 })
  await box.meet()
  await box.connect()
  box.say({ kind: 'hold-request', request: holdOf(box, { amount: 50_000, requestId: 'b' }) })
  const first = await box.message(({ body }) => body.kind === 'grant')
  expect(first).toMatchObject({ n: 1, epoch: 2, body: { requestId: 'b' } })
  // It spends there, so it is leased half of what is free by custom, as if nothing was void.
  sayOfLease(box.hub, 'lease.granted', { lease: 'hold:b', account, n: 1, granted: 50_000 })
  sellForValue(box.hub, { account, amount: 50_000, lease: 'hold:b' })
  expect((await box.hub.push({ from: 2 })).status).toBe(200)
  const standing = await box.message(({ n }) => n === 2)
  expect(standing.body).toMatchObject({ kind: 'grant', requestId: null, amount: 175_000 })
})

test('a freeze asks back what stores keep, and says how much they can still give [B1.11]', async () => {
  await using shop = await openValueShop()
  await shop.credit(500_000)
  await using box = await openBox(shop, 1)
  box.say({ kind: 'hold-request', request: holdOf(box, { amount: 100_000, requestId: 'a' }) })
  await box.message(({ n }) => n === 1)
  const frozen = await shop.post(`/v1/value-accounts/${account}/freeze`, {
    id: newId(),
    reason: 'lost',
  })
  expect(await frozen.json()).toMatchObject({ exposure: { leased: 100_000, worstStore: 100_000 } })
  await box.message(({ body }) => body.kind === 'recall')
  box.heard.length = 0
  box.say({ kind: 'hold-request', request: holdOf(box, { amount: 1, requestId: 'b' }) })
  expect((await box.answer('hold-refused')).refusal).toMatchObject({ reason: 'frozen' })
})

test('what a connected hub did not take is said again after a while', async () => {
  await using shop = await openValueShop()
  await shop.credit(500_000)
  await using box = await openBox(shop, 1)
  box.say({ kind: 'hold-request', request: holdOf(box, { amount: 5, requestId: 'a' }) })
  await box.message(({ n }) => n === 1)
  box.heard.length = 0
  shop.cloud.now += 31_000
  box.say(status)
  await box.message(({ n }) => n === 1)
})

const status = {
  kind: 'status' as const,
  version: '1',
  headSeq: 0,
  unsent: 0,
  oldestUnsentAt: null,
  replica: null,
  replicaAt: null,
  tills: 0,
  devices: [],
} satisfies HubToCloud
