import { StoreProfile } from '#shared/contracts/sync.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { OutboxEntity } from '../masterdata/entities.ts'
import { trustOfProfile } from '../value/trust.ts'
import type { FeedTableName } from './feed-table.ts'
import type { FeedRow, HqArgs } from './hq-query.ts'
import { hqIds, hqRows } from './hq-rows.ts'

/** What the feed must hold: among the rows whose `scope` is one of `values`, exactly `rows`. */
export interface TableState {
  readonly table: FeedTableName
  readonly scope: string
  readonly values: readonly (string | number)[]
  readonly rows: readonly FeedRow[]
  /** Columns by position that stay as they are where the feed has the row already. */
  readonly kept?: readonly number[]
}

/**
 * `hub_mark` is written by the ingest of journals, class `balances`, like `account` (by the id of
 * `value_account`), so that a mark and its balances are of one snapshot (spine B3). Programmes,
 * freezes and the states of vouchers go at once: a gift card's balance stays as it is by them.
 */
export type FeedEntity =
  | OutboxEntity
  | 'hub_mark'
  | 'programme'
  | 'account'
  | 'frozen_account'
  | 'voucher'

/** Entities whose change gives the catalogue a new version. */
export const catalogueEntities: ReadonlySet<string> = new Set<FeedEntity>([
  'company',
  'store',
  'vat_group',
  'category',
  'product',
  'price',
  'programme',
  'points_item',
  'promotion',
])

export interface Projection {
  readonly hot: HotDatabase
  readonly group: string
  readonly companyId: number
}

/** The state of these entities now, whatever it was when they were announced. */
export function readStates(
  projection: Projection,
  entity: FeedEntity,
  ids: readonly number[],
): TableState[] {
  const { hot, companyId } = projection
  const args = { company: companyId, ids: JSON.stringify(ids) }
  const byId = (table: FeedTableName, rows: readonly FeedRow[]): TableState => ({
    table,
    scope: table === 'hub_mark' ? 'hub_id' : 'id',
    values: ids,
    rows,
  })
  switch (entity) {
    case 'company':
      return ids.includes(companyId) ? [storeSettings(projection, 'all')] : []
    case 'store':
      return [storeSettings(projection, ids)]
    case 'vat_group':
      return [byId('vat_group', hqRows.vatGroup(hot, args)), storeSettings(projection, 'all')]
    case 'category':
      return [byId('category', hqRows.category(hot, args))]
    case 'product':
      return [
        byId('product', hqRows.product(hot, args)),
        {
          table: 'barcode',
          scope: 'product_id',
          values: ids,
          rows: hqRows.barcodeOfProduct(hot, args),
        },
      ]
    case 'price':
      return [byId('price', hqRows.price(hot, args))]
    case 'member':
      return [byId('member', hqRows.member(hot, args)), memberKeys(hqRows.keyOfMember(hot, args))]
    case 'customer':
      return [byId('customer', hqRows.customer(hot, args))]
    case 'employee':
      return [byId('employee', hqRows.employee(hot, args))]
    case 'programme':
      return [byId('programme', hqRows.programme(hot, args))]
    case 'points_item':
      return [byId('points_item', hqRows.pointsItem(hot, args))]
    case 'promotion':
      return [byId('promotion', hqRows.promotion(hot, args))]
    case 'account':
      return [
        byKey('account', hqRows.account(hot, args)),
        byKey('gift_card', hqRows.giftCardOfAccount(hot, args)),
      ]
    case 'voucher':
      return voucherStates(projection, args)
    case 'frozen_account':
      return [frozenAccounts(hqRows.frozenAccount(hot, args))]
    case 'hub_mark':
      return [byId('hub_mark', hqRows.hubMark(hot, args))]
  }
}

/** A gift card comes without money: that is announced by its account. */
function voucherStates({ hot }: Projection, args: HqArgs): TableState[] {
  const keys = hqRows.voucherKey(hot, args)
  const [balanceAt, asOfAt] = [6, 7]
  return [
    byKey('coupon', hqRows.coupon(hot, args)),
    { ...byKey('gift_card', hqRows.giftCard(hot, args)), kept: [balanceAt, asOfAt] },
    { table: 'voucher_key', scope: 'key', values: keys.map(([key]) => String(key)), rows: keys },
  ]
}

/** By the feed's own key: an account never goes once it is there. */
function byKey(table: FeedTableName, rows: readonly FeedRow[]): TableState {
  return { table, scope: 'id', values: rows.map(([key]) => Number(key)), rows }
}

/** Those that are thawed again are taken out. */
function frozenAccounts(rows: readonly FeedRow[]): TableState {
  return { ...byKey('frozen_account', rows), rows: rows.filter(([, frozen]) => frozen === 1) }
}

/** Scoped by the keys themselves: the feed has no index from members to their keys (rule 9). */
function memberKeys(rows: readonly FeedRow[]): TableState {
  return {
    table: 'member_key',
    scope: 'key',
    values: rows.map(([key]) => String(key)),
    rows: rows
      .filter(([, , active]) => active === 1)
      .map(([key, memberId]) => [key ?? null, memberId ?? null]),
  }
}

function storeSettings(projection: Projection, stores: readonly number[] | 'all'): TableState {
  const { hot, group, companyId } = projection
  const all = (query: typeof hqIds.store) =>
    query(hot, { company: companyId, ids: '[]' }).map(([id]) => Number(id))
  const storeIds = stores === 'all' ? all(hqIds.store) : stores
  const vatGroups = hqRows
    .vatGroup(hot, { company: companyId, ids: JSON.stringify(all(hqIds.vat_group)) })
    .map(([id, code, name, taxType, vatRate, cityTaxRate]) => ({
      id,
      code,
      name,
      taxType,
      vatRate,
      cityTaxRate,
    }))
  const trust = trustOfProfile(hot, companyId)
  const rows = hqRows
    .store(hot, { company: companyId, ids: JSON.stringify(storeIds) })
    .map(([id, store, company]): FeedRow => {
      const companyJson: Record<string, unknown> = JSON.parse(String(company))
      const profile = StoreProfile.parse({
        group,
        store: JSON.parse(String(store)),
        company: {
          ...companyJson,
          pricesIncludeVat: companyJson['pricesIncludeVat'] === 1,
          surchargeAllowed: companyJson['surchargeAllowed'] === 1,
          ...(trust && { trust }),
        },
        vatGroups,
      })
      return [`store:${String(id)}`, JSON.stringify(profile)]
    })
  return {
    table: 'setting',
    scope: 'key',
    values: storeIds.map((id) => `store:${id}`),
    rows,
  }
}
