import { afterAll, expect, test } from 'vitest'
import { type ImportShop, openImportShop } from '../import/import-shop.ts'

const shop: ImportShop = await openImportShop()
afterAll(() => shop[Symbol.asyncDispose]())
const programme = { code: 'BOD', kind: 'points', name: 'Оноо' }
await shop.cloud.request('/v1/programmes', { method: 'POST', key: shop.key, json: programme })

test('level, groups and the own rate of earning come in by file and by API', async () => {
  const lines = [
    'code,name,level,groups,earn_rate',
    'M1,Болд,gold,Staff|Book club,2.5',
    'M2,Сараа,,,',
    'M3,Дорж,gold,,150',
  ]
  const report = await shop.load('members', lines)
  expect(report).toMatchObject({ created: 2, rejected: 1 })
  expect(report.problems).toMatchObject([{ line: 4, column: 'earn_rate', value: '150' }])
  expect(await shop.get('/v1/members/M1')).toMatchObject({
    level: 'gold',
    groups: ['Book club', 'Staff'],
    earnRate: 250,
    cardPairs: {},
  })
  expect(await shop.get('/v1/members/M2')).toMatchObject({
    level: null,
    groups: [],
    earnRate: null,
  })
  expect(await shop.load('members', lines)).toMatchObject({ unchanged: 2 })

  await shop.put('/v1/members/M1', { level: '', groups: ['Staff'], earnRate: null })
  expect(await shop.get('/v1/members/M1')).toMatchObject({
    level: null,
    groups: ['Staff'],
    earnRate: null,
  })
})

test('a file without these columns leaves them, an empty cell takes them away', async () => {
  await shop.put('/v1/members/M4', { name: 'Туяа', level: 'gold', groups: ['A'], earnRate: 100 })
  await shop.load('members', ['code,name', 'M4,Туяа Б'])
  expect(await shop.get('/v1/members/M4')).toMatchObject({ level: 'gold', earnRate: 100 })
  await shop.load('members', ['code,level,groups,earn_rate', 'M4,,,'])
  expect(await shop.get('/v1/members/M4')).toMatchObject({
    level: null,
    groups: [],
    earnRate: null,
  })
})

test("a card's own pairs stand by programme, which must be one of points", async () => {
  const cardPairs = { BOD: [{ price: 10_00, points: 500 }] }
  await shop.put('/v1/members/M5', { name: 'Ану', cardPairs })
  expect(await shop.get('/v1/members/M5')).toMatchObject({ cardPairs })
  const wrong = await shop.put('/v1/members/M5', { cardPairs: { NOPE: cardPairs.BOD } })
  expect(wrong.status).toBe(422)
  expect(await wrong.text()).toContain('NOPE')
  await shop.put('/v1/members/M5', { cardPairs: {} })
  expect(await shop.get('/v1/members/M5')).toMatchObject({ cardPairs: {} })
})

test("an affiliate partner's code comes in by file and by API, is one member's only, and can be issued again", async () => {
  const lines = [
    'code,name,affiliate_code,affiliate_company,affiliate_active',
    'A1,Ана,ana7,SHOP,',
    'A2,Ион,ANA7,,',
    'A3,Мара,MARA,NOPE,',
    'A4,Дан,d n,,',
  ]
  const report = await shop.load('members', lines)
  expect(report).toMatchObject({ created: 1, rejected: 3 })
  expect(report.problems).toMatchObject([
    { line: 3, column: 'affiliateCode', value: 'ANA7' },
    { line: 4, column: 'affiliateCompany', value: 'NOPE' },
    { line: 5, column: 'affiliate_code', value: 'd n' },
  ])
  const ana = { affiliateCode: 'ANA7', affiliateCompany: 'SHOP', affiliateActive: true }
  expect(await shop.get('/v1/members/A1')).toMatchObject(ana)
  await shop.put('/v1/members/A1', { affiliateCode: '', affiliateActive: false })
  expect((await shop.put('/v1/members/A2', { name: 'Ион', affiliateCode: 'Ana7' })).status).toBe(
    201,
  )
  expect(await shop.get('/v1/members/A2')).toMatchObject({
    affiliateCode: 'ANA7',
    affiliateCompany: null,
  })
})
