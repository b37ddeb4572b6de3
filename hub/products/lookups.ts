import type { TillCustomer, TillMember, TillProduct } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import type {
  Page,
  PageRequest,
  Replica,
  ReplicaCustomer,
  ReplicaMember,
  ReplicaProduct,
} from '../replica/replica.ts'
import type { Value } from '../value/value.ts'

/** What a till may look up: products, members and customers, in the till's own words. */
export interface Lookups {
  readonly product: (id: number) => TillProduct
  readonly products: (query: ProductQuery) => Page<TillProduct>
  readonly member: (query: {
    readonly id?: number | undefined
    readonly card?: string | undefined
    readonly phone?: string | undefined
    readonly affiliate?: string | undefined
  }) => Promise<TillMember>
  readonly customers: (query: CustomerQuery) => Page<TillCustomer>
}

type ProductQuery = PageRequest & {
  readonly barcode?: string | undefined
  readonly text?: string | undefined
  readonly posCategory?: number | undefined
}
type CustomerQuery = PageRequest & {
  readonly taxNumber?: string | undefined
  readonly text?: string | undefined
}

export function createLookups(replica: Replica, value: Pick<Value, 'accountsOf' | 'ask'>): Lookups {
  return {
    product(id) {
      const product = replica.product(id)
      if (product === undefined) throw new Failure('not-found', `product ${id} not found`)
      return toProduct(product)
    },
    products({ barcode, text, posCategory, ...page }) {
      if (barcode !== undefined) return one(replica.productByBarcode(barcode.trim()), toProduct)
      if (text !== undefined) return mapPage(replica.productsByText(text, page), toProduct)
      if (posCategory !== undefined)
        return mapPage(replica.productsByPosCategory(posCategory, page), toProduct)
      throw new Failure('invalid', 'query: give barcode, text or posCategory')
    },
    async member(query) {
      const [, found] = findMember(replica, query)
      if (found !== undefined) await value.ask({ memberId: found.id })
      return replica.snapshot(() => {
        const [key, member] = findMember(replica, query)
        if (member === undefined) throw new Failure('not-found', `no member has the ${key} given`)
        return toMember(member, value)
      })
    },
    customers({ taxNumber, text, ...page }) {
      if (taxNumber !== undefined) return one(replica.customerByTaxNumber(taxNumber), toCustomer)
      if (text !== undefined) return mapPage(replica.customersByText(text, page), toCustomer)
      throw new Failure('invalid', 'query: give taxNumber or text')
    },
  }
}

function toProduct(product: ReplicaProduct): TillProduct {
  const { id, code, name, variant, barcodes, posCategoryId, uom, listPrice, vatRate, isGift } =
    product
  return {
    id,
    code,
    name,
    variant,
    barcodes: [...barcodes],
    posCategoryId,
    uom,
    listPrice,
    vatRate,
    isGift,
  }
}

function findMember(
  replica: Replica,
  { id, card, phone, affiliate }: Parameters<Lookups['member']>[0],
): readonly [string, ReplicaMember | undefined] {
  if (id !== undefined) return ['id', replica.member(id)]
  if (card !== undefined) return ['card', replica.memberByCard(card)]
  if (phone !== undefined) return ['phone', replica.memberByPhone(phone)]
  if (affiliate !== undefined) return ['affiliate', replica.memberByAffiliateCode(affiliate)]
  throw new Failure('invalid', 'query: give id, card, phone or affiliate')
}

function toMember(
  { id, name, phoneTail, blocked, affiliate }: ReplicaMember,
  value: Pick<Value, 'accountsOf'>,
): TillMember {
  const accounts = [...value.accountsOf({ id, blocked })]
  return { id, name, phoneTail, blocked, accounts, affiliate }
}

function toCustomer({ id, name, taxNumber, address }: ReplicaCustomer): TillCustomer {
  return { id, name, taxNumber, address }
}

function one<Row, Item>(row: Row | undefined, toItem: (row: Row) => Item): Page<Item> {
  return { items: row === undefined ? [] : [toItem(row)], next: null }
}

function mapPage<Row, Item>(page: Page<Row>, toItem: (row: Row) => Item): Page<Item> {
  return { items: page.items.map(toItem), next: page.next }
}
