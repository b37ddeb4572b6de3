import { afterAll, expect, test } from 'vitest'
import { lookupKeyOf } from '#cloud/masterdata/lookup-key.ts'
import { pinVerifier } from '#cloud/masterdata/pin.ts'
import { storeProfile } from '#cloud/masterdata/store-profile.ts'
import { StoreProfile } from '#shared/contracts/sync.ts'
import { type ImportShop, openImportShop } from '../import/import-shop.ts'

const shop: ImportShop = await openImportShop()
afterAll(() => shop[Symbol.asyncDispose]())

const product = { name: 'Ном', category: 'BOOK', vatGroup: 'VAT', listPrice: 1250 }

test('a PUT creates, then changes, then does nothing; each change is announced once', async () => {
  const before = await shop.outboxRows()
  const first = await shop.put('/v1/companies/SHOP/products/A1', product)
  expect(first.status).toBe(201)
  expect(await first.json()).toMatchObject({ code: 'A1', outcome: 'created' })
  const same = await shop.put('/v1/companies/SHOP/products/A1', product)
  expect(same.status).toBe(200)
  expect(await same.json()).toMatchObject({ outcome: 'unchanged' })
  await shop.put('/v1/companies/SHOP/products/A1', { listPrice: 1300 })
  expect(await shop.outboxRows()).toBe(before + 2)
  expect(await shop.get('/v1/companies/SHOP/products/A1')).toMatchObject({
    name: 'Ном',
    listPrice: 1300,
  })
})

test('a wrong field is a problem that names field, value and fix', async () => {
  const answer = await shop.put('/v1/companies/SHOP/products/A2', {
    ...product,
    category: 'NOPE',
    posCategory: 'NOPE',
  })
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({
    errors: [
      { field: 'category', value: 'NOPE' },
      {
        field: 'posCategory',
        message: 'is not a POS category; import the POS category first or correct its code',
      },
    ],
  })
  const negative = await shop.put('/v1/companies/SHOP/products/A2', { ...product, listPrice: -1 })
  expect(negative.status).toBe(422)
  expect(
    (await shop.cloud.request('/v1/companies/SHOP/products/A2', { key: shop.key })).status,
  ).toBe(404)
})

test('a name of signs that nobody sees is refused with its field, its value and what to do', async () => {
  const value = '\u200b\u202e'
  const message = 'holds only signs that cannot be seen (U+200B U+202E); write what can be read'
  for (const path of [
    '/v1/companies/SHOP',
    '/v1/companies/SHOP/products/U1',
    '/v1/companies/SHOP/vat-groups/U1',
    '/v1/companies/SHOP/categories/product/U1',
    '/v1/companies/SHOP/partners/U1',
    '/v1/companies/SHOP/employees/U1',
    '/v1/companies/SHOP/stores/UB1',
    '/v1/members/U1',
  ]) {
    const answer = await shop.put(path, { name: value })
    expect([path, answer.status]).toEqual([path, 422])
    expect(await answer.json()).toMatchObject({
      detail: `name (${value}): ${message}`,
      errors: [{ field: 'name', value, message }],
    })
  }
  const hidden = await shop.put(`/v1/companies/SHOP/products/${encodeURIComponent(value)}`, product)
  expect(hidden.status).toBe(422)
  expect(await hidden.json()).toMatchObject({ errors: [{ field: 'code', value, message }] })
})

test('a text that may be empty is empty where nobody sees a sign of it', async () => {
  await shop.put('/v1/companies/SHOP/products/U2', { ...product, variant: '\u200b\u00a0\u3164' })
  expect(await shop.get('/v1/companies/SHOP/products/U2')).toMatchObject({ variant: '' })
})

test('a price is set by store, customer and quantity, and taken away by null', async () => {
  const path = '/v1/companies/SHOP/products/A1/prices'
  const put = async (price: object) => await (await shop.put(path, price)).json()
  expect(await put({ store: 'UB1', price: 1000 })).toEqual({ outcome: 'created' })
  expect(await put({ store: 'UB1', price: 1000 })).toEqual({ outcome: 'unchanged' })
  expect(await put({ store: 'UB1', price: 900 })).toEqual({ outcome: 'updated' })
  expect(await put({ customer: 'BUY', minQuantity: 20_000, price: 700 })).toEqual({
    outcome: 'created',
  })
  expect(await put({ store: 'UB1', price: null })).toEqual({ outcome: 'updated' })
  expect(await shop.get(path)).toMatchObject({
    items: [{ customer: 'BUY', store: null, minQuantity: 20_000, price: 700 }],
    next: null,
  })
})

