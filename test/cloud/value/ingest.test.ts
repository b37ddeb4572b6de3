import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { runCommand } from '#cloud/value/commands.ts'
import { sweepValue } from '#cloud/value/sweep.ts'
import { grant } from './grant.ts'
import { expectRebuilt } from './rebuilt.ts'
import { bodyOf, newId, sayOfLease, sellForValue } from './value-hub.ts'
import { openValueShop } from './value-shop.ts'

const account = 'CREDIT:7'
const Page = z.object({ items: z.array(z.looseObject({})), next: z.string().nullable() })

test('value is booked once, also out of a sale whose payload is in quarantine [B2.1]', async () => {
  await using shop = await openValueShop()
  await shop.credit(500_000)
  const hub = await shop.cloud.claimHub(1)
  await grant(shop, 'L', 300_000)
  const sale = sellForValue(hub, { account, amount: 120_000, lease: 'L', memberId: 7 })
  const { envelope, payload } = bodyOf(sale)
  hub.forkAfter(0)
  const broken = hub.append('sale.closed', { envelope, payload: { ...payload, priced: null } })
  expect(await (await hub.push()).json()).toMatchObject({ quarantined: 1 })
  expect(await shop.account()).toMatchObject({
    balance: 380_000,
    free: 200_000,
    leases: [{ id: 'L', left: 180_000 }],
  })
  const { items } = await shop.cloud.get(`/v1/value-accounts/${account}/movements?limit=1`, Page)
  expect(items).toMatchObject([
    {
      id: sale.movementId,
      kind: 'spend',
      receiptId: sale.receiptId,
      event: { id: envelope.id, type: 'sale.closed', hubId: 1, seq: broken.seq },
      command: null,
    },
  ])
  await hub.push()
  expect(await shop.account()).toMatchObject({ balance: 380_000 })
})

test('what a hub spends beyond its lease falls on the risk account, and HQ is told', async () => {
  await using shop = await openValueShop()
  await shop.credit(500_000)
  const hub = await shop.cloud.claimHub(1)
  await grant(shop, 'L', 100_000)
  sellForValue(hub, { account, amount: 150_000, lease: 'L' })
  sellForValue(hub, { account: 'GONE:3', amount: 70, lease: 'nobody knows' })
  await hub.push()
  expect(await shop.account()).toMatchObject({ balance: 400_000 })
  expect((await shop.alarms()).toSorted()).toEqual([
    'lease-overspent',
    'unknown-account',
    'unknown-lease',
  ])
})

test('a movement that is in the books already is not booked again under another event', async () => {
  await using shop = await openValueShop()
  await shop.credit(500_000)
  const hub = await shop.cloud.claimHub(1)
  await grant(shop, 'L', 100_000)
  const sale = sellForValue(hub, { account, amount: 50_000, lease: 'L' })
  const { envelope } = bodyOf(sale)
  const [movement] = envelope.movements
  const again = sellForValue(hub, { account, amount: 60_000, lease: 'L' })
  const other = bodyOf(again)
  hub.events.pop()
  const movements = [
    { ...other.envelope.movements[0], id: movement?.id },
  ] as typeof envelope.movements
  hub.append('sale.closed', { ...other, envelope: { ...other.envelope, movements } })
  hub.sell({ lines: [{ productId: 1, quantity: 1000 }] })
  expect(await (await hub.push()).json()).toMatchObject({ cloudSeq: 3 })
  expect(await shop.account()).toMatchObject({ balance: 450_000 })
  expect(await shop.alarms()).toEqual(['answered-twice'])
})

