import { createHmac } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { lookupKeyOf } from '#cloud/masterdata/lookup-key.ts'
import { type ImportShop, openImportShop } from '../import/import-shop.ts'

const shop: ImportShop = await openImportShop()
afterAll(() => shop[Symbol.asyncDispose]())
await shop.put('/v1/companies/SISTER', { name: 'Sister', currency: 'MNT' })
const others = await shop.cloud.newGroup('others')

test('members come in by one company and are the same members for its sister', async () => {
  const lines = ['code,name,phone,cards', 'M1,Өнөрбаяр,99112233,7001']
  expect(await shop.load('members', lines, 'SHOP')).toMatchObject({ created: 1 })
  expect(await shop.load('members', lines, 'SISTER')).toMatchObject({ created: 0, unchanged: 1 })
  const changes = shop.group
    .readHot()
    .prepare("SELECT company_id, class FROM outbox WHERE entity = 'member'")
    .all()
  expect(changes).toEqual([[null, 'urgent']])
})

test('another group knows neither the member nor the company', async () => {
  for (const path of ['/v1/members/M1', '/v1/companies/SHOP', '/v1/stores/UB1']) {
    const answer = await shop.cloud.request(path, { key: others.adminKey })
    expect(answer.status, path).toBe(404)
  }
  const found = await shop.cloud.request('/v1/members?card=7001', { key: others.adminKey })
  expect(await found.json()).toEqual({ items: [], next: null })
})

test('products of one company are unknown in its sister', async () => {
  const lines = ['code,name,category,vat_group,list_price', 'P1,Ном,BOOK,VAT,5']
  await shop.load('products', lines, 'SHOP')
  const answer = await shop.cloud.request('/v1/companies/SISTER/products/P1', { key: shop.key })
  expect(answer.status).toBe(404)
})

test('a member is found by phone as typed at home, by card and by words without accents', async () => {
  await shop.put('/v1/members/M2', { name: 'Călin Țurcanu', phone: '+40 722 123 456' })
  for (const query of ['phone=9911-2233', 'phone=%2B97699112233', 'card=7001', 'text=өнөр']) {
    expect(await shop.get(`/v1/members?${query}`), query).toMatchObject({ items: [{ code: 'M1' }] })
  }
  expect(await shop.get('/v1/members?text=turcanu calin')).toMatchObject({
    items: [{ code: 'M2' }],
  })
})

test('the keys are the HMAC of phone and card under the lookup key of the group', async () => {
  const key = Buffer.from(await lookupKeyOf(shop.group), 'base64url')
  const hash = (text: string) =>
    createHmac('sha256', key).update(text).digest().subarray(0, 16).toString('base64url')
  const rows = shop.group
    .readHot()
    .prepare('SELECT kind, key, active FROM member_key WHERE member_id = 1 ORDER BY kind')
    .all()
  expect(rows).toEqual([
    ['card', hash('card:7001'), 1],
    ['phone', hash('phone:+97699112233'), 1],
  ])
})

test('cards are given and taken; a card taken may go to somebody else', async () => {
  const card = (method: string, path: string) =>
    shop.cloud.request(`/v1/members/${path}`, { method, key: shop.key })
  expect((await card('PUT', 'M1/cards/7009')).status).toBe(200)
  expect(await shop.get('/v1/members/M1')).toMatchObject({ cards: ['7001', '7009'] })
  expect((await card('PUT', 'M2/cards/7009')).status).toBe(422)
  expect((await card('DELETE', 'M1/cards/7009')).status).toBe(200)
  expect((await card('PUT', 'M2/cards/7009')).status).toBe(200)
  expect(await shop.get('/v1/members?card=7009')).toMatchObject({ items: [{ code: 'M2' }] })
  expect((await card('PUT', 'NOBODY/cards/1234')).status).toBe(404)
})

test('a new phone replaces the old one, which is then free', async () => {
  await shop.put('/v1/members/M1', { phone: '88112233' })
  expect(await shop.get('/v1/members?phone=99112233')).toMatchObject({ items: [] })
  expect((await shop.put('/v1/members/M3', { name: 'Туяа', phone: '99112233' })).status).toBe(201)
})

test('a blocked member stays blocked when a file without that column is loaded', async () => {
  await shop.put('/v1/members/M3', { blocked: true })
  await shop.load('members', ['code,name', 'M3,Туяа Б.'])
  expect(await shop.get('/v1/members/M3')).toMatchObject({ name: 'Туяа Б.', blocked: true })
})
