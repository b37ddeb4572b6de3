import { expect, test } from 'vitest'
import { z } from 'zod'
import { openFeedCopy } from '../feed/feed-copy.ts'
import { expectRebuilt } from '../value/rebuilt.ts'
import { newId, sayOfLease } from '../value/value-hub.ts'
import { refundVouchers, sellVouchers } from './voucher-sale.ts'
import { openVoucherShop, type VoucherShop } from './voucher-shop.ts'

const View = z.looseObject({
  account: z.string(),
  state: z.string(),
  soldOn: z.string().nullable(),
  balance: z.int(),
})
const Page = z.object({ items: z.array(View), next: z.string().nullable() })

const view = (shop: VoucherShop, account: string) =>
  shop.cloud.get(`/v1/${account.startsWith('FIVE') ? 'coupons' : 'gift-cards'}/${account}`, View)

test('a coupon that a store sold is sold in the books, used once, and back when its sale is refunded', async () => {
  await using shop = await openVoucherShop()
  const [coupon] = await shop.batch('coupon', { count: 2 })
  const account = coupon?.account ?? ''
  await using feed = await openFeedCopy(shop.cloud.group)
  const states = 'SELECT state, before FROM coupon ORDER BY id'
  const hub = await shop.cloud.claimHub(1)
  const sold = sellVouchers(hub, [{ account, kind: 'load', endsAt: shop.cloud.now + 1e9 }])
  await hub.push()
  expect(await view(shop, account)).toMatchObject({
    state: 'sold',
    soldOn: sold.receiptId,
    balance: 1,
    endsAt: shop.cloud.now + 1e9,
  })
  await feed.become(states, [
    ['sold', null],
    ['reserved', null],
  ])
  const used = sellVouchers(hub, [
    { account, kind: 'spend', cover: 'trust', rule: 'trust:2026-11-20:x' },
  ])
  await hub.push()
  expect(await view(shop, account)).toMatchObject({
    state: 'used',
    balance: 0,
    usedOn: used.receiptId,
  })
  await feed.become(states, [
    ['used', 'sold'],
    ['reserved', null],
  ])
  const [reverses = ''] = used.movementIds
  refundVouchers(hub, used, [{ account, kind: 'give-back', reverses }])
  await hub.push()
  expect(await view(shop, account)).toMatchObject({ state: 'sold', balance: 1 })
  await expectRebuilt(shop)
})

test('a coupon used twice: the second use falls on the risk account, and HQ is told', async () => {
  await using shop = await openVoucherShop()
  const [coupon] = await shop.batch('coupon', { count: 1, issued: 'issued' })
  const account = coupon?.account ?? ''
  const [one, two] = [await shop.cloud.claimHub(1), await shop.cloud.claimHub(2)]
  const spend = { account, kind: 'spend', cover: 'account' } as const
  const first = sellVouchers(one, [spend])
  sellVouchers(two, [spend])
  await one.push()
  await two.push()
  expect(await view(shop, account)).toMatchObject({
    state: 'used',
    usedOn: first.receiptId,
    balance: 0,
  })
  expect(await shop.alarms()).toEqual(['balance-overspent'])
  expect(
    shop.rows("SELECT from_place, amount FROM value_movement WHERE kind = 'spend' ORDER BY id"),
  ).toEqual([
    [account, 1],
    ['risk@coupon:FIVE', 1],
  ])
  await expectRebuilt(shop)
})

test('a coupon whose sale is refunded although it was used costs the risk account one, and HQ is told until that use is refunded too [B2.7]', async () => {
  await using shop = await openVoucherShop()
  const [coupon] = await shop.batch('coupon', { count: 1 })
  const account = coupon?.account ?? ''
  const [one, two] = [await shop.cloud.claimHub(1), await shop.cloud.claimHub(2)]
  const alarms = () => shop.rows('SELECT kind, subject, times, open, ended_at > 0 FROM alarm')
  const overspent = ['balance-overspent', account, 1]
  const sold = sellVouchers(one, [{ account, kind: 'load' }])
  await one.push()
  const used = sellVouchers(two, [{ account, kind: 'spend', cover: 'account' }])
  await two.push()
  const [load = '', use = ''] = [...sold.movementIds, ...used.movementIds]
  refundVouchers(one, sold, [{ account, kind: 'take-back', reverses: load }])
  await one.push()
  expect(await view(shop, account)).toMatchObject({ state: 'used', balance: 0 })
  expect(alarms()).toEqual([[...overspent, 1, null]])
  refundVouchers(two, used, [{ account, kind: 'give-back', reverses: use }])
  await two.push()
  expect(await view(shop, account)).toMatchObject({ state: 'reserved', soldOn: null, balance: 0 })
  expect(alarms()).toEqual([[...overspent, 0, 1]])
  await expectRebuilt(shop)
})

