import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { openVoucherShop, type VoucherShop } from '#test/cloud/vouchers/voucher-shop.ts'
import { until } from '#test/support/shop.ts'
import { one, type TestTill } from '../open-hub.ts'
import { refused } from '../value/value-hub.ts'
import { openWiredHub, refunded, type WiredHub } from '../value/wired-hub.ts'
import { sold, trySale, voucherOf } from './voucher-hub.ts'

let shop: VoucherShop
let home: WiredHub
let away: WiredHub
let till: TestTill
let elsewhere: TestTill

const programmes = [
  {
    id: 11,
    code: 'FIVE',
    name: 'Five',
    kind: 'coupon',
    offline: 'leased',
    settings: '{"promotionId":1}',
  },
  { id: 12, code: 'GIFT', name: 'Gift card', kind: 'gift-card', offline: 'leased' },
]
const five = {
  id: 1,
  code: 'FIVE',
  name: '5 000 off',
  trigger: 'coupon',
  reward: { kind: 'fixed', amount: 500_000, on: 'order' },
} as const
/** Big orders bring one for the next. */
const brings = {
  id: 2,
  code: 'NEXT',
  name: 'Next time',
  trigger: 'automatic',
  conditions: { minimumAmount: { amount: 1_000_000_00, vat: 'included' } },
  reward: { kind: 'next-order-coupon', promotionId: 1, count: 1 },
} as const
/** In the group without VAT. */
const giftProduct = { id: 3, name: 'Gift card', listPrice: 0, vatGroupId: 3, isGift: true }

beforeAll(async () => {
  shop = await openVoucherShop()
  ;[home, away] = [await openWiredHub(shop, 1), await openWiredHub(shop, 2)]
  for (const hub of [home, away]) {
    hub.feed.put({
      catalogueVersion: '8',
      programmes,
      promotions: [five, brings],
      products: [giftProduct],
    })
  }
  ;[till, elsewhere] = [await home.openTill(), await away.openTill()]
}, 60_000)
afterAll(async () => {
  await home[Symbol.asyncDispose]()
  await away[Symbol.asyncDispose]()
  await shop[Symbol.asyncDispose]()
})

const View = z.looseObject({ state: z.string(), balance: z.int() })
const inBooks = async (kind: 'coupons' | 'gift-cards', account: string) => {
  const { state, balance } = await shop.cloud.get(`/v1/${kind}/${account}`, View)
  return [state, balance]
}
const leasedHere = (hub: WiredHub, account: string) =>
  Number(
    hub.journal.rows(
      "SELECT sum(granted - spent - returned) FROM wallet_lease WHERE account = ? AND state = 'open'",
      [account],
    )[0]?.[0] ?? 0,
  )
/** Free and promised together, by the movements alone. */
const sumOfMovements = (account: string) => {
  const own = (place: string) => `(${place} = '${account}' OR ${place} LIKE '${account}/%')`
  return shop.rows(
    `SELECT sum(amount * (${own('to_place')} - ${own('from_place')})) FROM value_movement`,
  )[0]?.[0]
}

let rows = 0
/** Of the home store's stock, as both stores have it in their copies. */
async function printed(kind: 'coupon' | 'gift-card') {
  const [made] = await shop.batch(kind, { count: 1, storeId: 1 })
  if (made === undefined) throw new Error('no voucher was made')
  const { account, code } = made
  rows += 1
  const row = { id: rows, account, code, storeId: 1 }
  const say = (hub: WiredHub, now: { state: 'reserved' | 'sold'; balance?: number }) =>
    hub.feed.put(
      kind === 'coupon'
        ? { coupons: [{ ...row, state: now.state, programme: 11, promotionId: 1 }] }
        : { giftCards: [{ ...row, ...now, programme: 12 }] },
    )
  for (const hub of [home, away]) say(hub, { state: 'reserved' })
  return { account, code, say }
}
const load = (account: string, amount: number) => ({
  lines: [{ ...one(3, 1000, 'card'), loads: account, typedPrice: amount }],
})

