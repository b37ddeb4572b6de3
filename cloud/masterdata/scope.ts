import type { HotDatabase } from '../db/hot.ts'
import { bulkTable } from './bulk.ts'
import { type Changes, createChanges } from './changes.ts'
import { category, company, partner, product, store, vatGroup } from './schema.ts'

export const companies = bulkTable(company)
export const stores = bulkTable(store)
export const vatGroups = bulkTable(vatGroup)
export const categories = bulkTable(category)
export const partners = bulkTable(partner)
export const products = bulkTable(product)

export type Company = typeof company.$inferSelect

/** One save: a transaction of one group's writer, for one company. */
export interface SaveScope {
  readonly hot: HotDatabase
  readonly company: Company
  /** Key of the HMAC under which the feed holds phones and cards. */
  readonly lookupKey: string
  readonly changes: Changes
}

export function openScope(
  hot: HotDatabase,
  { company, lookupKey }: { readonly company: Company; readonly lookupKey: string },
): SaveScope {
  return { hot, company, lookupKey, changes: createChanges(hot) }
}

const inList = 'IN (SELECT value FROM json_each(?))'

export function storesByCode({ hot, company }: SaveScope): Map<string, typeof store.$inferSelect> {
  return byCode(stores.select(hot, 'company_id = ?', company.id))
}

export function vatGroupsByCode({ hot, company }: SaveScope) {
  return byCode(vatGroups.select(hot, 'company_id = ?', company.id))
}

export function categoriesByCode({ hot, company }: SaveScope, kind: 'product' | 'pos') {
  return byCode(categories.select(hot, 'company_id = ? AND kind = ?', company.id, kind))
}

/** The company's own partners go before those that the group shares. */
export function partnersByCode({ hot, company }: SaveScope, codes: Iterable<string | undefined>) {
  const condition = `(company_id = ? OR company_id IS NULL) AND code ${inList} ORDER BY company_id`
  return byCode(partners.select(hot, condition, company.id, jsonList(codes)))
}

export function productsByCode({ hot, company }: SaveScope, codes: Iterable<string | undefined>) {
  return byCode(
    products.select(hot, `company_id = ? AND code ${inList}`, company.id, jsonList(codes)),
  )
}

export function jsonList(values: Iterable<string | number | undefined>): string {
  return JSON.stringify([...new Set(values)].filter((value) => value !== undefined && value !== ''))
}

export function byCode<Row extends { readonly code: string }>(rows: readonly Row[]) {
  return new Map(rows.map((row) => [row.code, row]))
}
