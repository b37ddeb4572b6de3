import { afterAll, expect, test } from 'vitest'
import { type ImportShop, openImportShop } from './import-shop.ts'

const shop: ImportShop = await openImportShop()
afterAll(() => shop[Symbol.asyncDispose]())

/** Requirements 000-5: every master record carries the code that ACS knows it by. */
test('warehouses, categories, POS categories, partners and customers keep their ACS codes', async () => {
  await shop.load('warehouses', [
    'code,name,cash_account,bank_account,acs_id',
    'ZZ1,Салбар,1001,1101,W9',
  ])
  await shop.load('categories', [
    'code,name,kind,acs_id,website_url',
    'ACSC,Ном,product,C9,https://c.example',
    'ACSP,Касс,pos,P9,',
  ])
  await shop.load('partners', [
    'code,name,roles,acs_id,acs_id_display,website_url',
    'ACSQ,Нийлүүлэгч,supplier,S9,S-9,https://s.example',
  ])
  await shop.load('customers', ['code,name,tax_number,acs_id', 'ACSB,Худалдан авагч,2657457,B9'])
  await shop.load('members', ['code,name,phone,acs_id', 'ACSM,Болд,88112299,M9'])

  const companyOf = '/v1/companies/SHOP'
  expect(await itemOf(`/v1/stores?limit=200`, 'ZZ1')).toMatchObject({ acsId: 'W9' })
  expect(await itemOf(`${companyOf}/categories?kind=product&limit=200`, 'ACSC')).toMatchObject({
    acsId: 'C9',
    websiteUrl: 'https://c.example',
  })
  expect(await itemOf(`${companyOf}/categories?kind=pos&limit=200`, 'ACSP')).toMatchObject({
    acsId: 'P9',
  })
  expect(await itemOf(`${companyOf}/partners?limit=200`, 'ACSQ')).toMatchObject({
    acsId: 'S9',
    acsIdDisplay: 'S-9',
    websiteUrl: 'https://s.example',
  })
  expect(await itemOf(`${companyOf}/partners?limit=200`, 'ACSB')).toMatchObject({ acsId: 'B9' })
  expect(await shop.get('/v1/members/ACSM')).toMatchObject({ acsId: 'M9' })
})

async function itemOf(path: string, code: string): Promise<unknown> {
  const { items } = (await shop.get(path)) as { items: { code: string }[] }
  return items.find((item) => item.code === code)
}
