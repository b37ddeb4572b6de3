import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { GroupDatabase } from '#cloud/db/open.ts'
import { generateDemo } from '#cloud/demo/generate.ts'
import { loadDemo } from '#cloud/demo/load.ts'
import { readRecords } from '#cloud/import/csv.ts'
import { openTestCloud } from '../test-cloud.ts'

const whole = generateDemo()
const files = whole.flatMap((group) =>
  group.companies.flatMap(({ code, files: all }) =>
    all.map((file) => ({ ...file, company: code })),
  ),
)

test('the demo is the same every time', () => {
  const hash = (demo: unknown) => createHash('sha256').update(JSON.stringify(demo)).digest('hex')
  expect(hash(generateDemo())).toBe(hash(whole))
})

test('it has 20,000 products and 50,000 members in five companies of four groups', () => {
  const count = (kind: string) =>
    files.filter((file) => file.kind === kind).reduce((sum, file) => sum + file.lines, 0)
  expect(count('products')).toBe(20_000)
  expect(count('members')).toBe(50_000)
  expect(count('warehouses')).toBe(6)
  expect(whole.map(({ name, companies }) => [name, companies.map(({ code }) => code)])).toEqual([
    ['mn', ['INTERNOM', 'MONSUDAR']],
    ['ro', ['LINIC']],
    ['ru', ['KASSA1']],
    ['cz', ['POTRAVINY']],
  ])
})

test('names are unique within a company but for variants, and Mongolian ones have Ө and Ү', () => {
  for (const { csv, kind, company } of files) {
    if (kind !== 'products') continue
    const [header = [], ...lines] = [...readRecords(csv, ',')].map((record) =>
      record.outcome === 'read' ? record.cells : [],
    )
    const names = lines.map((cells) => cells[header.indexOf('name')])
    expect(new Set(names).size, company).toBeGreaterThan(names.length * 0.98)
  }
  const mongolian = files.filter(({ company }) => company === 'INTERNOM')
  for (const kind of ['products', 'members']) {
    expect(mongolian.find((file) => file.kind === kind)?.csv).toMatch(/[Өө].*[Үү]/s)
  }
})

test('loaded over the API it has no bad line, and loaded again it changes nothing', async () => {
  await using cloud = await openTestCloud()
  const keysByGroup: Record<string, string> = {}
  const groups: GroupDatabase[] = []
  for (const name of ['mn', 'ro', 'ru', 'cz']) {
    const { group, adminKey } = await cloud.newGroup(name)
    keysByGroup[name] = adminKey
    groups.push(group)
  }
  const { url } = await cloud.serve()
  const told: string[] = []
  const load = () => loadDemo({ url, keysByGroup, log: (line) => told.push(line), share: 1 })
  const announced = () =>
    groups.map((group) => group.readHot().prepare('SELECT count(*) FROM outbox').get()?.[0])
  await load()
  const before = announced()
  await load()
  expect(announced()).toEqual(before)
  expect(told).toHaveLength(18)
  expect(told[0]).toMatch(/^mn\/INTERNOM: 2 warehouses, 11 categories, .* 80 products/)

  const get = async (path: string, group: string) => {
    const answer = await cloud.request(path, { key: keysByGroup[group] ?? '' })
    return await answer.json()
  }
  expect(await get('/v1/companies/LINIC/products/EX-240/prices', 'ro')).toMatchObject({
    items: [{ store: 'L2', price: 8000 }],
  })
  expect(await get('/v1/companies/LINIC/products/EX-CASES/prices', 'ro')).toMatchObject({
    items: [
      { customer: 'CLIENT80', price: 8000, minQuantity: 0 },
      { customer: null, price: 9000, minQuantity: 10_000 },
      { customer: 'VIP', price: 7000, minQuantity: 20_000 },
    ],
  })
  expect(await get('/v1/companies/INTERNOM/products/GIFT-50', 'mn')).toMatchObject({
    isGift: true,
    listPrice: 5_000_000,
    name: 'Бэлгийн карт 50 000₮',
  })
  expect(await get('/v1/companies/MONSUDAR/products/NOM-21500', 'mn')).toMatchObject({
    consigned: true,
    agentMargin: 2100,
    supplier: 'MONSUDAR-PUB',
  })
  expect(await get('/v1/value-accounts?programme=CREDIT2&limit=1', 'mn')).toMatchObject({
    items: [{ kind: 'store-credit', unit: 'credit:MNT', balance: 5_000_000 }],
  })
  expect(await get('/v1/value-accounts?programme=AFFILIATE&limit=1', 'mn')).toMatchObject({
    items: [{ kind: 'affiliate-credit', balance: 1_500_000 }],
  })
  expect(await get('/v1/members/M000011', 'mn')).toMatchObject({
    affiliateCode: 'KOLIBRI',
    affiliateActive: true,
    phone: expect.stringMatching(/^\+976\d{8}$/),
  })
  expect(told.join()).toContain('affiliate partner KOLIBRI (phone +976')
  expect(await get('/v1/stores', 'mn')).toMatchObject({
    items: [{ code: 'UB1', cashAccount: '1001-UB1' }, { code: 'UB2' }, { code: 'MS1' }],
  })
}, 120_000)
