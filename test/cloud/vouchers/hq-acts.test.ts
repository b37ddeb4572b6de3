import { expect, test } from 'vitest'
import { z } from 'zod'
import { sweepValue } from '#cloud/value/sweep.ts'
import { openFeedCopy } from '../feed/feed-copy.ts'
import { holdOf, openBox } from '../value/open-box.ts'
import { expectRebuilt } from '../value/rebuilt.ts'
import { newId } from '../value/value-hub.ts'
import { sellVouchers } from './voucher-sale.ts'
import { openVoucherShop, type VoucherShop } from './voucher-shop.ts'

const View = z.looseObject({ account: z.string(), state: z.string(), balance: z.int() })
const Page = z.object({ items: z.array(View), next: z.string().nullable() })
const Problem = z.looseObject({ detail: z.string(), reason: z.string().optional() })

const act = (shop: VoucherShop, path: string, more: object = {}) =>
  shop.post(`/v1/${path}`, { id: newId(), reason: 'HQ', ...more })
const all = async (shop: VoucherShop, path: string) =>
  (await shop.cloud.get(`/v1/${path}`, Page)).items

test('HQ finds vouchers by code, programme, state, store and batch, in pages', async () => {
  await using shop = await openVoucherShop()
  const mine = await shop.batch('coupon', { count: 3, storeId: 1 })
  const other = await shop.batch('coupon', { count: 2 })
  await shop.batch('gift-card', { count: 1 })
  const accounts = async (query: string) =>
    (await all(shop, `coupons?${query}`)).map(({ account }) => account)
  const of = (made: readonly { account: string }[]) => made.map(({ account }) => account)
  expect(await accounts('programme=FIVE')).toEqual(of([...mine, ...other]))
  expect(await accounts('storeId=1')).toEqual(of(mine))
  expect(await accounts(`batch=${other[0]?.batch}`)).toEqual(of(other))
  expect(await accounts(`code=${other[1]?.code.toLowerCase().replaceAll('-', '')}`)).toEqual(
    of(other.slice(1)),
  )
  expect(await accounts('code=0000-0000-0000-0000'), 'nobody has it').toEqual([])
  await act(shop, `coupons/${mine[1]?.account}/issue`)
  expect(await accounts('state=issued')).toEqual([mine[1]?.account])
  expect(await accounts('state=reserved')).toEqual(
    of([mine[0], mine[2], ...other].flatMap((each) => each ?? [])),
  )
  const first = await shop.cloud.get('/v1/coupons?limit=3', Page)
  const rest = await shop.cloud.get(`/v1/coupons?limit=3&after=${first.next}`, Page)
  expect([...first.items, ...rest.items]).toHaveLength(5)
  expect(await all(shop, 'gift-cards')).toHaveLength(1)
})

test('HQ issues a reserved voucher for nothing, cancels one, and puts a gift card right', async () => {
  await using shop = await openVoucherShop()
  const [given, cancelled] = await shop.batch('coupon', { count: 2 })
  const [card] = await shop.batch('gift-card', { count: 1 })
  const order = { id: newId(), reason: 'sorry' }
  const issued = await shop.post(`/v1/coupons/${given?.account}/issue`, order)
  expect(await issued.json()).toMatchObject({ state: 'issued', balance: 1 })
  const again = await shop.post(`/v1/coupons/${given?.account}/issue`, order)
  expect(again.status).toBe(200)
  expect((await act(shop, `coupons/${given?.account}/issue`)).status, 'issued before').toBe(409)
  const gone = await act(shop, `coupons/${cancelled?.account}/cancel`)
  expect(await gone.json()).toMatchObject({ state: 'cancelled', balance: 0 })
  expect((await act(shop, `coupons/${cancelled?.account}/issue`)).status).toBe(409)
  expect(await (await act(shop, `coupons/${given?.account}/cancel`)).json()).toMatchObject({
    state: 'cancelled',
    balance: 0,
  })
  const loaded = await act(shop, `gift-cards/${card?.account}/issue`, { amount: 900_000 })
  expect(await loaded.json()).toMatchObject({ state: 'issued', balance: 900_000 })
  const correction = { amount: -100_000 }
  expect((await act(shop, `value-accounts/${card?.account}/corrections`, correction)).status).toBe(
    200,
  )
  expect((await shop.account(card?.account)).balance).toBe(800_000)
  for (const amount of [0, -5, 1.5, 1e13]) {
    const wrong = await act(shop, `gift-cards/${card?.account}/issue`, { amount })
    expect([amount, wrong.status]).toEqual([amount, 422])
  }
  const late = await shop.batch('coupon', { count: 1, endsAt: shop.cloud.now + 1000 })
  shop.cloud.now += 1000
  expect((await act(shop, `coupons/${late[0]?.account}/issue`)).status, 'its end has passed').toBe(
    422,
  )
  for (const path of ['coupons/FIVE:9-9', 'coupons/NONE:1-1', `gift-cards/${given?.account}`]) {
    expect((await act(shop, `${path}/cancel`)).status, path).toBe(404)
  }
  expect((await shop.account(card?.account)).balance, 'nothing moved').toBe(800_000)
  await expectRebuilt(shop)
})

