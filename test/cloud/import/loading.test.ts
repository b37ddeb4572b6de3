import { afterAll, expect, test } from 'vitest'
import { type ImportShop, openImportShop, windows1251 } from './import-shop.ts'

const shop: ImportShop = await openImportShop()
afterAll(() => shop[Symbol.asyncDispose]())

const products = [
  'code;name;barcodes;category;pos_category;vat_group;list_price;price@UB2;price>=10;supplier;manufacturer;agent_margin;consigned;is_gift;may_go_negative;acs_id;template;template_name;template_acs_id;variant',
  'R1;"Ном ""Хөх тэнгэр"", 1";9789919900021 4607029601674;BOOK;TILL;VAT;12 500,50;11000;9.990,00;PUB;PUB;21,5;тийм;0;no;ISBN1;T1;Хөх тэнгэр;T-ACS;хатуу',
].join('\r\n')

test('every field of a product arrives: barcodes, prices, partners, margin, flags and ACS codes', async () => {
  const report = await shop.load('products', Buffer.from(products))
  expect(report).toMatchObject({ encoding: 'utf-8', read: 1, created: 1, problems: [] })
  expect(await shop.get('/v1/companies/SHOP/products/R1')).toEqual({
    id: expect.any(Number),
    code: 'R1',
    name: 'Ном "Хөх тэнгэр", 1',
    variant: 'хатуу',
    template: 'T1',
    templateName: 'Хөх тэнгэр',
    templateAcsId: 'T-ACS',
    category: 'BOOK',
    posCategory: 'TILL',
    vatGroup: 'VAT',
    uom: 'pcs',
    listPrice: 1_250_050,
    manufacturer: 'PUB',
    supplier: 'PUB',
    agentMargin: 2150,
    consigned: true,
    isGift: false,
    mayGoNegative: false,
    active: true,
    barcodes: ['9789919900021', '4607029601674'],
    acsId: 'ISBN1',
  })
  expect(await shop.get('/v1/companies/SHOP/products/R1/prices')).toMatchObject({
    items: [
      { store: 'UB2', minQuantity: 0, price: 1_100_000 },
      { store: null, minQuantity: 10_000, price: 999_000 },
    ],
  })
})

test('the same file twice changes nothing and announces nothing', async () => {
  const files: readonly (readonly [string, readonly string[]])[] = [
    ['warehouses', ['code,name,cash_account,bank_account,acs_id', 'UB1,Төв,1001,1101,W1']],
    [
      'categories',
      ['code,name,parent,acs_id,webiste_url', 'SUB,Дэд,TOP,C2,', 'TOP,Дээд,,C1,https://a.example'],
    ],
    [
      'partners',
      [
        'code,name,roles,acs_id,acs_id_display,website_url',
        'Q1,Нэр,supplier,S1,S-1,http://q.example',
      ],
    ],
    ['customers', ['code,name,tax_number,address', 'Q2,"ХХК ""Ном""",2657457,УБ']],
    ['products', products.split('\r\n')],
    [
      'prices',
      [
        'product,store,customer,min_quantity,price,from,to',
        'R1,UB1,BUY,2,100,2026-01-01,2026-01-31',
      ],
    ],
    [
      'members',
      ['code,name,phone,cards,email,acs_id', 'S1,Болд,8811 2233,7201|7202,b@example.mn,L1'],
    ],
    ['employees', ['code,name,store,pin,rights', 'S2,Туяа,UB1,1111,sale refund']],
  ]
  for (const [kind, lines] of files) await shop.load(kind, lines)
  const before = await shop.outboxRows()
  for (const [kind, lines] of files) {
    const again = await shop.load(kind, lines)
    const read = lines.length - 1
    expect(again, kind).toMatchObject({
      read,
      created: 0,
      updated: 0,
      unchanged: read,
      rejected: 0,
    })
  }
  expect(await shop.outboxRows()).toBe(before)
})

test('a child category may stand above its parent, and websites keep both spellings of the header', async () => {
  expect(await shop.get('/v1/companies/SHOP/categories?kind=product')).toMatchObject({
    items: [
      { code: 'BOOK' },
      { code: 'TOP', websiteUrl: 'https://a.example', acsId: 'C1' },
      { code: 'SUB', parent: 'TOP' },
    ],
  })
})

