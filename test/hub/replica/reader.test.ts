import { expect, test } from 'vitest'
import { openReplica } from '#hub/replica/reader.ts'
import { openTestFeed, storeProfile, vat10 } from '#test/support/feed.ts'

test('a product is found by id, by barcode and by the beginnings of its words', () => {
  using feed = openTestFeed({
    products: [
      { id: 1, name: 'Өвлийн Үлгэр', code: 'BK-10', barcodes: ['4006381333931', '5901234123457'] },
      { id: 2, name: 'Cărți și șoapte', variant: 'roșu / 42', code: 'RO7', isGift: true },
      { id: 3, name: 'Өвөл, хуучин', active: false, barcodes: ['111'] },
    ],
  })
  using replica = openReplica({ dir: feed.dir, lookupKey: () => feed.lookupKey })
  expect(replica.product(1)).toEqual({
    id: 1,
    templateId: 1,
    code: 'BK-10',
    name: 'Өвлийн Үлгэр',
    variant: '',
    categoryId: 1,
    posCategoryId: null,
    vatGroupId: 1,
    vatRate: vat10.vatRate,
    uom: 'pcs',
    listPrice: 100_000,
    isGift: false,
    mayGoNegative: true,
    active: true,
    barcodes: ['4006381333931', '5901234123457'],
  })
  expect(replica.productByBarcode('5901234123457')?.id).toBe(1)
  expect(replica.productByBarcode('111')).toBeUndefined()
  expect(replica.product(3)?.active).toBe(false)
  const found = (text: string) =>
    replica.productsByText(text, { limit: 10 }).items.map((product) => product.id)
  expect(found('өвл')).toEqual([1])
  expect(found('үл өв')).toEqual([1])
  expect(found('carti sos')).toEqual([])
  expect(found('soapte CARTI')).toEqual([2])
  expect(found('42 rosu')).toEqual([2])
  expect(found('bk-1')).toEqual([1])
  expect(found('  ')).toEqual([])
  expect(found('"öö* OR NEAR(')).toEqual([])
})

test('pages follow each other without a gap or a repeat', () => {
  const products = Array.from({ length: 25 }, (_, index) => ({
    id: index + 1,
    name: `Ном ${index + 1}`,
    posCategoryId: 7,
  }))
  const categories = [{ id: 7, parentId: null, name: 'Ном', kind: 'pos' as const }]
  using feed = openTestFeed({ products, categories })
  using replica = openReplica({ dir: feed.dir, lookupKey: () => feed.lookupKey })
  expect(replica.posCategories()).toEqual(categories)
  for (const read of [
    (after?: string) => replica.productsByText('ном', { after, limit: 10 }),
    (after?: string) => replica.productsByPosCategory(7, { after, limit: 10 }),
  ]) {
    const first = read()
    const second = read(first.next ?? undefined)
    const third = read(second.next ?? undefined)
    const ids = [first, second, third].flatMap((page) => page.items.map((item) => item.id))
    expect(ids).toEqual(products.map((product) => product.id))
    expect(third.next).toBeNull()
  }
  expect(() => replica.productsByText('ном', { after: 'x', limit: 10 })).toThrow('after: x')
})

test('prices, VAT groups, store profile and catalogue version come as the cloud wrote them', () => {
  const price = {
    id: 5,
    productId: 1,
    storeId: 1,
    customerId: null,
    minQuantity: 10_000,
    price: 90_000,
    startsAt: null,
    endsAt: 1_800_000_000_000,
  }
  using feed = openTestFeed({
    stores: [storeProfile()],
    catalogueVersion: '17',
    products: [{ id: 1, name: 'Ном' }],
    prices: [price],
  })
  using replica = openReplica({ dir: feed.dir, lookupKey: () => feed.lookupKey })
  expect(replica.pricesOf([1, 1, 2])).toEqual([price])
  expect(replica.vatGroups()).toEqual([vat10])
  expect(replica.storeProfile(1)).toEqual(storeProfile())
  expect(replica.catalogueVersion()).toBe('17')
  expect(() => replica.storeProfile(2)).toThrow('store 2')
})

test('a member is found by phone as typed at home or abroad, and by card', () => {
  using feed = openTestFeed({
    stores: [storeProfile()],
    members: [
      { id: 3, name: 'Бат-Эрдэнэ', phone: '+97699112233', cards: ['7001'], balances: { 1: 250 } },
      { id: 4, name: 'Сүхээ', blocked: true, balances: { 1: 9, 2: 10 } },
    ],
  })
  using replica = openReplica({ dir: feed.dir, lookupKey: () => feed.lookupKey })
  const plain = { level: null, groups: '[]', earnRate: null, cardPairs: null, affiliate: null }
  const bat = { id: 3, name: 'Бат-Эрдэнэ', phoneTail: '2233', blocked: false, ...plain }
  expect(replica.memberByPhone('9911 2233')).toEqual(bat)
  expect(replica.memberByPhone('+976 9911-2233')).toEqual(bat)
  expect(replica.memberByPhone('00976 99112233')).toEqual(bat)
  expect(replica.memberByCard(' 7001 ')).toEqual(bat)
  expect(replica.memberByCard('7002')).toBeUndefined()
  expect(replica.memberByPhone('')).toBeUndefined()
  expect(replica.accountsOf(3)).toEqual([{ programme: 1, balance: 250, asOf: 0 }])
  expect(replica.accountsOf(4).map((account) => account.balance)).toEqual([9, 10])
  expect(replica.member(4)?.blocked).toBe(true)
})

test('customers are found by tax number and text, employees by their store', () => {
  using feed = openTestFeed({
    customers: [{ id: 1, name: 'Говь ХК', taxNumber: '2076675', address: 'УБ' }],
    employees: [
      { id: 1, storeId: null, name: 'Болд', pin: 'p', rights: '["sale","fly"]', active: true },
      { id: 2, storeId: 2, name: 'Анна', pin: 'p', rights: '[]', active: true },
      { id: 3, storeId: 1, name: 'Хуучин', pin: 'p', rights: '[]', active: false },
    ],
  })
  using replica = openReplica({ dir: feed.dir, lookupKey: () => feed.lookupKey })
  expect(replica.customerByTaxNumber('2076675')?.name).toBe('Говь ХК')
  expect(replica.customersByText('гов', { limit: 5 }).items).toHaveLength(1)
  expect(replica.customersByText('2076', { limit: 5 }).items).toHaveLength(1)
  expect(replica.employees(1)).toEqual([
    { id: 1, storeId: null, name: 'Болд', pin: 'p', rights: ['sale'], active: true },
  ])
  expect(replica.employee(3)?.active).toBe(false)
})

test('reads in a snapshot are of one moment', () => {
  using feed = openTestFeed({ products: [{ id: 1, name: 'Ном', listPrice: 100 }] })
  using replica = openReplica({ dir: feed.dir, lookupKey: () => feed.lookupKey })
  replica.snapshot(() => {
    expect(replica.product(1)?.listPrice).toBe(100)
    feed.put({ products: [{ id: 1, name: 'Ном', listPrice: 200 }] })
    expect(replica.product(1)?.listPrice).toBe(100)
  })
  expect(replica.product(1)?.listPrice).toBe(200)
})
