import { StoreProfile } from '#shared/contracts/sync.ts'
import type { Currency } from '#shared/contracts/units.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { ReplicaFile } from './file.ts'
import { pageOfRows } from './page.ts'
import type { Replica, ReplicaProduct } from './replica.ts'
import { searchText } from './search-text.ts'

type CatalogueReader = Pick<
  Replica,
  | 'storeProfile'
  | 'catalogueVersion'
  | 'product'
  | 'productByBarcode'
  | 'productsByText'
  | 'productsByPosCategory'
  | 'posCategories'
  | 'pricesOf'
  | 'vatGroups'
  | 'parentCategory'
>

export function createCatalogueReader(
  file: ReplicaFile,
): CatalogueReader & { readonly currency: () => Currency } {
  return {
    storeProfile: (storeId) => {
      const [row] = file.statements().setting({ key: `store:${storeId}` })
      if (row) return StoreProfile.parse(JSON.parse(row.value))
      throw new Failure('not-found', `store ${storeId} is not in this hub's copy of the catalogue`)
    },
    /** All stores of a feed belong to one company. */
    currency: () => {
      const [row] = file.statements().firstSetting({ pattern: 'store:%' })
      if (row) return StoreProfile.parse(JSON.parse(row.value)).company.currency
      throw new Failure('unavailable', "this hub's copy of the catalogue holds no store yet")
    },
    catalogueVersion: () => file.statements().setting({ key: 'catalogue' })[0]?.value ?? '0',
    product: (id) => file.statements().product({ id }).map(toProduct)[0],
    productByBarcode: (barcode) =>
      file.statements().productByBarcode({ barcode }).map(toProduct)[0],
    productsByText: (text, page) => {
      const query = searchText(text)
      if (query === undefined) return { items: [], next: null }
      return pageOfRows(page, (after, limit) =>
        file.statements().productsByText({ text: query, after, limit }).map(toProduct),
      )
    },
    productsByPosCategory: (posCategoryId, page) =>
      pageOfRows(page, (after, limit) =>
        file.statements().productsByPosCategory({ posCategoryId, after, limit }).map(toProduct),
      ),
    posCategories: () => file.statements().posCategories(),
    pricesOf: (productIds) =>
      file.statements().prices({ productIds: JSON.stringify([...new Set(productIds)]) }),
    vatGroups: () => file.statements().vatGroups(),
    parentCategory: (id) => file.statements().parentCategory({ id })[0]?.parentId ?? null,
  }
}

function toProduct(
  row: Omit<ReplicaProduct, 'barcodes'> & { readonly barcodes: string },
): ReplicaProduct {
  return { ...row, barcodes: JSON.parse(row.barcodes) as string[] }
}