test('pages of products are complete and stable while products are added', async () => {
  const lines = Array.from({ length: 230 }, (_, at) => `P${at},Дэвтэр ${at},BOOK,VAT,1`)
  await shop.load('products', ['code,name,category,vat_group,list_price', ...lines])
  const seen: string[] = []
  let after = ''
  for (let page = 0; ; page += 1) {
    const answer = (await shop.get(`/v1/companies/SHOP/products?text=дэвтэр&limit=50${after}`)) as {
      items: { code: string }[]
      next: string | null
    }
    seen.push(...answer.items.map(({ code }) => code))
    if (page === 1)
      await shop.put('/v1/companies/SHOP/products/P-LATE', { ...product, name: 'Дэвтэр' })
    if (answer.next === null) break
    expect(answer.items).toHaveLength(50)
    after = `&after=${answer.next}`
  }
  expect(seen).toEqual([...lines.map((line) => line.split(',')[0]), 'P-LATE'])
})

test('a cursor that is none and a limit that is too large are refused', async () => {
  for (const query of ['after=!', 'limit=201', 'limit=0']) {
    const answer = await shop.cloud.request(`/v1/stores?${query}`, { key: shop.key })
    expect(answer.status, query).toBe(422)
  }
})

test('the currency of a company cannot change under its books', async () => {
  const answer = await shop.put('/v1/companies/SHOP', { currency: 'RON' })
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({ errors: [{ field: 'currency', value: 'RON' }] })
})

test('a company starts as its currency is used: language, phones, decimals, cash rounding', async () => {
  await shop.put('/v1/companies/CZ', { name: 'Potraviny', currency: 'CZK', taxNumber: '25596641' })
  expect(await shop.get('/v1/companies/CZ')).toMatchObject({
    language: 'cs',
    phonePrefix: '+420',
    shownDecimals: 2,
    cashRounding: 100,
    pointsInCashCap: 0,
  })
})

test('how much cash goes out for points is set by the company, none until then', async () => {
  await shop.put('/v1/companies/CZ', { pointsInCashCap: 500_00 })
  expect(await shop.get('/v1/companies/CZ')).toMatchObject({ pointsInCashCap: 500_00 })
  await shop.put('/v1/companies/CZ', { name: 'Potraviny a.s.' })
  expect(await shop.get('/v1/companies/CZ')).toMatchObject({ pointsInCashCap: 500_00 })
  await shop.put('/v1/companies/CZ', { pointsInCashCap: null })
  expect(await shop.get('/v1/companies/CZ')).toMatchObject({ pointsInCashCap: null })
  const wrong = await shop.put('/v1/companies/CZ', { pointsInCashCap: -1 })
  expect(wrong.status).toBe(422)
  expect(await wrong.json()).toMatchObject({ errors: [{ field: 'pointsInCashCap' }] })
})

test('a store code is one in the whole group', async () => {
  const answer = await shop.put('/v1/companies/CZ/stores/UB1', { name: 'Praha' })
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({
    errors: [{ field: 'code', message: 'belongs to the company SHOP; choose another code' }],
  })
})

test('a category cannot stand below itself', async () => {
  const put = (code: string, parent: string) =>
    shop.put(`/v1/companies/SHOP/categories/product/${code}`, { name: code, parent })
  await put('UP', '')
  await put('DOWN', 'UP')
  const answer = await put('UP', 'DOWN')
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({ errors: [{ field: 'parent', value: 'DOWN' }] })
})

test('a VAT group without VAT has no rate', async () => {
  const path = '/v1/companies/SHOP/vat-groups/FREE'
  expect((await shop.put(path, { name: 'Free', taxType: 'VAT_FREE', vatRate: 500 })).status).toBe(
    422,
  )
  expect((await shop.put(path, { name: 'Free', taxType: 'VAT_FREE', vatRate: 0 })).status).toBe(201)
})

