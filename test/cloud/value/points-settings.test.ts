import { expect, test } from 'vitest'
import { z } from 'zod'
import { readCatalogue } from '#cloud/pricing/catalogue.ts'
import { createCatalogueCache } from '#hub/sales/catalogue-cache.ts'
import { until } from '../../support/shop.ts'
import { expectRebuilt } from './rebuilt.ts'
import { openStoreCopy } from './store-copy.ts'
import { openValueShop, type ValueShop } from './value-shop.ts'

const onePoint = { points: 1, perAmount: 100_000, ruleId: 'total' }
const earning = { method: 'both', total: onePoint } as const
const paying = {
  as: 'discount-line',
  by: { kind: 'rate', worth: { points: 1, amount: 100 } },
  ruleId: 'pay',
} as const

const Programme = z.looseObject({ code: z.string(), settings: z.looseObject({}).nullable() })
const Problem = z.looseObject({
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), value: z.string(), message: z.string() })),
})

async function openPoints(): Promise<ValueShop> {
  const shop = await openValueShop()
  await shop.post('/v1/programmes', { code: 'POINTS', name: 'Points', kind: 'points' })
  return shop
}

const set = (shop: ValueShop, json: unknown, code = 'POINTS') =>
  shop.cloud.request(`/v1/programmes/${code}`, { method: 'PATCH', json })
const putItem = (shop: ValueShop, product: string, json: unknown) =>
  shop.cloud.request(`/v1/companies/NOM/programmes/POINTS/items/${product}`, {
    method: 'PUT',
    json,
  })
const commands = (shop: ValueShop) =>
  shop.rows("SELECT count(*) FROM hq_command WHERE kind = 'set-programme'")[0]?.[0]

test('what HQ sets of a programme is a command of the log: a field left out stays, the same again is nothing new [B2.3]', async () => {
  await using shop = await openPoints()
  const answer = await set(shop, { partnerId: 'P-17', earning })
  expect(answer.status).toBe(200)
  const first = Programme.parse(await answer.json())
  expect(first.settings).toMatchObject({ partnerId: 'P-17', authority: 'own', paying: null })
  await set(shop, { paying })
  const both = Programme.parse(await (await set(shop, { paying })).json())
  expect(both.settings).toMatchObject({ ...first.settings, paying })
  expect(commands(shop)).toBe(2)
  const { items } = await shop.cloud.get('/v1/programmes', z.object({ items: z.array(Programme) }))
  expect(items.map(({ code, settings }) => [code, settings !== null])).toEqual([
    ['CREDIT', false],
    ['POINTS', true],
  ])
  // To open it again with the same terms says nothing of its settings.
  const again = { code: 'POINTS', name: 'Points', kind: 'points' }
  expect(await (await shop.post('/v1/programmes', again)).json()).toEqual(both)
  expect((await shop.post('/v1/programmes', { ...again, mayOwe: true })).status).toBe(409)
  await expectRebuilt(shop)
})

test('settings that name what is not there, or cannot be, say field, value and fix, and change nothing', async () => {
  await using shop = await openPoints()
  const wrong = await set(shop, {
    earning: { ...earning, conditions: { products: [1, 999, 4], excludedCategories: [1, 77] } },
    paying: {
      ...paying,
      conditions: { stores: [9], member: { ids: [7, 70], programmes: ['POINTS', 'NONE'] } },
    },
  })
  expect(wrong.status).toBe(422)
  const { errors, detail } = Problem.parse(await wrong.json())
  expect(errors.map(({ field, value }) => [field, value])).toEqual([
    ['earning.conditions.products.1', '999'],
    ['earning.conditions.excludedCategories.1', '77'],
    ['paying.conditions.stores.0', '9'],
    ['paying.conditions.member.ids.1', '70'],
    ['paying.conditions.member.programmes.1', 'NONE'],
  ])
  expect(detail).toContain('"999": is not a product; correct it, or create it first')
  const ofCompany = { code: 'NOMPTS', name: 'Own', kind: 'points', companyId: 1 }
  await shop.post('/v1/programmes', ofCompany)
  const foreign = { earning: { ...earning, conditions: { products: [4] } } }
  expect((await set(shop, foreign, 'NOMPTS')).status, 'a product of the other company').toBe(422)
  const refused: readonly (readonly [unknown, string, number, RegExp])[] = [
    [{ earning: { method: 'total' } }, 'POINTS', 422, /needs total or percent/],
    [{ paing: paying }, 'POINTS', 422, /paing/],
    [{ earning }, 'CREDIT', 409, /store-credit.*Open a programme of points/],
    [{ earning }, 'NONE', 404, /NONE/],
  ]
  for (const [json, code, status, words] of refused) {
    const answer = await set(shop, json, code)
    expect(answer.status).toBe(status)
    expect(await answer.text()).toMatch(words)
  }
  expect(commands(shop)).toBe(0)
})

