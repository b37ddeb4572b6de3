import { expect, test } from 'vitest'
import { openTestHub } from './open-hub.ts'

test('products are found by barcode, id, text and POS category', async () => {
  await using shop = await openTestHub({
    feed: {
      products: [
        { id: 1, name: 'Монголын нууц товчоо', barcodes: ['9789991234564'], posCategoryId: 9 },
        { id: 2, name: 'Дэвтэр', variant: 'улаан', posCategoryId: 9 },
      ],
      categories: [{ id: 9, parentId: null, name: 'Ном', kind: 'pos' }],
    },
  })
  const till = await shop.openTill()
  const ids = async (query: string) => {
    const { body } = await till.call('GET', `/products?${query}`)
    return (body as { items: { id: number }[] }).items.map(({ id }) => id)
  }
  expect(await ids('barcode=9789991234564')).toEqual([1])
  expect(await ids('barcode=0000')).toEqual([])
  expect(await ids(`text=${encodeURIComponent('нууц')}`)).toEqual([1])
  expect(await ids('posCategory=9')).toEqual([1, 2])
  expect(await ids('posCategory=9&limit=1&after=1')).toEqual([2])
  expect((await till.call('GET', '/products/2')).body).toMatchObject({ id: 2, variant: 'улаан' })
  expect((await till.call('GET', '/products/77')).status).toBe(404)
  expect((await till.call('GET', '/products')).status).toBe(422)
  expect((await till.call('GET', '/pos-categories')).body).toEqual([{ id: 9, name: 'Ном' }])
})

test('a member is found by card or phone, a customer by tax number or name', async () => {
  await using shop = await openTestHub({
    feed: {
      members: [
        { id: 4, name: 'Болд', phone: '+97699112233', cards: ['7001'], balances: { 1: 500 } },
      ],
      customers: [{ id: 6, name: 'Номын ертөнц ХХК', taxNumber: '6012345', address: 'УБ' }],
    },
  })
  const till = await shop.openTill()
  const bold = {
    id: 4,
    name: 'Болд',
    phoneTail: '2233',
    accounts: [{ programme: 1, balance: 500 }],
  }
  expect((await till.call('GET', '/members?card=7001')).body).toMatchObject(bold)
  expect((await till.call('GET', '/members?phone=99112233')).body).toMatchObject(bold)
  expect((await till.call('GET', '/members?card=1')).status).toBe(404)
  expect((await till.call('GET', '/members')).status).toBe(422)
  const customer = { items: [{ id: 6, name: 'Номын ертөнц ХХК' }] }
  expect((await till.call('GET', '/customers?taxNumber=6012345')).body).toMatchObject(customer)
  const text = encodeURIComponent('ертөнц')
  expect((await till.call('GET', `/customers?text=${text}`)).body).toMatchObject(customer)
})

test('a sale for a legal entity and a member carries both on its receipt', async () => {
  await using shop = await openTestHub({
    feed: {
      members: [
        { id: 4, name: 'Болд', phone: '+97699112233' },
        { id: 5, name: 'Хаасан', blocked: true },
      ],
      customers: [{ id: 6, name: 'Номын ертөнц ХХК', taxNumber: '6012345', address: 'УБ' }],
    },
  })
  const till = await shop.openTill()
  const lines = [{ id: 'a', productId: 1, quantity: 1000 }]
  const saved = await till.sell({ lines, memberId: 4, customerId: 6 } as never)
  expect(saved.receipt).toMatchObject({ memberId: 4, customer: { id: 6, taxNumber: '6012345' } })
  expect((await till.call('POST', '/quotes', { lines, memberId: 5 })).status).toBe(409)
  expect((await till.call('POST', '/quotes', { lines, memberId: 50 })).status).toBe(422)
})
