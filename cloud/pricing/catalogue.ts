import { and, eq, inArray } from 'drizzle-orm'
import { type Catalogue, productName } from '#shared/domain/pricing/catalogue.ts'
import { categoryChain } from '#shared/domain/pricing/category-chain.ts'
import type { Db } from '../db/open.ts'
import { category, price, product } from '../masterdata/schema.ts'

/** What the price engine needs of these products, from the books: the same as a hub's replica says. */
export async function readCatalogue(
  db: Pick<Db, 'select'>,
  { companyId, productIds }: { readonly companyId: number; readonly productIds: readonly number[] },
): Promise<Catalogue> {
  const ofCompany = and(eq(product.companyId, companyId), eq(product.active, true))
  const products = await db
    .select()
    .from(product)
    .where(and(ofCompany, inArray(product.id, [...productIds])))
    .all()
  const prices = await db
    .select()
    .from(price)
    .where(and(eq(price.companyId, companyId), inArray(price.productId, [...productIds])))
    .all()
  const categories = await db
    .select({ id: category.id, parentId: category.parentId })
    .from(category)
    .where(and(eq(category.companyId, companyId), eq(category.kind, 'product')))
    .all()
  const parents = new Map(categories.map(({ id, parentId }) => [id, parentId]))
  return new Map(
    products.map(({ id, name, variant, vatGroupId, listPrice, categoryId, isGift }) => [
      id,
      {
        id,
        name: productName(name, variant),
        vatGroupId,
        categoryIds: categoryChain(categoryId, (of) => parents.get(of)),
        isGift,
        listPrice,
        prices: prices.filter((row) => row.productId === id),
      },
    ]),
  )
}