test('UTF-8, UTF-8 with a byte order mark and Windows-1251 give the same rows', async () => {
  const text = (code: string) =>
    `code,name,phone\r\n${code}1,Пётр Щербаков,99000001\r\n${code}2,Ёлкин «Юг» №5,99000002\r\n`
  const members = async () => {
    const { items } = (await shop.get('/v1/members?text=99000')) as { items: { name: string }[] }
    return items.map(({ name }) => name)
  }
  const plain = await shop.load('members', Buffer.from(text('W')))
  expect(plain).toMatchObject({ encoding: 'utf-8', created: 2 })
  const names = await members()
  const marked = await shop.load('members', Buffer.from(`\uFEFF${text('W')}`))
  expect(marked).toMatchObject({ encoding: 'utf-8', unchanged: 2, problems: [] })
  const cyrillic = await shop.load('members', windows1251(text('W')))
  expect(cyrillic).toMatchObject({ encoding: 'windows-1251', unchanged: 2, problems: [] })
  expect(names).toEqual(['Пётр Щербаков', 'Ёлкин «Юг» №5'])
  expect(await members()).toEqual(names)
})

test('a changed line is an update, and an absent column leaves its field alone', async () => {
  const report = await shop.load('products', ['code,list_price', 'R1,13000'])
  expect(report).toMatchObject({ updated: 1 })
  expect(await shop.get('/v1/companies/SHOP/products/R1')).toMatchObject({
    listPrice: 1_300_000,
    barcodes: ['9789919900021', '4607029601674'],
    acsId: 'ISBN1',
  })
})

test('a barcode taken off one product may be given to another', async () => {
  const head = 'code,name,barcodes,category,vat_group,list_price'
  await shop.load('products', [head, 'T1,Нэг,4600000000015,BOOK,VAT,1', 'T2,Хоёр,,BOOK,VAT,1'])
  await shop.load('products', ['code,barcodes', 'T1,'])
  const moved = await shop.load('products', ['code,barcodes', 'T2,4600000000015'])
  expect(moved).toMatchObject({ updated: 1, problems: [] })
  expect(await shop.get('/v1/companies/SHOP/products?barcode=4600000000015')).toMatchObject({
    items: [{ code: 'T2' }],
  })
})

test('an empty price cell takes that price away', async () => {
  await shop.load('products', ['code,price@UB2', 'R1,'])
  expect(await shop.get('/v1/companies/SHOP/products/R1/prices')).toMatchObject({
    items: [{ store: null, minQuantity: 10_000 }, { customer: 'BUY' }],
  })
})

test('days of a price are those of the store: from midnight to the end of the last day', async () => {
  const { items } = (await shop.get('/v1/companies/SHOP/products/R1/prices')) as {
    items: { customer: string | null; startsAt: number; endsAt: number }[]
  }
  expect(items.find((price) => price.customer === 'BUY')).toMatchObject({
    startsAt: Date.UTC(2025, 11, 31, 16),
    endsAt: Date.UTC(2026, 0, 31, 16),
  })
})

test('a member without a number is known by the first card, else by the phone', async () => {
  await shop.load('members', ['name,cards,phone', 'Болд,7301 7302,', 'Туяа,,+976 8811-7301'])
  expect(await shop.get('/v1/members?card=7302')).toMatchObject({ items: [{ code: '7301' }] })
  expect(await shop.get('/v1/members?phone=88117301')).toMatchObject({
    items: [{ code: '+97688117301', phone: '+97688117301' }],
  })
})

test('a file of more lines than one transaction holds is loaded whole', async () => {
  const lines = Array.from({ length: 4500 }, (_, index) => `Z${index},Нэр ${index},Z7${index}`)
  const report = await shop.load('members', ['code,name,cards', ...lines])
  expect(report).toMatchObject({ read: 4500, created: 4500, rejected: 0 })
  expect(await shop.get('/v1/members?card=Z74499')).toMatchObject({ items: [{ code: 'Z4499' }] })
})

test('a company of another group is not found', async () => {
  const { adminKey } = await shop.cloud.newGroup('others')
  const answer = await shop.cloud.request('/v1/import/products?company=SHOP', {
    method: 'POST',
    key: adminKey,
    body: new Uint8Array(Buffer.from('code\nA\n')),
  })
  expect(answer.status).toBe(404)
})
