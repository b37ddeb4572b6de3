import { expect, test } from 'vitest'
import { z } from 'zod'
import { voucherKey } from '#cloud/vouchers/voucher-code.ts'
import { openFeedCopy } from '../feed/feed-copy.ts'
import { expectRebuilt } from '../value/rebuilt.ts'
import { newId } from '../value/value-hub.ts'
import { Batch, openVoucherShop } from './voucher-shop.ts'

const size = Number(process.env['KASSA_TEST_VOUCHERS'] ?? 1200)
const Page = z.object({ items: z.array(Batch), next: z.string().nullable() })
const Problem = z.looseObject({
  detail: z.string(),
  errors: z.array(z.looseObject({ field: z.string() })).optional(),
})

test(`${size} coupons are made at once: nobody can guess their codes, and the same order again makes no more`, async () => {
  await using shop = await openVoucherShop()
  const { cloud } = shop
  const post = (path: string, json: unknown) => shop.post(path, json)
  const order = { id: newId(), programme: 'FIVE', count: size, storeId: 2 }
  const begun = performance.now()
  const made = post('/v1/coupon-batches', order)
  // What others write meanwhile waits for a part of it at most; in CPU time, as a machine may be busy.
  let longest = 0
  let done = false
  const watch = (async () => {
    for (let last = cpuMs(); !done; ) {
      await cloud.group.writeHot((hot) => hot.prepare('SELECT 1').get())
      longest = Math.max(longest, cpuMs() - last)
      last = cpuMs()
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  })()
  const first = Batch.parse(await (await made).json())
  done = true
  await watch
  if (size > 1200) {
    const took = Math.round(performance.now() - begun)
    process.stdout.write(`${size} made in ${took} ms, others waited ${Math.round(longest)} ms\n`)
  }
  expect(first).toMatchObject({ count: size, made: size, issued: 'reserved', promotionId: 1 })
  expect(longest).toBeLessThan(1000)
  expect(await (await post('/v1/coupon-batches', order)).json()).toEqual(first)
  expect(shop.rows('SELECT count(*) FROM voucher')).toEqual([[size]])
  expect(shop.rows('SELECT count(*) FROM value_account'), 'no account yet').toEqual([[0]])
  const other = await post('/v1/coupon-batches', { ...order, count: size - 1 })
  expect(other.status).toBe(409)
  expect(Problem.parse(await other.json()).errors).toMatchObject([{ field: 'count' }])

  const file = await cloud.request(`/v1/coupon-batches/${order.id}/codes.csv`)
  expect(file.headers.get('content-type')).toContain('text/csv')
  const lines = (await file.text()).trim().split('\r\n')
  expect(lines[0]).toBe('number,code,account')
  expect(lines).toHaveLength(size + 1)
  const codes = lines.slice(1).map((line) => line.split(',')[1] ?? '')
  expect(new Set(codes).size).toBe(size)
  const wellFormed = /^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/
  expect(codes.filter((code) => !wellFormed.test(code))).toEqual([])
  const [lookupKey] = shop.rows("SELECT value FROM group_setting WHERE key = 'lookup_key'")[0] ?? []
  const key = voucherKey(String(lookupKey), (codes[1] ?? '').toLowerCase().replaceAll('-', ' '))
  expect(shop.rows(`SELECT account FROM voucher WHERE key = '${key}'`)).toEqual([['FIVE:1-2']])
  const stored = JSON.stringify(shop.rows('SELECT account, key FROM voucher LIMIT 50'))
  expect(stored, 'the codes stand nowhere').not.toContain((codes[0] ?? '').replaceAll('-', ''))
  await expectRebuilt(shop)
})

test('a batch is printed on sheets of A4, each code as a symbol', async () => {
  await using shop = await openVoucherShop()
  const codes = await shop.batch('gift-card', { count: 30, issued: 'issued', amount: 2_000_000 })
  const id = codes[0]?.batch
  const sheet = async (query: string) => {
    const answer = await shop.cloud.request(`/v1/gift-card-batches/${id}/sheet?${query}`)
    expect(answer.headers.get('content-type')).toContain('text/html')
    return await answer.text()
  }
  const first = await sheet('')
  expect(first).toContain('@page { size: A4')
  expect(first.match(/<svg/g)).toHaveLength(24)
  expect(first).toContain('20000.00')
  expect(first).toContain(codes[0]?.code)
  expect(first).not.toContain(codes[24]?.code)
  const rest = await sheet('sheet=2&symbol=qr')
  expect(rest.match(/<svg/g)).toHaveLength(6)
  expect(rest).toContain(codes[29]?.code)
  expect((await sheet('sheets=20')).match(/<svg/g)).toHaveLength(30)
  const batches = await shop.cloud.get('/v1/gift-card-batches?programme=GIFT', Page)
  expect(batches.items).toMatchObject([{ id, programmeName: 'Gift card', made: 30 }])
  expect((await shop.cloud.get('/v1/coupon-batches', Page)).items).toEqual([])
  const { items: sisters } = await shop.cloud.get('/v1/gift-card-batches?company=CAFE', Page)
  expect(sisters, 'of another company').toEqual([])
  expect((await shop.cloud.request(`/v1/coupon-batches/${id}`)).status, 'of cards').toBe(404)
})

test('an order that cannot be is refused with field, value and fix, and makes nothing', async () => {
  await using shop = await openVoucherShop()
  const base = { id: newId(), programme: 'FIVE', count: 10 }
  /** Each may be; so many would be more than the ledger's sums hold exactly. */
  const tooMuch = { programme: 'GIFT', issued: 'issued', amount: 1e12 }
  const bad: readonly (readonly [string, object, number, string])[] = [
    ['coupon', { count: 0 }, 422, 'count'],
    ['coupon', { count: -1 }, 422, 'count'],
    ['coupon', { count: 1.5 }, 422, 'count'],
    ['coupon', { count: 100_001 }, 422, 'count'],
    ['coupon', { programme: 'NONE' }, 404, ''],
    ['coupon', { programme: 'GIFT' }, 404, ''],
    ['coupon', { storeId: 3 }, 422, 'storeId'],
    ['coupon', { memberId: 70 }, 422, 'memberId'],
    ['coupon', { endsAt: shop.cloud.now }, 422, 'endsAt'],
    ['coupon', { stores: 1 }, 422, 'stores'],
    ['gift-card', { programme: 'GIFT', amount: 100 }, 422, 'amount'],
    ['gift-card', { programme: 'GIFT', issued: 'issued' }, 422, 'amount'],
    ['gift-card', { programme: 'GIFT', issued: 'issued', amount: 0 }, 422, 'amount'],
    ['gift-card', { programme: 'GIFT', issued: 'issued', amount: -100 }, 422, 'amount'],
    ['gift-card', { programme: 'GIFT', issued: 'issued', amount: 1e13 }, 422, 'amount'],
    ['gift-card', { programme: 'GIFT', issued: 'issued', amount: 0.5 }, 422, 'amount'],
    ['gift-card', { ...tooMuch, count: 10_000 }, 422, 'amount'],
  ]
  for (const [kind, change, status, field] of bad) {
    const answer = await shop.post(`/v1/${kind}-batches`, { ...base, ...change })
    expect(answer.status, JSON.stringify(change)).toBe(status)
    const { errors = [] } = Problem.parse(await answer.json())
    if (field !== '') expect(errors.map((each) => each.field)).toContain(field)
  }
  await shop.post('/v1/programmes', { code: 'BARE', name: 'B', companyId: 1, kind: 'coupon' })
  expect((await shop.post('/v1/coupon-batches', { ...base, programme: 'BARE' })).status).toBe(409)
  expect(
    shop.rows('SELECT (SELECT count(*) FROM voucher), (SELECT count(*) FROM voucher_batch)'),
  ).toEqual([[0, 0]])
})

test('a store finds every voucher by its code; states come at once, balances with the marks', async () => {
  await using shop = await openVoucherShop()
  const before = await shop.batch('coupon', { count: 2, storeId: 2 })
  await using feed = await openFeedCopy(shop.cloud.group)
  await using other = await openFeedCopy(shop.cloud.group, 2)
  const coupons = 'SELECT account, state, before, store_id FROM coupon ORDER BY id'
  expect(feed.rows(coupons)).toEqual(before.map(({ account }) => [account, 'reserved', null, 2]))
  const cards = await shop.batch('gift-card', { count: 2, issued: 'issued', amount: 700_000 })
  const gifts = 'SELECT account, state, balance, frozen FROM gift_card ORDER BY id'
  await feed.become(
    gifts,
    cards.map(({ account }) => [account, 'issued', 700_000, 0]),
  )
  const [lookupKey] = shop.rows("SELECT value FROM group_setting WHERE key = 'lookup_key'")[0] ?? []
  const found = [...before, ...cards].map(({ code }) =>
    feed.rows(
      `SELECT kind, voucher_id FROM voucher_key WHERE key = '${voucherKey(String(lookupKey), code)}'`,
    ),
  )
  expect(found).toEqual([[['coupon', 1]], [['coupon', 2]], [['gift-card', 3]], [['gift-card', 4]]])
  const [first] = cards
  const freeze = { id: newId(), reason: 'stolen' }
  await shop.post(`/v1/value-accounts/${first?.account}/freeze`, freeze)
  await feed.become(gifts, [
    [cards[0]?.account, 'issued', 700_000, 1],
    [cards[1]?.account, 'issued', 700_000, 0],
  ])
  expect(other.rows('SELECT 1 FROM coupon UNION ALL SELECT 1 FROM voucher_key')).toEqual([])
  await expectRebuilt(shop)
})

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