test('the word of an ended epoch brings nothing back [B1.3]', async () => {
  await using shop = await openValueShop()
  await shop.credit(500_000)
  const hub = await shop.cloud.claimHub(1)
  await grant(shop, 'L', 100_000)
  sayOfLease(hub, 'lease.granted', { lease: 'L', account, n: 1, granted: 100_000 })
  await hub.push()
  await hub.meet({ provisional: true })
  hub.moveTo(2, 1)
  sayOfLease(hub, 'lease.closed', { lease: 'L', account, granted: 100_000, returned: 100_000 })
  await hub.meet()
  expect((await hub.push({ from: 2 })).status).toBe(200)
  expect(await shop.account()).toMatchObject({
    free: 400_000,
    leases: [{ id: 'L', state: 'void' }],
  })
})

test('a grant that the books lost and a new epoch chained again is void: nobody holds it any more [B1.12]', async () => {
  await using shop = await openValueShop()
  await shop.credit(500_000)
  const hub = await shop.cloud.claimHub(1)
  const granted = { n: 1, granted: 100_000, endsAt: shop.cloud.now + 1000 }
  for (const [lease, firstHash] of [
    ['L1', 'ab'.repeat(32)],
    ['L2', null],
  ] as const) {
    const { seq, body } = sayOfLease(hub, 'lease.granted', { lease, account, ...granted })
    const text = firstHash === null ? body : `#${firstHash}\n${body}`
    const packed = new Uint8Array(gzipSync(text))
    expect((await hub.push({ packed, firstSeq: seq })).status).toBe(200)
  }
  expect(await shop.account()).toMatchObject({
    free: 300_000,
    leases: [
      { id: 'L1', state: 'void' },
      { id: 'L2', state: 'open' },
    ],
  })
})

test('the sweep ends lots and lets holds go in their time, each by a command [B2.3]', async () => {
  await using shop = await openValueShop()
  const { cloud } = shop
  const path = `/v1/value-accounts/${account}/credits`
  const endsAt = cloud.now + 1000
  await shop.post(path, { id: newId(), amount: 300, endsAt, reason: 'summer' })
  await shop.credit(50)
  await cloud.group.writeHot((hot) => {
    const hold = { id: 'web', account, amount: 40, receiptId: 'r', lapsesAt: cloud.now + 2000 }
    runCommand(hot, { kind: 'place-hold', ...hold }, { at: cloud.now, by: 'web shop' })
  })
  await sweepValue(cloud.group, cloud.now)
  expect(await shop.account()).toMatchObject({ balance: 350, free: 310 })
  await sweepValue(cloud.group, cloud.now + 1500)
  expect(await shop.account()).toMatchObject({ balance: 90, free: 50 })
  await sweepValue(cloud.group, cloud.now + 2500)
  // What the hold had taken of the ended lot ends with it.
  expect(await shop.account()).toMatchObject({ balance: 50, free: 50 })
  await sweepValue(cloud.group, cloud.now + 9000)
  const kinds = shop.rows("SELECT kind FROM hq_command WHERE by = 'sweep' ORDER BY applied_seq")
  expect(kinds.flat()).toEqual(['expire-lots', 'lapse-holds', 'expire-lots'])
})

test('leases that ended unheard are made good by themselves up to the cap of a day, if HQ says so [B1.1]', async () => {
  await using shop = await openValueShop()
  const { cloud } = shop
  await shop.credit(500_000)
  await cloud.claimHub(1)
  for (const [lease, amount] of [
    ['L1', 60_000],
    ['L2', 50_000],
    ['L3', 30_000],
  ] as const) {
    await grant(shop, lease, amount)
  }
  const later = cloud.now + 3_600_000 * 24 * 8
  await sweepValue(cloud.group, later)
  expect(await shop.account()).toMatchObject({ free: 360_000 })
  const json = { forfeitPerDay: 100_000, reason: 'small losses' }
  await cloud.request('/v1/companies/NOM/lease-policy', { method: 'PUT', json })
  await sweepValue(cloud.group, later)
  expect(await shop.account()).toMatchObject({
    balance: 500_000,
    free: 450_000,
    leases: [{ state: 'forfeited' }, { id: 'L2', state: 'open' }, { state: 'forfeited' }],
  })
  await expectRebuilt(shop)
})
