import type { GroupDatabase } from '#cloud/db/open.ts'
import * as hq from '#cloud/masterdata/schema.ts'

/** Two companies of one group: a bookshop in ₮ with two stores, a cafe whose prices are net. */
export async function seedBookshop(group: GroupDatabase): Promise<void> {
  await group.write(async (tx) => {
    await tx.insert(hq.company).values([
      {
        id: 1,
        code: 'NOM',
        name: 'Ном ХХК',
        currency: 'MNT',
        language: 'mn',
        phonePrefix: '+976',
        cashRounding: 1e3,
      },
      {
        id: 2,
        code: 'CAFE',
        name: 'Кафе ХХК',
        currency: 'MNT',
        language: 'mn',
        phonePrefix: '+976',
        pricesIncludeVat: false,
      },
    ])
    const timeZone = 'Asia/Ulaanbaatar'
    await tx.insert(hq.store).values([
      { id: 1, companyId: 1, code: 'UB1', name: 'Төв', timeZone, ...moneyOf('UB1') },
      { id: 2, companyId: 1, code: 'UB2', name: 'Зайсан', timeZone, ...moneyOf('UB2') },
      { id: 3, companyId: 2, code: 'CF1', name: 'Кафе', timeZone, ...moneyOf('CF1') },
    ])
    const taxed = { taxType: 'VAT_ABLE', vatRate: 1000 } as const
    await tx.insert(hq.vatGroup).values([
      { id: 1, companyId: 1, code: 'V10', name: 'НӨАТ 10%', ...taxed },
      { id: 2, companyId: 1, code: 'V10C', name: 'НӨАТ 10%, НХАТ 2%', ...taxed, cityTaxRate: 200 },
      { id: 3, companyId: 1, code: 'FREE', name: 'Чөлөөлөгдсөн', taxType: 'VAT_FREE', vatRate: 0 },
      { id: 4, companyId: 2, code: 'V10', name: 'НӨАТ 10%', ...taxed },
    ])
    await tx.insert(hq.category).values([
      { id: 1, companyId: 1, kind: 'product', code: 'BOOK', name: 'Ном' },
      { id: 2, companyId: 1, kind: 'product', code: 'GIFT', name: 'Бэлэг' },
      { id: 3, companyId: 2, kind: 'product', code: 'FOOD', name: 'Хоол' },
    ])
    const template = (id: number, companyId: number) => ({
      id,
      companyId,
      code: `T${id}`,
      name: `загвар ${id}`,
    })
    await tx
      .insert(hq.productTemplate)
      .values([template(1, 1), template(2, 1), template(3, 1), template(4, 2)])
    await tx.insert(hq.product).values(
      products.map(({ id, companyId, vatGroupId, categoryId, listPrice, name }) => ({
        id,
        companyId,
        templateId: id,
        code: `P${id}`,
        name,
        categoryId,
        vatGroupId,
        uom: 'ш',
        listPrice,
        search: name,
      })),
    )
    await tx.insert(hq.employee).values([
      { id: 1, companyId: 1, code: 'E1', name: 'Болд', pin: 'x', rights: '[]' },
      { id: 2, companyId: 1, code: 'E2', name: 'Сараа', pin: 'x', rights: '[]' },
    ])
  })
}

export const products = [
  { id: 1, companyId: 1, vatGroupId: 1, categoryId: 1, listPrice: 2_599_000, name: 'Өдөр тутам' },
  { id: 2, companyId: 1, vatGroupId: 2, categoryId: 2, listPrice: 333_300, name: '=Бэлэг, "шүр"' },
  { id: 3, companyId: 1, vatGroupId: 3, categoryId: 1, listPrice: 1_799_900, name: 'Үлгэр' },
  { id: 4, companyId: 2, vatGroupId: 4, categoryId: 3, listPrice: 1_250_000, name: 'Цай' },
] as const

function moneyOf(code: string) {
  return { cashAccount: `CASH-${code}`, bankAccount: `BANK-${code}` }
}