test('a sold coupon or card of a store is leased to it whole, and taken back unused it can be sold again', async () => {
  await using shop = await openVoucherShop()
  const [coupon] = await shop.batch('coupon', { count: 1, storeId: 1 })
  const [card] = await shop.batch('gift-card', { count: 1, storeId: 1 })
  const accounts = [coupon?.account ?? '', card?.account ?? '']
  const hub = await shop.cloud.claimHub(1)
  const amounts = [1, 3_000_000]
  const loads = accounts.map((account, at) => ({
    account,
    kind: 'load' as const,
    amount: amounts[at] ?? 0,
  }))
  const sold = sellVouchers(hub, loads)
  await hub.push()
  const leases: { account: string; lease: string; amount: number }[] = []
  for (const account of accounts) {
    const {
      balance,
      free,
      leases: [lease],
    } = await shop.account(account)
    expect([free, lease?.hubId, lease?.left]).toEqual([0, 1, balance])
    leases.push({ account, lease: lease?.id ?? '', amount: balance })
  }
  for (const [at, { account, lease, amount }] of leases.entries()) {
    sayOfLease(hub, 'lease.granted', { lease, account, n: at + 1, granted: amount })
  }
  refundVouchers(
    hub,
    sold,
    leases.map(({ account, lease, amount }, at) => ({
      account,
      kind: 'take-back',
      amount,
      lease,
      reverses: sold.movementIds[at] ?? null,
    })),
  )
  await hub.push()
  for (const account of accounts) {
    expect(await view(shop, account)).toMatchObject({ state: 'reserved', soldOn: null, balance: 0 })
  }
  for (const { account, lease, amount } of leases) {
    sayOfLease(hub, 'lease.closed', { lease, account, granted: amount, spent: amount })
  }
  const again = sellVouchers(hub, loads)
  await hub.push()
  expect(await view(shop, accounts[0] ?? '')).toMatchObject({
    state: 'sold',
    soldOn: again.receiptId,
  })
  expect(await view(shop, accounts[1] ?? '')).toMatchObject({ state: 'sold', balance: 3_000_000 })
  expect(await shop.alarms()).toEqual([])
  await expectRebuilt(shop)
})

test('a gift card is loaded again and spent in parts; what is unspent comes back and it stays sold', async () => {
  await using shop = await openVoucherShop()
  const [card] = await shop.batch('gift-card', { count: 1 })
  const account = card?.account ?? ''
  await using feed = await openFeedCopy(shop.cloud.group)
  const hub = await shop.cloud.claimHub(1)
  sellVouchers(hub, [{ account, kind: 'load', amount: 1_000_000 }])
  sellVouchers(hub, [{ account, kind: 'spend', amount: 400_000, cover: 'account' }])
  const again = sellVouchers(hub, [{ account, kind: 'load', amount: 500_000 }])
  await hub.push()
  expect(await view(shop, account)).toMatchObject({ state: 'sold', balance: 1_100_000 })
  const [reverses = ''] = again.movementIds
  refundVouchers(hub, again, [{ account, kind: 'take-back', amount: 500_000, reverses }])
  await hub.push()
  expect(await view(shop, account)).toMatchObject({ state: 'sold', balance: 600_000 })
  await feed.become('SELECT state, balance FROM gift_card', [['sold', 600_000]])
  // More than is free on it: the company's loss; what is leased to the store stays.
  sellVouchers(hub, [{ account, kind: 'spend', amount: 700_000, cover: 'account' }])
  await hub.push()
  expect(await view(shop, account)).toMatchObject({ state: 'sold', balance: 550_000 })
  expect(await shop.alarms()).toEqual(['balance-overspent'])
  await expectRebuilt(shop)
})

test('coupons for the next order are found by what the sale printed, also when it left the quarantine later', async () => {
  await using shop = await openVoucherShop()
  await using feed = await openFeedCopy(shop.cloud.group)
  const hub = await shop.cloud.claimHub(1)
  const issued = ['0123-4567-89AB-CDEF', 'FEDC-BA98-7654-3210'].map((code) => ({
    account: `FIVE:${newId()}`,
    code,
    programme: 'FIVE',
    promotionId: 1,
    endsAt: null,
  }))
  const [first, second] = issued
  const give = (account = '') => [{ account, kind: 'load' as const, rule: 'promotion:9' }]
  const sold = sellVouchers(hub, give(first?.account), { issued: issued.slice(0, 1) })
  const held = sellVouchers(hub, give(second?.account), { issued: issued.slice(1), broken: true })
  await hub.push()
  const found = async (code = '') =>
    (await shop.cloud.get(`/v1/coupons?code=${code.toLowerCase()}`, Page)).items
  expect(await found(first?.code)).toMatchObject([
    { account: first?.account, state: 'issued', balance: 1, storeId: 1, promotionId: 1 },
  ])
  expect(await found(second?.code), 'nobody knows what is printed on it').toEqual([])
  expect((await shop.account(second?.account)).balance, 'its unit is there').toBe(1)
  const payload = { ...JSON.parse(sold.body).payload, issued: issued.slice(1) }
  const { priced } = JSON.parse(held.body).payload
  expect(priced).toBeNull()
  const repair = { id: newId(), reason: 'put right', payload }
  const [[at] = []] = shop.rows('SELECT applied_seq FROM quarantine')
  const repaired = await shop.post(`/v1/quarantine/${String(at)}/repair`, repair)
  expect(repaired.status, await repaired.clone().text()).toBe(200)
  expect(await found(second?.code)).toMatchObject([{ account: second?.account, state: 'issued' }])
  await feed.become(
    'SELECT account, state FROM coupon ORDER BY id',
    issued.map(({ account }) => [account, 'issued']),
  )
  const [reverses = ''] = sold.movementIds
  const {
    leases: [lease],
  } = await shop.account(first?.account)
  refundVouchers(hub, sold, [
    { account: first?.account ?? '', kind: 'take-back', reverses, lease: lease?.id ?? null },
  ])
  await hub.push()
  expect(await found(first?.code), 'gone with the sale that gave it').toMatchObject([
    { state: 'cancelled', balance: 0 },
  ])
  await expectRebuilt(shop)
})
