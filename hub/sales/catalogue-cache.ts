import type { VatGroup } from '#shared/contracts/basket.ts'
import { type CatalogueProduct, productName } from '#shared/domain/pricing/catalogue.ts'
import { categoryChain } from '#shared/domain/pricing/category-chain.ts'
import type { CompiledRules } from '#shared/domain/pricing/compile-rules.ts'
import type { Replica } from '../replica/replica.ts'

const MAX_PRODUCTS = 20_000

/** The products of a basket with their prices, as of one state of the replica. */
export interface Catalogue {
  readonly version: string
  readonly vatGroups: readonly VatGroup[]
  /** Null: nothing is given. */
  readonly promotions: CompiledRules | null
  /** All of these were read before, so they can be priced outside a snapshot too. */
  readonly knows: (productIds: ReadonlySet<number>) => boolean
  readonly of: (productIds: ReadonlySet<number>) => ReadonlyMap<number, CatalogueProduct>
}

/**
 * Shops sell the same things again and again: what was read is kept until anything in the replica
 * changes. What it does not know, it must read inside a snapshot.
 */
export function createCatalogueCache(
  replica: Replica,
  store: () => { readonly timeZone: string; readonly currency: string },
): () => Catalogue {
  let changes: number | null = null
  let version = ''
  let vatGroups: readonly VatGroup[] = []
  let promotions: CompiledRules | null = null
  const known = new Map<number, CatalogueProduct>()

  return () => {
    const now = replica.changes()
    if (now !== changes) {
      known.clear()
      version = replica.catalogueVersion()
      vatGroups = replica.vatGroups()
      promotions = replica.promotions(store())
      changes = now
    }
    return {
      version,
      vatGroups,
      promotions,
      knows: (productIds) => [...productIds].every((id) => known.has(id)),
      of(productIds) {
        const missing = [...productIds].filter((id) => !known.has(id))
        if (known.size + missing.length > MAX_PRODUCTS) {
          known.clear()
          return readProducts(replica, productIds)
        }
        for (const [id, product] of readProducts(replica, missing)) known.set(id, product)
        return known
      },
    }
  }
}

function readProducts(replica: Replica, ids: Iterable<number>): Map<number, CatalogueProduct> {
  const products = new Map<number, CatalogueProduct>()
  const wanted = [...ids]
  if (wanted.length === 0) return products
  const prices = replica.pricesOf(wanted)
  const parents = new Map<number, number | null>()
  const parentOf = (id: number) => {
    const parent = parents.has(id) ? parents.get(id) : replica.parentCategory(id)
    parents.set(id, parent ?? null)
    return parent
  }
  for (const id of wanted) {
    const product = replica.product(id)
    if (product === undefined || !product.active) continue
    const { name, variant, vatGroupId, listPrice, categoryId, isGift } = product
    products.set(id, {
      id,
      name: productName(name, variant),
      vatGroupId,
      categoryIds: categoryChain(categoryId, parentOf),
      isGift,
      listPrice,
      prices: prices.filter((price) => price.productId === id),
    })
  }
  return products
}
