import { expect, test } from 'vitest'
import { z } from 'zod'
import { sweepValue } from '#cloud/value/sweep.ts'
import { Promotion } from '#shared/contracts/promotion.ts'
import { openFeedCopy } from '../feed/feed-copy.ts'
import { openTestCloud, type TestCloud } from '../test-cloud.ts'

const percent = {
  code: 'TEN',
  name: 'Ten percent off books',
  trigger: 'automatic',
  conditions: { categories: [1] },
  reward: { kind: 'percent', rate: 1000, on: 'lines' },
}
const coupon = {
  code: 'FIVE',
  name: '5 000 off',
  trigger: 'coupon',
  reward: { kind: 'fixed', amount: 500_000, on: 'order' },
}
const View = z.looseObject({
  id: z.int(),
  code: z.string(),
  active: z.boolean(),
  ended: z.boolean(),
})
const Page = z.object({ items: z.array(View), next: z.string().nullable() })
const Problem = z.looseObject({
  detail: z.string(),
  errors: z.array(z.looseObject({ field: z.string(), value: z.string().optional() })),
})

const post = (cloud: TestCloud, json: object) =>
  cloud.request('/v1/promotions', { method: 'POST', json: { companyId: 1, ...json } })
const put = (cloud: TestCloud, id: number, json: object) =>
  cloud.request(`/v1/promotions/${id}`, { method: 'PUT', json })
const made = async (cloud: TestCloud, json: object) => {
  const answer = await post(cloud, json)
  if (!answer.ok) throw new Error(await answer.text())
  return View.parse(await answer.json())
}
const announced = (cloud: TestCloud) =>
  cloud.group.readHot().prepare("SELECT count(*) FROM outbox WHERE entity = 'promotion'").get()?.[0]

test('HQ writes promotions and reads them in pages; the same again is nothing new', async () => {
  await using cloud = await openTestCloud()
  const ten = await made(cloud, percent)
  expect(ten).toMatchObject({ id: 1, priority: 0, exclusivity: { kind: 'stack' }, active: true })
  expect(await made(cloud, percent)).toEqual(ten)
  const five = await made(cloud, coupon)
  expect(announced(cloud)).toBe(2)
  const other = { ...percent, name: 'Another' }
  expect((await post(cloud, other)).status, 'its code is taken').toBe(409)
  expect((await put(cloud, five.id, percent)).status).toBe(409)
  const changed = View.parse(await (await put(cloud, ten.id, { ...other, active: false })).json())
  expect(changed).toMatchObject({ id: ten.id, name: 'Another', active: false })
  await put(cloud, ten.id, { ...other, active: false })
  expect(announced(cloud)).toBe(3)
  expect(await cloud.get(`/v1/promotions/${ten.id}`, View)).toEqual(changed)
  const first = await cloud.get('/v1/promotions?company=NOM&limit=1', Page)
  const rest = await cloud.get(`/v1/promotions?company=NOM&limit=1&after=${first.next}`, Page)
  expect([...first.items, ...rest.items]).toEqual([changed, five])
  const of = async (query: string) =>
    (await cloud.get(`/v1/promotions?${query}`, Page)).items.map(({ code }) => code)
  expect(await of('trigger=coupon')).toEqual(['FIVE'])
  expect(await of('active=true')).toEqual(['FIVE'])
  expect(await of('company=CAFE')).toEqual([])
  expect((await put(cloud, 9, percent)).status).toBe(404)
})