test('what ends leaves: a coupon expires, a gift card keeps what has not ended', async () => {
  await using shop = await openVoucherShop()
  const { cloud } = shop
  const endsAt = cloud.now + 60_000
  const [coupon] = await shop.batch('coupon', { count: 1, issued: 'issued', endsAt })
  const [card] = await shop.batch('gift-card', { count: 1 })
  await using feed = await openFeedCopy(cloud.group)
  await act(shop, `gift-cards/${card?.account}/issue`, { amount: 500, endsAt })
  await act(shop, `value-accounts/${card?.account}/credits`, { amount: 700 })
  cloud.now = endsAt
  await sweepValue(cloud.group, cloud.now)
  expect(await all(shop, 'coupons')).toMatchObject([{ state: 'expired', balance: 0 }])
  expect(await all(shop, 'gift-cards')).toMatchObject([{ state: 'issued', balance: 700 }])
  await feed.become('SELECT account, state FROM coupon', [[coupon?.account, 'expired']])
  await feed.become('SELECT balance FROM gift_card', [[700]])
  await expectRebuilt(shop)
})

test('a voucher that its store holds is asked back for another one; frozen, it is nobody’s', async () => {
  await using shop = await openVoucherShop()
  const { cloud } = shop
  const [coupon] = await shop.batch('coupon', { count: 1, storeId: 1 })
  const account = coupon?.account ?? ''
  await using home = await openBox(shop, 1)
  await using away = await openBox(shop, 2)
  await using feed = await openFeedCopy(cloud.group)
  sellVouchers(home.hub, [{ account, kind: 'load' }])
  await home.hub.push()
  const granted = await home.message(({ body }) => body.kind === 'grant')
  expect(granted.body).toMatchObject({ account, amount: 1 })
  const request = holdOf(away, { account, amount: 1, requestId: 'one' })
  away.say({ kind: 'hold-request', request })
  expect(await away.answer('hold-refused')).toMatchObject({ refusal: { reason: 'too-little' } })
  const recall = await home.message(({ body }) => body.kind === 'recall')
  expect((await shop.account(account)).leases).toMatchObject([{ state: 'recalled', left: 1 }])
  expect(recall.n).toBe(granted.n + 1)
  const held = await act(shop, `coupons/${account}/cancel`)
  expect(held.status, 'a store may be using it').toBe(409)
  expect(Problem.parse(await held.json()).reason).toBe('would-owe')
  await act(shop, `value-accounts/${account}/freeze`)
  await feed.become('SELECT state, before FROM coupon', [['held', 'sold']])
  const [given] = await shop.batch('coupon', { count: 2, storeId: 2, issued: 'issued' })
  const grant = await away.message(({ body }) => body.kind === 'grant')
  expect(grant.body, 'one that is issued is its store’s at once').toMatchObject({
    account: given?.account,
    amount: 1,
  })
  await act(shop, `value-accounts/${account}/unfreeze`)
  await feed.become('SELECT state, before FROM coupon WHERE id = 1', [['sold', null]])
  await expectRebuilt(shop)
})