test('a shared partner is seen by all companies; roles are only added', async () => {
  const supplier = { name: 'Дэлхийн ном', roles: ['supplier'], shared: true }
  await shop.put('/v1/companies/SHOP/partners/WORLD', supplier)
  await shop.put('/v1/companies/CZ/partners/WORLD', { roles: ['customer'] })
  expect(await shop.get('/v1/companies/SHOP/partners/WORLD')).toMatchObject({
    shared: true,
    isSupplier: true,
    isCustomer: true,
  })
  expect(await shop.get('/v1/companies/CZ/partners?role=supplier')).toMatchObject({
    items: [{ code: 'WORLD' }],
  })
})

test("an employee's PIN leaves only as a verifier and never over the API", async () => {
  await shop.put('/v1/companies/SHOP/employees/E1', { name: 'Болд', pin: '1234', rights: ['sale'] })
  const page = await shop.get('/v1/companies/SHOP/employees')
  expect(page).toMatchObject({ items: [{ code: 'E1', rights: ['sale'] }] })
  expect(JSON.stringify(page)).not.toContain('pin')
  const [pin] = shop.group.readHot().prepare('SELECT pin FROM employee').get() ?? []
  expect(pin).toMatch(/^scrypt\$16384\$[\w-]{22}\$[\w-]{43}$/)
  const key = await lookupKeyOf(shop.group)
  expect(pin).toBe(await pinVerifier(key, { pin: '1234', employee: 'SHOP:E1' }))
})

test('keys need the right scope: read may not write, import may not make companies', async () => {
  const key = async (scope: string) => {
    const json = { name: scope, scopes: [scope] }
    const made = await shop.cloud.request('/v1/keys', { method: 'POST', key: shop.key, json })
    return ((await made.json()) as { key: string }).key
  }
  const put = async (path: string, by: string) =>
    (await shop.cloud.request(path, { method: 'PUT', key: by, json: { name: 'X' } })).status
  expect(await put('/v1/companies/SHOP/products/A1', await key('read'))).toBe(403)
  expect(await put('/v1/companies/SHOP/products/A1', await key('import'))).toBe(200)
  expect(await put('/v1/companies/NEW', await key('import'))).toBe(403)
})

test("a store's profile is what the contract says", async () => {
  const { id } = (await shop.get('/v1/stores/UB1')) as { id: number }
  const profile = await storeProfile(shop.group.db, { group: 'shops', storeId: id })
  expect(StoreProfile.parse(profile)).toMatchObject({
    group: 'shops',
    company: { code: 'SHOP', currency: 'MNT', phonePrefix: '+976' },
    store: { code: 'UB1', timeZone: 'Asia/Ulaanbaatar' },
    vatGroups: [{ code: 'VAT', vatRate: 1000 }, { code: 'FREE' }],
  })
  expect(await storeProfile(shop.group.db, { group: 'shops', storeId: 999 })).toBeUndefined()
})

test('the forms of labels that a store’s scales print are in its profile, wrong ones refused', async () => {
  const path = '/v1/companies/SHOP/stores/UB1'
  const labelForms = '22IIIIIWWWWWC, 23IIIIIPPPPPC'
  expect((await shop.put(path, { labelForms })).status).toBe(200)
  const { id } = (await shop.get('/v1/stores/UB1')) as { id: number }
  const profile = await storeProfile(shop.group.db, { group: 'shops', storeId: id })
  expect(profile?.store.labelForms).toBe(labelForms)
  const wrong = await shop.put(path, { labelForms: '22IIIIIWWWWW' })
  expect([wrong.status, await wrong.text()]).toEqual([
    422,
    expect.stringContaining('22IIIIIWWWWWC'),
  ])
  expect((await shop.put(path, { labelForms: '' })).status).toBe(200)
})

test('the description names every column of every file', async () => {
  const answer = await shop.cloud.request('/openapi.json', { key: null })
  const text = await answer.text()
  for (const word of ['acs_id_display', 'website_url', 'price@STORE', '/v1/members/{code}']) {
    expect(text).toContain(word)
  }
})
