import { expect, test } from 'vitest'
import { z } from 'zod'
import { beginIncarnation } from '#cloud/journal/cloud-life.ts'
import { runCommand } from '#cloud/value/commands.ts'
import { holdOf, openBox } from './open-box.ts'
import { newId, sayOfLease } from './value-hub.ts'
import { openValueShop } from './value-shop.ts'

const account = 'CREDIT:7'
const Recovery = z.object({
  recovering: z.boolean(),
  waitingFor: z.array(z.object({ hubId: z.int(), storeCode: z.string(), storeName: z.string() })),
  overridden: z.array(z.looseObject({ hubId: z.int() })),
})

test('restored books promise and take nothing until every hub has reported what it holds [B1.12]', async () => {
  await using shop = await openValueShop()
  const { cloud } = shop
  await shop.credit(500_000)
  await using here = await openBox(shop, 1)
  await cloud.claimHub(2)
  const recovery = () => cloud.get('/v1/value-recovery', Recovery)
  await cloud.group.writeHot((hot) => {
    const hold = { id: 'web', account, amount: 1000, receiptId: 'r', lapsesAt: cloud.now * 2 }
    runCommand(hot, { kind: 'place-hold', ...hold }, { at: cloud.now, by: 'web shop' })
  })
  expect(await shop.account()).toMatchObject({ free: 499_000 })

  // Granted after the backup: the books know nothing of it, the hub's disk does.
  const lost = { lease: 'L9', account, n: 1, granted: 200_000, endsAt: cloud.now + 1e6 }
  sayOfLease(here.hub, 'lease.granted', lost)
  await cloud.group.writeHot((hot) => beginIncarnation(hot))
  expect(await recovery()).toMatchObject({
    recovering: true,
    waitingFor: [
      { hubId: 1, storeCode: 'UB1' },
      { hubId: 2, storeCode: 'UB2' },
    ],
  })
  expect(await shop.account()).toMatchObject({ free: 500_000 })

  await here.meet()
  await here.connect()
  here.say({ kind: 'hold-request', request: holdOf(here, { amount: 5, requestId: 'a' }) })
  expect((await here.answer('hold-refused')).refusal).toMatchObject({ reason: 'recovering' })
  const path = `/v1/value-accounts/${account}/corrections`
  const taken = await shop.post(path, { id: newId(), amount: -5, reason: 'x' })
  expect(taken.status).toBe(503)
  expect((await shop.post(path, { id: newId(), amount: 5, reason: 'x' })).status).toBe(200)

  expect((await here.hub.push()).status).toBe(200)
  expect(await shop.account()).toMatchObject({
    balance: 500_005,
    free: 300_005,
    leases: [{ id: 'L9', hubId: 1, left: 200_000, state: 'open' }],
  })
  expect((await recovery()).waitingFor).toMatchObject([{ hubId: 2 }])
  const overridden = await shop.post('/v1/value-recovery/override', { hubId: 2 })
  expect(await overridden.json()).toMatchObject({ recovering: false, overridden: [{ hubId: 2 }] })
  expect((await shop.post('/v1/value-recovery/override', { hubId: 1 })).status).toBe(404)
  here.heard.length = 0
  here.say({ kind: 'hold-request', request: holdOf(here, { amount: 5, requestId: 'b' }) })
  await here.message(({ body }) => body.kind === 'grant')
})

test('another life of the books numbers its streams anew, and says again what nobody had taken', async () => {
  await using shop = await openValueShop()
  const { cloud } = shop
  await shop.credit(500_000)
  await using box = await openBox(shop, 1)
  for (const requestId of ['a', 'b']) {
    box.say({ kind: 'hold-request', request: holdOf(box, { amount: 5, requestId }) })
    await box.message(({ body }) => body.kind === 'grant' && body.requestId === requestId)
  }
  box.ack(1)
  await box.hub.push()
  await cloud.group.writeHot((hot) => beginIncarnation(hot))
  await box.meet()
  await box.connect()
  expect(await box.message(() => true)).toMatchObject({
    incarnation: 2,
    n: 1,
    body: { kind: 'grant', lease: 'hold:b' },
  })
})