test('a coupon bound to a store that is offline is used there, and by nobody else, before or after', async () => {
  const { account, say } = await printed('coupon')
  await sold(till, load(account, 100_00))
  await until('the coupon is leased to its store', async () => leasedHere(home, account) === 1)
  say(away, { state: 'sold' })
  await home.cut()
  const wish = { coupons: [{ account }] }
  const early = await trySale(elsewhere, wish)
  expect(refused(early).hindrance).toMatch(/too-little|no-answer|offline/)
  const used = await sold(till, wish)
  expect(used.priced.discountTotal).toBe(500_000)
  await home.restore()
  await home.sent()
  expect(await inBooks('coupons', account)).toEqual(['used', 0])
  const late = await trySale(elsewhere, wish)
  expect(late.status).toBe(409)
  // Its goods come back, so it is good again, and its holder may spend it in any store.
  await refunded(till, used.id)
  await home.sent()
  expect(await inBooks('coupons', account)).toEqual(['sold', 1])
  await until(
    'the other store gets it',
    async () => (await trySale(elsewhere, wish)).status === 201,
  )
  await away.sent()
  expect(await inBooks('coupons', account)).toEqual(['used', 0])
  expect(sumOfMovements(account)).toBe(0)
})

test('a card sold in one store pays there offline and the rest of it in another; the books have each movement once', async () => {
  const { account, code, say } = await printed('gift-card')
  await sold(till, load(account, 30_000_00))
  await until('the card is leased to its store', async () => leasedHere(home, account) > 0)
  expect(await inBooks('gift-cards', account)).toEqual(['sold', 30_000_00])
  say(away, { state: 'sold', balance: 30_000_00 })
  await home.cut()
  const paid = await sold(till, {}, { [account]: 10_000_00 })
  const cannot = await trySale(elsewhere, {}, { [account]: 25_000_00 })
  expect(cannot.status).toBe(409)
  await home.restore()
  await home.sent()
  // Its store is asked for the rest, which then pays elsewhere.
  say(away, { state: 'sold', balance: 20_000_00 })
  await until('the rest is free', async () => {
    return (await trySale(elsewhere, {}, { [account]: 20_000_00 })).status === 201
  })
  await away.sent()
  expect(await inBooks('gift-cards', account)).toEqual(['sold', 0])
  // The first receipt comes back: its part of the money is on the card again.
  await refunded(till, paid.id)
  await home.sent()
  expect(await inBooks('gift-cards', account)).toEqual(['sold', 10_000_00])
  expect(sumOfMovements(account)).toBe(10_000_00)
  expect(await shop.alarms()).toEqual([])
  expect(await voucherOf(till, code)).toMatchObject({ state: 'sold' })
})

test('a card that comes back unspent is printed paper again, here and in the books', async () => {
  const { account, code } = await printed('gift-card')
  const sale = await sold(till, load(account, 5_000_00))
  await until('the card is leased to its store', async () => leasedHere(home, account) > 0)
  expect((await refunded(till, sale.id)).priced.total).toBe(-5_000_00)
  await home.sent()
  expect(await inBooks('gift-cards', account)).toEqual(['reserved', 0])
  expect((await voucherOf(till, code)).state).toBe('reserved')
  expect(sumOfMovements(account)).toBe(0)
})

test('a coupon for the next order is leased in the books to the store that gave it, used there offline, and ends with its order', async () => {
  const big = { lines: [one(1, 100_000)] }
  const bought = async () => {
    const { id, issued = [] } = await sold(till, big)
    const [coupon] = issued
    if (coupon === undefined) throw new Error('the order brought no coupon')
    return { id, ...coupon }
  }
  const [first, second] = [await bought(), await bought()]
  await home.sent()
  expect(await inBooks('coupons', first.account)).toEqual(['issued', 1])
  // Nobody else gets it while its store may use it: the cloud has nothing free to give.
  away.feed.put({ coupons: [{ ...first, id: 900, state: 'issued', programme: 11 }] })
  await home.cut()
  const early = await trySale(elsewhere, { coupons: [{ account: first.account }] })
  expect(refused(early).hindrance).toMatch(/too-little|no-answer/)
  const used = await sold(till, { coupons: [{ account: first.account }] })
  expect(used.priced.discountTotal).toBe(500_000)
  await refunded(till, second.id)
  await refunded(till, first.id)
  const third = await bought()
  await refunded(till, third.id)
  await home.restore()
  await home.sent()
  expect(await inBooks('coupons', first.account)).toEqual(['used', 0])
  for (const { account } of [second, third]) {
    expect(await inBooks('coupons', account)).toEqual(['cancelled', 0])
    expect(sumOfMovements(account)).toBe(0)
  }
  expect(await shop.alarms()).toEqual([])
})