test('a promotion that names what is not there, or says what nobody knows, is refused with field, value and fix', async () => {
  await using cloud = await openTestCloud()
  const bad: readonly (readonly [object, readonly (readonly [string, string?])[]])[] = [
    [
      {
        conditions: {
          products: [1, 4],
          excludedCategories: [77],
          stores: [3],
          member: { programmes: ['NONE'] },
        },
      },
      [
        ['conditions.products.1', '4'],
        ['conditions.excludedCategories.0', '77'],
        ['conditions.stores.0', '3'],
        ['conditions.member.programmes.0', 'NONE'],
      ],
    ],
    [{ conditions: { startsAt: 2000, endsAt: 2000 } }, [['conditions.endsAt', '2000']]],
    [{ reward: { kind: 'free-product', productId: 4, pieces: 1 } }, [['reward.productId', '4']]],
    [
      { trigger: 'coupon', reward: { kind: 'gift-line', giftLineProductId: 99 } },
      [['reward.giftLineProductId', '99']],
    ],
    [{ reward: { kind: 'gift-line', giftLineProductId: 1 } }, [['reward.kind']]],
    [{ reward: { kind: 'next-order-coupon', promotionId: 5 } }, [['reward.promotionId', '5']]],
    [
      { reward: { kind: 'bundle', sets: [{ categories: [3], pieces: 1 }], price: 100 } },
      [['reward.sets.0.categories.0', '3']],
    ],
    [{ reward: { kind: 'cheapest', of: 2, pieces: 3 } }, [['reward.pieces', '3']]],
    [{ reward: { kind: 'percent', rate: 10_001, on: 'lines' } }, [['reward.rate', '10001']]],
    [{ reward: { kind: 'fixed', amount: -5, on: 'order' } }, [['reward.amount', '-5']]],
    [{ reward: { kind: 'fixed', amount: 1.5, on: 'order' } }, [['reward.amount', '1.5']]],
    [{ code: 'small letters' }, [['code', 'small letters']]],
    [{ companyId: 9 }, [['companyId', '9']]],
    [{ conditions: { excludedProduct: [1] } }, [['conditions.excludedProduct']]],
    [{ rewards: {} }, [['rewards']]],
  ]
  for (const [change, fields] of bad) {
    const answer = await post(cloud, { ...percent, ...change })
    expect(answer.status, JSON.stringify(change)).toBe(422)
    const { errors } = Problem.parse(await answer.json())
    expect(errors).toMatchObject(
      fields.map(([field, value]) => (value === undefined ? { field } : { field, value })),
    )
  }
  expect(announced(cloud)).toBe(0)
  const reader = await cloud.request('/v1/promotions', { method: 'POST', key: null, json: percent })
  expect(reader.status).toBe(401)
})

test('stores hold the promotions of their company that are on and have not ended', async () => {
  await using cloud = await openTestCloud()
  const before = await made(cloud, coupon)
  await using feed = await openFeedCopy(cloud.group)
  const first = 'SELECT id FROM promotion ORDER BY id'
  expect(feed.rows(first), 'those that were there').toEqual([[before.id]])
  const ten = await made(cloud, percent)
  await made(cloud, { ...percent, companyId: 2, conditions: {} })
  const endsAt = cloud.now + 60_000
  const sale = await made(cloud, { ...percent, code: 'SALE', conditions: { endsAt } })
  await feed.become(first, [[before.id], [ten.id], [sale.id]])
  const [rule] = feed.rows(`SELECT rule FROM promotion WHERE id = ${ten.id}`)
  const read = Promotion.parse(JSON.parse(String(rule?.[0])))
  expect(read).toMatchObject({ id: ten.id, ...percent })
  const version = () => feed.rows("SELECT value FROM setting WHERE key = 'catalogue'")[0]?.[0]
  const known = version()
  cloud.now = endsAt
  await sweepValue(cloud.group, cloud.now)
  await put(cloud, ten.id, { ...percent, active: false })
  await feed.become(first, [[before.id]])
  expect(version(), 'prices go by another set of rules').not.toBe(known)
  expect(await cloud.get(`/v1/promotions/${sale.id}`, View)).toMatchObject({ ended: true })
  const longer = { ...percent, code: 'SALE', conditions: { endsAt: endsAt + 1 } }
  expect(View.parse(await (await put(cloud, sale.id, longer)).json()).ended).toBe(false)
  await feed.become(first, [[before.id], [sale.id]])
})
