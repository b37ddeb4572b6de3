import { and, asc, eq, getTableColumns, gt, inArray, like, type SQL } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import type { Db } from '../db/open.ts'
import type { PageAt } from './page.ts'
import { notFound } from './read-company.ts'
import {
  barcode,
  category,
  partner,
  price,
  product,
  productTemplate,
  store,
  vatGroup,
} from './schema.ts'
import { searchText } from './search-text.ts'

export interface ProductFilter {
  readonly text?: string | undefined
  readonly barcode?: string | undefined
  readonly category?: string | undefined
  readonly acsId?: string | undefined
  readonly ids?: readonly number[] | undefined
}

const posCategory = alias(category, 'pos_category')
const manufacturer = alias(partner, 'manufacturer')
const supplier = alias(partner, 'supplier')

export async function listProducts(
  db: Db,
  companyId: number,
  { afterId, rows, ...filter }: PageAt & ProductFilter,
) {
  const conditions: (SQL | undefined)[] = [gt(product.id, afterId)]
  for (const word of searchText(filter.text ?? '')
    .split(/\s+/)
    .slice(0, 8)) {
    conditions.push(word === '' ? undefined : like(product.search, `%${escaped(word)}%`))
  }
  if (filter.category !== undefined) conditions.push(eq(category.code, filter.category))
  if (filter.acsId !== undefined) conditions.push(eq(product.acsId, filter.acsId))
  if (filter.ids !== undefined) conditions.push(inArray(product.id, [...filter.ids]))
  if (filter.barcode !== undefined) {
    const owners = db
      .select({ id: barcode.productId })
      .from(barcode)
      .where(
        and(
          eq(barcode.companyId, companyId),
          eq(barcode.barcode, filter.barcode),
          eq(barcode.active, true),
        ),
      )
    conditions.push(inArray(product.id, owners))
  }
  return await select(db, companyId, { rows, condition: and(...conditions) })
}

export async function getProduct(db: Db, companyId: number, code: string) {
  const [row] = await select(db, companyId, { rows: 1, condition: eq(product.code, code) })
  return row ?? notFound('product', code)
}

export async function listPrices(db: Db, productId: number, { afterId, rows }: PageAt) {
  return await db
    .select({
      ...getTableColumns(price),
      product: product.code,
      store: store.code,
      customer: partner.code,
    })
    .from(price)
    .innerJoin(product, eq(product.id, price.productId))
    .leftJoin(store, eq(store.id, price.storeId))
    .leftJoin(partner, eq(partner.id, price.customerId))
    .where(and(eq(price.productId, productId), gt(price.id, afterId)))
    .orderBy(asc(price.id))
    .limit(rows)
    .all()
}

async function select(
  db: Db,
  companyId: number,
  { rows, condition }: { readonly rows: number; readonly condition: SQL | undefined },
) {
  const found = await db
    .select({
      ...getTableColumns(product),
      template: productTemplate.code,
      templateName: productTemplate.name,
      templateAcsId: productTemplate.acsId,
      category: category.code,
      posCategory: posCategory.code,
      vatGroup: vatGroup.code,
      manufacturer: manufacturer.code,
      supplier: supplier.code,
    })
    .from(product)
    .innerJoin(productTemplate, eq(productTemplate.id, product.templateId))
    .innerJoin(category, eq(category.id, product.categoryId))
    .innerJoin(vatGroup, eq(vatGroup.id, product.vatGroupId))
    .leftJoin(posCategory, eq(posCategory.id, product.posCategoryId))
    .leftJoin(manufacturer, eq(manufacturer.id, product.manufacturerId))
    .leftJoin(supplier, eq(supplier.id, product.supplierId))
    .where(and(eq(product.companyId, companyId), condition))
    .orderBy(asc(product.id))
    .limit(rows)
    .all()
  const ids = found.map((row) => row.id)
  const codes = await db
    .select({ productId: barcode.productId, barcode: barcode.barcode })
    .from(barcode)
    .where(and(inArray(barcode.productId, ids), eq(barcode.active, true)))
    .orderBy(asc(barcode.id))
    .all()
  return found.map((row) => ({
    ...row,
    barcodes: codes.filter((code) => code.productId === row.id).map((code) => code.barcode),
  }))
}

/** `%` and `_` stand for anything in LIKE; nobody searches for them. */
export function escaped(word: string): string {
  return word.replace(/[%_]/g, '')
}