test('the list of items is kept by call and by file, row by row, and read in pages', async () => {
  await using shop = await openPoints()
  const load = async (lines: readonly string[]) => {
    const answer = await shop.cloud.request('/v1/import/points?company=NOM', {
      method: 'POST',
      body: new Uint8Array(Buffer.from(lines.join('\n'))),
      headers: { 'content-type': 'text/csv' },
    })
    return await answer.json()
  }
  const misspelt = await putItem(shop, 'P3', { points: 5, rule: 'BOOKS' })
  expect(misspelt.status, 'nothing that was said is dropped').toBe(422)
  expect(await misspelt.text()).toContain('rule')
  expect((await putItem(shop, 'P3', { points: 5 })).status).toBe(200)
  const lines = [
    'programme,product,points,price,rule_id',
    'POINTS,P1,10,,BOOKS',
    'POINTS,P2,3,1500.50,',
    'POINTS,P9,3,,',
    'CREDIT,P1,3,,',
    'NONE,P1,3,,',
    'POINTS,P1,2,,',
    'POINTS,P3,1.5,0,',
  ]
  expect(await load(lines)).toMatchObject({
    created: 2,
    rejected: 5,
    problems: [
      { line: 4, column: 'product', value: 'P9', reason: 'is not a product' },
      { line: 5, column: 'programme', value: 'CREDIT', reason: 'is a programme of store-credit' },
      { line: 6, column: 'programme', value: 'NONE', reason: 'is not a programme of NOM' },
      { line: 7, column: 'product', reason: 'already stands in line 2' },
      { line: 8, column: 'price', value: '0' },
      { line: 8, column: 'points', value: '1.5', fix: 'write whole points from 1 on' },
    ],
  })
  expect(await load(lines.slice(0, 3))).toMatchObject({ unchanged: 2 })
  const Page = z.object({ items: z.array(z.looseObject({})), next: z.string().nullable() })
  const path = '/v1/companies/NOM/programmes/POINTS/items'
  const one = await shop.cloud.get(`${path}?limit=2`, Page)
  const rest = await shop.cloud.get(`${path}?limit=2&after=${one.next}`, Page)
  expect([...one.items, ...rest.items]).toMatchObject([
    { product: 'P3', points: 5, price: null, ruleId: 'items' },
    { product: 'P1', points: 10, price: null, ruleId: 'BOOKS' },
    { product: 'P2', points: 3, price: 150_050, ruleId: 'items' },
  ])
  expect(rest.next).toBeNull()
  expect(await load(['programme,product,points', 'POINTS,P1,'])).toMatchObject({ updated: 1 })
  await putItem(shop, 'P3', { points: null })
  expect((await shop.cloud.get(path, Page)).items).toMatchObject([{ product: 'P2' }])
})

test('a store reads a programme with its items, compiled once for each change of them', async () => {
  await using shop = await openPoints()
  await using copy = await openStoreCopy(shop.cloud.group)
  const programmes = () => copy.replica.pointsProgrammes(1)
  expect(programmes(), 'nothing is set').toEqual([])
  await set(shop, { earning, paying })
  await putItem(shop, 'P1', { points: 10 })
  await putItem(shop, 'P2', { points: 3, price: 150_000, ruleId: 'CARDS' })
  await until('both items', async () => programmes()[0]?.compiled.items.size === 2)
  const [first] = programmes()
  expect(first?.compiled).toMatchObject({
    programme: { code: 'POINTS', partnerId: null, earning: { total: onePoint }, paying },
    timeZone: 'Asia/Ulaanbaatar',
  })
  expect([...(first?.compiled.items.values() ?? [])]).toEqual([
    { productId: 1, points: 10, per: { kind: 'piece' }, ruleId: 'items' },
    { productId: 2, points: 3, per: { kind: 'price', price: 150_000 }, ruleId: 'CARDS' },
  ])
  await shop.credit(500, 'POINTS:7')
  await until('the balance', async () => copy.replica.accountsOf(7)[0]?.balance === 500)
  expect(programmes()[0], 'a balance compiles nothing again').toBe(first)
  await putItem(shop, 'P1', { points: null })
  await set(shop, { paying: null })
  await until('the changes', async () => programmes()[0]?.compiled.paying === null)
  expect([...(programmes()[0]?.compiled.items.keys() ?? [])]).toEqual([2])
})

test('store and HQ give the price engine the same of a product: its whole chain of categories, and what sells a gift card', async () => {
  await using shop = await openValueShop()
  const load = (kind: string, lines: readonly string[]) =>
    shop.cloud.request(`/v1/import/${kind}?company=NOM`, {
      method: 'POST',
      body: new Uint8Array(Buffer.from(lines.join('\n'))),
      headers: { 'content-type': 'text/csv' },
    })
  await load('categories', [
    'code,name,parent',
    'MEDIA,Медиа,',
    'BOOK,Ном,MEDIA',
    'KIDS,Хүүхэд,BOOK',
  ])
  await load('products', ['code,category,is_gift,price@UB1', 'P1,KIDS,no,100', 'P2,GIFT,yes,'])
  await using copy = await openStoreCopy(shop.cloud.group)
  const idOf = (code: string) =>
    Number(shop.rows(`SELECT id FROM category WHERE code = '${code}'`)[0]?.[0])
  const ids = [1, 2, 3]
  const ofHub = createCatalogueCache(copy.replica, () => storeOfRules)().of(new Set(ids))
  const ofCloud = await readCatalogue(shop.cloud.group.db, { companyId: 1, productIds: ids })
  const facts = ids.map((id) => [ofHub.get(id)?.categoryIds, ofHub.get(id)?.isGift])
  expect(facts).toEqual([
    [[idOf('KIDS'), 1, idOf('MEDIA')], false],
    [[2], true],
    [[1, idOf('MEDIA')], false],
  ])
  for (const id of ids) {
    const { prices = [], ...hub } = ofHub.get(id) ?? {}
    const { prices: booked = [], ...cloud } = ofCloud.get(id) ?? {}
    expect(hub).toEqual(cloud)
    expect(prices.map((price) => price.price)).toEqual(booked.map((price) => price.price))
  }
})

const storeOfRules = { timeZone: 'Asia/Ulaanbaatar', currency: 'MNT' }
