import { bulkTable, createBatch } from './bulk.ts'
import type { PriceInput } from './inputs.ts'
import { price } from './schema.ts'
import { jsonList, partnersByCode, productsByCode, type SaveScope, storesByCode } from './scope.ts'
import { type FieldProblem, rejected, type Verdict } from './verdict.ts'

const prices = bulkTable(price)
type Row = typeof price.$inferSelect

/** A price as it stands in the table, without what identifies the row. */
export type PriceKey = Pick<Row, 'storeId' | 'customerId' | 'minQuantity' | 'startsAt'>
export interface PricePut extends PriceKey {
  readonly price: number | null
  readonly endsAt: number | null
}
export type PriceDraft = PriceInput & { readonly product: string }

export interface Prices {
  put(productId: number, put: PricePut): Verdict
  flush(): void
}

/** Prices of these products, keyed by store, customer, quantity and start. */
export function openPrices(
  { hot, company, changes }: SaveScope,
  productIds: Iterable<number>,
): Prices {
  const keyOf = (productId: number, key: PriceKey) =>
    [productId, key.storeId, key.customerId, key.minQuantity, key.startsAt].join('/')
  const condition = 'product_id IN (SELECT value FROM json_each(?))'
  const known = new Map(
    prices
      .select(hot, condition, jsonList(productIds))
      .map((row) => [keyOf(row.productId, row), row]),
  )
  const batch = createBatch(hot, prices)
  return {
    put(productId, put) {
      const key = keyOf(productId, put)
      const old = known.get(key)
      if (put.price === null) {
        if (old === undefined) return { outcome: 'unchanged', id: 0 }
        batch.remove(old.id)
        known.delete(key)
        changes.add(company.id, 'price', old.id)
        return { outcome: 'updated', id: old.id }
      }
      const next = { ...put, price: put.price, productId, companyId: company.id }
      const { outcome, row } = batch.put(old, next)
      known.set(key, row)
      if (outcome !== 'unchanged') changes.add(company.id, 'price', row.id)
      return { outcome, id: row.id }
    },
    flush: () => {
      batch.flush()
    },
  }
}

/** Prices as a file or call of their own, each naming its product. */
export function savePrices(scope: SaveScope, drafts: readonly PriceDraft[]): Verdict[] {
  const productByCode = productsByCode(
    scope,
    drafts.map((draft) => draft.product),
  )
  const resolve = priceResolver(scope, drafts)
  const book = openPrices(
    scope,
    [...productByCode.values()].map((row) => row.id),
  )
  const verdicts = drafts.map((draft): Verdict => {
    const product = productByCode.get(draft.product)
    const { put, problems } = resolve(draft)
    if (product === undefined) {
      const fix = 'import the product first or correct its code'
      problems.push({ column: 'product', value: draft.product, reason: 'is not a product', fix })
    }
    return put === undefined || product === undefined
      ? rejected(...problems)
      : book.put(product.id, put)
  })
  book.flush()
  return verdicts
}

/** Turns codes of stores and customers into ids; `column` names the column to blame. */
export function priceResolver(scope: SaveScope, inputs: Iterable<PriceInput>) {
  const storeByCode = storesByCode(scope)
  const customerByCode = partnersByCode(
    scope,
    [...inputs].map((input) => input.customer),
  )
  return (input: PriceInput, column?: string): { put?: PricePut; problems: FieldProblem[] } => {
    const problems: FieldProblem[] = []
    const { store = '', customer = '', minQuantity, startsAt, endsAt } = input
    const storeRow = storeByCode.get(store)
    const customerRow = customerByCode.get(customer)
    if (store !== '' && storeRow === undefined) {
      const reason = `is not a store of ${scope.company.code}`
      const fix = `name one of ${[...storeByCode.keys()].slice(0, 20).join(', ')}`
      problems.push({ column: column ?? 'store', value: store, reason, fix })
    }
    if (customer !== '' && customerRow?.isCustomer !== true) {
      const fix = 'import the customer first or correct the code'
      const reason = 'is not a customer'
      problems.push({ column: column ?? 'customer', value: customer, reason, fix })
    }
    if (startsAt !== null && endsAt !== null && endsAt <= startsAt) {
      const value = new Date(endsAt).toISOString()
      const reason = 'is not after the start'
      problems.push({ column: column ?? 'to', value, reason, fix: 'give a later end' })
    }
    if (problems.length > 0) return { problems }
    const ids = { storeId: storeRow?.id ?? null, customerId: customerRow?.id ?? null }
    return { problems, put: { ...ids, minQuantity, startsAt, endsAt, price: input.price } }
  }
}
