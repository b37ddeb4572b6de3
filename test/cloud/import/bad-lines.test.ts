import { afterAll, expect, test } from 'vitest'
import { type ImportShop, openImportShop } from './import-shop.ts'

const shop: ImportShop = await openImportShop()
afterAll(() => shop[Symbol.asyncDispose]())

const head = 'code,name,barcodes,category,vat_group,list_price'
const good = 'A1,Ном,9789919900014,BOOK,VAT,12.50'

test('a good line beside bad ones is loaded, and each bad one says line, column, value and reason', async () => {
  const report = await shop.load('products', [
    head,
    good,
    'A2,Ном,9789919900015,BOOK,VAT,12.50',
    'A3,Ном,,NOPE,VAT,12.50',
    'A4,Ном,,BOOK,VAT,-5',
    'A5,,,BOOK,VAT,12.50',
    'A6,Ном,,BOOK,GST,12.50',
    'A7,Ном,,BOOK,VAT,abc',
    'A8,Ном,,BOOK,VAT,',
    'A1,Өөр ном,,BOOK,VAT,1',
    'A9,Ном,9789919900014,BOOK,VAT,1',
  ])
  expect(report).toMatchObject({ read: 10, created: 1, updated: 0, unchanged: 0, rejected: 9 })
  expect(report.problems).toEqual([
    {
      line: 3,
      column: 'barcodes',
      value: '9789919900015',
      reason: 'has a wrong check digit',
      fix: 'compare it with the package',
    },
    {
      line: 4,
      column: 'category',
      value: 'NOPE',
      reason: 'is not a category',
      fix: 'import the category first or correct its code',
    },
    {
      line: 5,
      column: 'list_price',
      value: '-5',
      reason: 'is negative',
      fix: 'write 0 or more',
    },
    { line: 6, column: 'name', value: '', reason: 'is missing', fix: 'fill in the cell' },
    {
      line: 7,
      column: 'vat_group',
      value: 'GST',
      reason: 'is not a VAT group',
      fix: 'name one of VAT',
    },
    {
      line: 8,
      column: 'list_price',
      value: 'abc',
      reason: 'is not a number',
      fix: 'write it like 1234.50 or 1234,50',
    },
    {
      line: 9,
      column: 'list_price',
      value: '',
      reason: 'is missing',
      fix: 'give it a price, 0 if free',
    },
    {
      line: 10,
      column: 'code',
      value: 'A1',
      reason: 'already stands in line 2',
      fix: 'keep one of the two lines',
    },
    {
      line: 11,
      column: 'barcodes',
      value: '9789919900014',
      reason: 'already stands in line 2',
      fix: 'keep one of the two lines',
    },
  ])
})

/** One line that must be refused, and what is said of it. */
const cases: readonly {
  readonly what: string
  readonly kind: string
  readonly lines: readonly [string, string]
  readonly problem: readonly [column: string, value: string, reason: string]
}[] = [
  {
    what: 'a barcode of another product in the books',
    kind: 'products',
    lines: [head, 'B1,Ном,9789919900014,BOOK,VAT,1'],
    problem: ['barcodes', '9789919900014', 'already belongs to the product A1'],
  },
  {
    what: 'a barcode that a spreadsheet rounded',
    kind: 'products',
    lines: [head, 'B2,Ном,9.78992E+12,BOOK,VAT,1'],
    problem: ['barcodes', '9.78992E+12', 'was turned into a rounded number by a spreadsheet'],
  },
  {
    what: 'an unknown POS category',
    kind: 'products',
    lines: [`${head},pos_category`, 'B3,Ном,,BOOK,VAT,1,BOOK'],
    problem: ['pos_category', 'BOOK', 'is not a POS category'],
  },
  {
    what: 'an unknown supplier',
    kind: 'products',
    lines: [`${head},supplier`, 'B4,Ном,,BOOK,VAT,1,NOBODY'],
    problem: ['supplier', 'NOBODY', 'is not a supplier'],
  },
  {
    what: 'a supplier that is only a customer',
    kind: 'products',
    lines: [`${head},supplier`, 'B5,Ном,,BOOK,VAT,1,BUY'],
    problem: ['supplier', 'BUY', 'is not a supplier'],
  },
  {
    what: 'an unknown manufacturer',
    kind: 'products',
    lines: [`${head},manufacturer`, 'B6,Ном,,BOOK,VAT,1,BUY'],
    problem: ['manufacturer', 'BUY', 'is not a manufacturer'],
  },
  {
    what: 'a word that is neither yes nor no',
    kind: 'products',
    lines: [`${head},is_gift`, 'B7,Ном,,BOOK,VAT,1,maybe'],
    problem: ['is_gift', 'maybe', 'is neither yes nor no'],
  },
  {
    what: 'a margin above 100 %',
    kind: 'products',
    lines: [`${head},agent_margin`, 'B8,Ном,,BOOK,VAT,1,101'],
    problem: ['agent_margin', '101', 'is too large'],
  },
  {
    what: 'a price that may be 12.5 or 12500',
    kind: 'products',
    lines: [head, 'B9,Ном,,BOOK,VAT,"12,500"'],
    problem: ['list_price', '12,500', 'is not a number'],
  },
  {
    what: 'a negative price in a store',
    kind: 'products',
    lines: [`${head},price@UB1`, 'B10,Ном,,BOOK,VAT,1,-2'],
    problem: ['price@UB1', '-2', 'is negative'],
  },
  {
    what: 'a line with too many cells',
    kind: 'products',
    lines: [head, 'B11,Ном, дэвтэр,,BOOK,VAT,1'],
    problem: ['', 'B11 | Ном |  дэвтэр |  | BOOK | VAT | 1', 'has 7 cells where the header has 6'],
  },
  {
    what: 'a quote that is not closed',
    kind: 'products',
    lines: [head, 'B12,"Ном,,BOOK,VAT,1'],
    problem: ['', 'B12,"Ном,,BOOK,VAT,1', 'a quote is opened but not closed'],
  },
  {
    what: 'a parent category that does not exist',
    kind: 'categories',
    lines: ['code,name,parent', 'C1,Ном,NOPE'],
    problem: ['parent', 'NOPE', 'is not a category'],
  },
  {
    what: 'a kind of category that does not exist',
    kind: 'categories',
    lines: ['code,name,kind', 'C2,Ном,shelf'],
    problem: ['kind', 'shelf', 'is no kind of category'],
  },
  {
    what: 'a website without http',
    kind: 'categories',
    lines: ['code,name,website_url', 'C3,Ном,internom.mn'],
    problem: ['website_url', 'internom.mn', 'is not written right'],
  },
  {
    what: 'a warehouse code in small letters',
    kind: 'warehouses',
    lines: ['code,name', 'ub-3,Төв'],
    problem: ['code', 'ub-3', 'is not a code'],
  },
  {
    what: 'a time zone that does not exist',
    kind: 'warehouses',
    lines: ['code,name,time_zone', 'UB3,Төв,Asia/Ulan'],
    problem: ['time_zone', 'Asia/Ulan', 'is not a time zone'],
  },
  {
    what: 'a form of labels that is none',
    kind: 'warehouses',
    lines: ['code,name,label_forms', 'UB3,Төв,22IIWWC'],
    problem: ['label_forms', '22IIWWC', 'is not a form of labels'],
  },
  {
    what: 'a wrong tax number',
    kind: 'partners',
    lines: ['code,name,tax_number', 'P1,Нэр,12345'],
    problem: ['tax_number', '12345', 'is not a tax number'],
  },
  {
    what: 'a partner with a role that does not exist',
    kind: 'partners',
    lines: ['code,name,roles', 'P2,Нэр,friend'],
    problem: ['roles', 'friend', 'is unknown'],
  },
  {
    what: 'a legal entity without a tax number',
    kind: 'customers',
    lines: ['code,name,tax_number', 'P3,Нэр,'],
    problem: ['tax_number', '', 'is missing'],
  },
  {
    what: 'a partner with a wrong phone',
    kind: 'partners',
    lines: ['code,name,phone', 'P4,Нэр,call me'],
    problem: ['phone', 'call me', 'is not a phone number'],
  },
  {
    what: 'a member with a phone that lost a digit',
    kind: 'members',
    lines: ['code,name,phone', 'M1,Болд,9911223'],
    problem: ['phone', '9911223', 'is not a phone number'],
  },
  {
    what: 'a member with a wrong card number',
    kind: 'members',
    lines: ['code,name,cards', 'M2,Болд,70#1'],
    problem: ['cards', '70#1', 'is not a card number'],
  },
  {
    what: 'a member without number, card and phone',
    kind: 'members',
    lines: ['code,name,cards', ',Болд,'],
    problem: ['code', '', 'is missing'],
  },
  {
    what: 'an employee of an unknown store',
    kind: 'employees',
    lines: ['code,name,store,pin', 'E1,Болд,XX1,1111'],
    problem: ['store', 'XX1', 'is not a store of SHOP'],
  },
  {
    what: 'a PIN that is no PIN',
    kind: 'employees',
    lines: ['code,name,pin', 'E2,Болд,12'],
    problem: ['pin', '12', 'is not written right'],
  },
  {
    what: 'a right that does not exist',
    kind: 'employees',
    lines: ['code,name,pin,rights', 'E3,Болд,1111,sale fly'],
    problem: ['rights', 'fly', 'is unknown'],
  },
  {
    what: 'a price of an unknown product',
    kind: 'prices',
    lines: ['product,price', 'NONE,5'],
    problem: ['product', 'NONE', 'is not a product'],
  },
  {
    what: 'a price for somebody who is no customer',
    kind: 'prices',
    lines: ['product,customer,price', 'A1,PUB,5'],
    problem: ['customer', 'PUB', 'is not a customer'],
  },
  {
    what: 'a price in an unknown store',
    kind: 'prices',
    lines: ['product,store,price', 'A1,XX1,5'],
    problem: ['store', 'XX1', 'is not a store of SHOP'],
  },
  {
    what: 'a price that ends before it starts',
    kind: 'prices',
    lines: ['product,price,from,to', 'A1,5,2026-03-01,2026-02-01'],
    problem: ['to', '2026-02-01T16:00:00.000Z', 'is not after the start'],
  },
  {
    what: 'a day that does not exist',
    kind: 'prices',
    lines: ['product,price,from', 'A1,5,2026-02-30'],
    problem: ['from', '2026-02-30', 'is not a day or time'],
  },
]

test.each(cases)('$what is refused: $problem.2', async ({ kind, lines, problem }) => {
  const before = await shop.outboxRows()
  const report = await shop.load(kind, lines)
  const [column, value, reason] = problem
  expect(report).toMatchObject({ read: 1, created: 0, rejected: 1, problemCount: 1 })
  expect(report.problems).toMatchObject([{ line: 2, column, value, reason }])
  expect(report.problems[0]?.fix).not.toBe('')
  expect(await shop.outboxRows()).toBe(before)
})

test('a card of two members is refused in the file and in the books', async () => {
  const lines = ['code,name,cards', 'D1,Болд,7001', 'D2,Туяа,7001', 'D3,Сүх,7002|7003']
  const report = await shop.load('members', lines)
  expect(report.problems).toMatchObject([
    { line: 3, column: 'cards', value: '7001', reason: 'already stands in line 2' },
  ])
  const later = await shop.load('members', ['code,name,cards', 'D4,Бат,7003'])
  expect(later.problems).toMatchObject([
    { line: 2, column: 'cards', value: '7003', reason: 'already belongs to another member' },
  ])
})

test('a name or code of signs that nobody sees is none, and the report names the signs', async () => {
  const fix = 'fill in the cell'
  for (const [kind, header, rest] of [
    ['products', head, ',BOOK,VAT,1'],
    ['members', 'code,name,phone', ''],
    ['partners', 'code,name,phone,roles', ',customer'],
    ['categories', 'code,name', ''],
    ['warehouses', 'code,name', ''],
    ['employees', 'code,name,pin,rights', '1234,sale'],
  ] as const) {
    const value = '\u200b\u200e \u2066'
    const report = await shop.load(kind, [header, `Z1,${value},${rest}`])
    const reason = 'holds only signs that cannot be seen (U+200B U+200E U+0020 …)'
    expect(report).toMatchObject({ created: 0, rejected: 1 })
    expect(report.problems).toContainEqual({ line: 2, column: 'name', value, reason, fix })
  }
  const report = await shop.load('products', [head, '\u00ad,Ном,,BOOK,VAT,1'])
  const reason = 'holds only signs that cannot be seen (U+00AD)'
  expect(report.problems).toEqual([{ line: 2, column: 'code', value: '\u00ad', reason, fix }])
})

test('a cell or line of signs that nobody sees is an empty one', async () => {
  const columns = `${head},variant,pos_category,agent_margin`
  const report = await shop.load('products', [
    columns,
    '\u200b,\u200e,\ufeff,,,,,',
    'Z2,Ном,\u200b,BOOK,VAT,1,\u200e,\u2060,\u200b',
  ])
  expect(report).toMatchObject({ read: 1, created: 1, rejected: 0 })
  const product = await shop.get('/v1/companies/SHOP/products/Z2')
  expect(product).toMatchObject({ variant: '', barcodes: [] })
})

test('line numbers are those of the file, past empty lines and cells of several lines', async () => {
  const report = await shop.load('members', [
    'code,name,cards',
    '',
    'L1,"Болд\nБат",7101',
    ',,',
    'L2,Туяа,70!',
  ])
  expect(report).toMatchObject({ read: 2, created: 1 })
  expect(report.problems).toMatchObject([{ line: 6, column: 'cards', value: '70!' }])
})

test('a thousand problems are listed and the rest counted', async () => {
  const lines = Array.from({ length: 1500 }, (_, index) => `X${index},Болд,#${index}`)
  const report = await shop.load('members', ['code,name,cards', ...lines])
  expect(report).toMatchObject({ rejected: 1500, problemCount: 1500 })
  expect(report.problems).toHaveLength(1000)
})

test('an unknown column refuses the file and names the known ones', async () => {
  const answer = await shop.send('products', 'code,name,colour\nA1,Ном,red\n')
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({
    detail: expect.stringContaining(
      'The column "colour" is not a column; products may have: code,',
    ),
    errors: [{ field: 'header', value: 'colour' }],
    columns: expect.stringContaining('`vat_group`'),
  })
})

test('a column for the price in an unknown store refuses the file', async () => {
  const answer = await shop.send('products', 'code,price@XX9\nA1,5\n')
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({
    detail: 'The column "price@XX9": XX9 is not a store of SHOP; it has UB1, UB2.',
  })
})

test('a workbook is refused with what to do', async () => {
  const answer = await shop.send('products', new Uint8Array([0x50, 0x4b, 3, 4, 20]))
  expect(await answer.json()).toMatchObject({
    status: 422,
    detail: 'This is a workbook, not a CSV file; save it as "CSV UTF-8".',
  })
})

test('a file over 32 MiB is refused', async () => {
  const answer = await shop.send('products', new Uint8Array(32 * 1024 * 1024 + 1).fill(65))
  expect(answer.status).toBe(413)
})
