import { and, eq, isNotNull, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import { QueryBuilder, type SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { PROGRAMMES } from '#shared/feed/lookup.ts'
import { hub } from '../hubs/schema.ts'
import { event, hubHead } from '../journal/schema.ts'
import {
  barcode,
  category,
  company,
  employee,
  member,
  memberKey,
  partner,
  price,
  product,
  store,
  vatGroup,
} from '../masterdata/schema.ts'
import { promotion } from '../promotions/schema.ts'
import { pointsItem, programme, valueAccount, valueCoupon, valueMovement } from '../value/schema.ts'
import { voucher } from '../vouchers/schema.ts'
import { hqQuery } from './hq-query.ts'

/**
 * The present state of what the feed holds, read from the group's database: each select gives the
 * feed table's columns in their order (shared/feed/schema.ts), for the ids that changed.
 */
const builder = new QueryBuilder()
const select = builder.select.bind(builder)
const among = (column: SQLiteColumn) =>
  sql`${column} in (select value from json_each(${sql.placeholder('ids')}))`
const ours = (column: SQLiteColumn) => eq(column, sql.placeholder('company'))

const oursOrAll = or(isNull(programme.companyId), ours(programme.companyId))
/** `accountKey` of shared/feed/lookup.ts. */
const accountKey = sql`${valueAccount.memberId} * ${sql.raw(String(PROGRAMMES))} + ${valueAccount.programmeId}`

/** A voucher's balance and freeze stand with it. */
const ofMember = isNotNull(valueAccount.memberId)
const ofState = (name: string) => sql`${valueCoupon.state}->>${sql.raw(`'${name}'`)}`
const stateNow = sql`coalesce(${ofState('state')}, 'reserved')`
const isStopped = sql`coalesce(${valueAccount.frozen}, 0) = 1 and ${stateNow} in ('sold', 'issued')`
/** As it was when it was sold or issued; before that, as it is printed. */
const endNow = sql`iif(${valueCoupon.id} is null, ${voucher.endsAt}, ${ofState('endsAt')})`

/** The last event of each journal that moved the account. */
const couponMovers = sql`(select json_group_array(json_array(hub_id, epoch, seq)) from (
  select e.hub_id, e.epoch, max(e.seq) as seq from ${valueMovement} m
  join ${event} e on e.applied_seq = m.applied_seq
  where m.account_key = ${valueAccount.id} group by e.hub_id, e.epoch order by e.hub_id, e.epoch))`

function giftCards(which: SQL, money: { readonly balance: SQL; readonly asOf: SQL }) {
  return hqQuery(
    select({
      id: voucher.id,
      account: voucher.account,
      programme: voucher.programmeId,
      state: stateNow,
      storeId: voucher.storeId,
      endsAt: endNow,
      ...money,
      frozen: sql`coalesce(${valueAccount.frozen}, 0)`,
    })
      .from(voucher)
      .innerJoin(programme, eq(programme.id, voucher.programmeId))
      .leftJoin(valueCoupon, eq(valueCoupon.couponId, voucher.account))
      .leftJoin(valueAccount, eq(valueAccount.accountId, voucher.account))
      .where(and(which, eq(programme.kind, sql`'gift-card'`), oursOrAll)),
  )
}

export const hqRows = {
  vatGroup: hqQuery(
    select({
      id: vatGroup.id,
      code: vatGroup.code,
      name: vatGroup.name,
      taxType: vatGroup.taxType,
      vatRate: vatGroup.vatRate,
      cityTaxRate: vatGroup.cityTaxRate,
    })
      .from(vatGroup)
      .where(and(among(vatGroup.id), ours(vatGroup.companyId))),
  ),
  category: hqQuery(
    select({
      id: category.id,
      parentId: category.parentId,
      name: category.name,
      kind: category.kind,
    })
      .from(category)
      .where(and(among(category.id), ours(category.companyId))),
  ),
  product: hqQuery(
    select({
      id: product.id,
      templateId: product.templateId,
      code: product.code,
      name: product.name,
      variant: product.variant,
      categoryId: product.categoryId,
      posCategoryId: product.posCategoryId,
      vatGroupId: product.vatGroupId,
      uom: product.uom,
      listPrice: product.listPrice,
      isGift: product.isGift,
      mayGoNegative: product.mayGoNegative,
      active: product.active,
    })
      .from(product)
      .where(and(among(product.id), ours(product.companyId))),
  ),
  barcodeOfProduct: hqQuery(
    select({ barcode: barcode.barcode, productId: barcode.productId })
      .from(barcode)
      .where(and(among(barcode.productId), ours(barcode.companyId), eq(barcode.active, sql`1`))),
  ),
  price: hqQuery(
    select({
      id: price.id,
      productId: price.productId,
      storeId: price.storeId,
      customerId: price.customerId,
      minQuantity: price.minQuantity,
      price: price.price,
      startsAt: price.startsAt,
      endsAt: price.endsAt,
    })
      .from(price)
      .where(and(among(price.id), ours(price.companyId))),
  ),
  member: hqQuery(
    select({
      id: member.id,
      name: member.name,
      phoneTail: sql`substr(${member.phone}, -4)`,
      blocked: member.blocked,
      level: member.level,
      groups: member.groups,
      earnRate: member.earnRate,
      cardPairs: member.cardPairs,
      affiliate: sql`case when ${member.affiliateCode} = '' then null
        when ${member.affiliateCompanyId} <> ${sql.placeholder('company')} then 'elsewhere'
        when ${member.affiliateActive} = 0 then 'inactive' else 'active' end`,
    })
      .from(member)
      .where(among(member.id)),
  ),
  /** With `active` as a third column: a key that is off is taken out of the feed. */
  keyOfMember: hqQuery(
    select({ key: memberKey.key, memberId: memberKey.memberId, active: memberKey.active })
      .from(memberKey)
      .where(among(memberKey.memberId)),
  ),
  customer: hqQuery(
    select({
      id: partner.id,
      name: partner.name,
      taxNumber: partner.taxNumber,
      address: partner.address,
    })
      .from(partner)
      .where(
        and(
          among(partner.id),
          or(isNull(partner.companyId), ours(partner.companyId)),
          eq(partner.isCustomer, sql`1`),
          eq(partner.active, sql`1`),
          ne(partner.taxNumber, sql`''`),
        ),
      ),
  ),
  employee: hqQuery(
    select({
      id: employee.id,
      storeId: employee.storeId,
      name: employee.name,
      pin: employee.pin,
      rights: employee.rights,
      active: employee.active,
    })
      .from(employee)
      .where(and(among(employee.id), ours(employee.companyId))),
  ),
  programme: hqQuery(
    select({
      id: programme.id,
      code: programme.code,
      name: programme.name,
      kind: programme.kind,
      offline: programme.offline,
      settings: programme.settings,
    })
      .from(programme)
      .where(and(among(programme.id), oursOrAll)),
  ),
  pointsItem: hqQuery(
    select({
      id: pointsItem.id,
      programme: pointsItem.programmeId,
      productId: pointsItem.productId,
      points: pointsItem.points,
      price: pointsItem.price,
      ruleId: pointsItem.ruleId,
    })
      .from(pointsItem)
      .where(and(among(pointsItem.id), ours(pointsItem.companyId))),
  ),
  /** One that is off or has ended is taken out of the feed. */
  promotion: hqQuery(
    select({ id: promotion.id, rule: promotion.rule })
      .from(promotion)
      .where(
        and(
          among(promotion.id),
          ours(promotion.companyId),
          eq(promotion.active, sql`1`),
          eq(promotion.ended, sql`0`),
        ),
      ),
  ),
  account: hqQuery(
    select({
      id: accountKey,
      memberId: valueAccount.memberId,
      programme: valueAccount.programmeId,
      balance: valueAccount.balance,
      asOf: valueAccount.balanceAt,
    })
      .from(valueAccount)
      .innerJoin(programme, eq(programme.id, valueAccount.programmeId))
      .where(and(among(valueAccount.id), ofMember, oursOrAll)),
  ),
  coupon: hqQuery(
    select({
      id: voucher.id,
      account: voucher.account,
      programme: voucher.programmeId,
      promotionId: sql`coalesce(${voucher.promotionId}, 0)`,
      // What HQ has frozen is to nobody's use until it lifts that.
      state: sql`iif(${isStopped}, 'held', ${stateNow})`,
      before: sql`iif(${isStopped}, ${stateNow}, ${ofState('before')})`,
      storeId: voucher.storeId,
      memberId: voucher.memberId,
      endsAt: endNow,
      faceValue: voucher.faceValue,
      movers: couponMovers,
    })
      .from(voucher)
      .innerJoin(programme, eq(programme.id, voucher.programmeId))
      .leftJoin(valueCoupon, eq(valueCoupon.couponId, voucher.account))
      .leftJoin(valueAccount, eq(valueAccount.accountId, voucher.account))
      .where(and(among(voucher.id), eq(programme.kind, sql`'coupon'`), oursOrAll)),
  ),
  giftCard: giftCards(among(voucher.id), { balance: sql`0`, asOf: sql`0` }),
  /** Of those whose account has changed: with what is in it. */
  giftCardOfAccount: giftCards(among(valueAccount.id), {
    balance: sql`coalesce(${valueAccount.balance}, 0)`,
    asOf: sql`coalesce(${valueAccount.balanceAt}, 0)`,
  }),
  voucherKey: hqQuery(
    select({ key: voucher.key, kind: programme.kind, voucherId: voucher.id })
      .from(voucher)
      .innerJoin(programme, eq(programme.id, voucher.programmeId))
      .where(and(among(voucher.id), oursOrAll)),
  ),
  frozenAccount: hqQuery(
    select({ id: accountKey, frozen: valueAccount.frozen })
      .from(valueAccount)
      .innerJoin(programme, eq(programme.id, valueAccount.programmeId))
      .where(and(among(valueAccount.id), ofMember, oursOrAll)),
  ),
  hubMark: hqQuery(
    select({
      hubId: hub.id,
      epoch: hub.epoch,
      seq: sql`coalesce(${hubHead.seq}, 0)`,
      hash: sql`coalesce(lower(hex(${hubHead.hash})), '')`,
      ended: sql`(select json_group_array(json_array(epoch, seq)) from (
        select e.epoch, e.seq from ${hubHead} e
        where e.hub_id = ${hub.id} and e.epoch < ${hub.epoch} order by e.epoch))`,
    })
      .from(hub)
      .leftJoin(hubHead, and(eq(hubHead.hubId, hub.id), eq(hubHead.epoch, hub.epoch)))
      .where(and(among(hub.id), ours(hub.companyId))),
  ),
  /** Store and company as StoreProfile wants them, as JSON text; VAT groups are added by the caller. */
  store: hqQuery(
    select({
      id: store.id,
      store: jsonOf(store, [
        'id',
        'code',
        'name',
        'address',
        'phone',
        'timeZone',
        'receiptFooter',
        'labelForms',
      ]),
      company: jsonOf(company, [
        'id',
        'code',
        'name',
        'taxNumber',
        'currency',
        'language',
        'surchargeAllowed',
        'pricesIncludeVat',
        'cashRounding',
        'pointsInCashCap',
        'shownDecimals',
      ]),
    })
      .from(store)
      .innerJoin(company, eq(company.id, store.companyId))
      .where(and(among(store.id), ours(store.companyId))),
  ),
}

/** All ids of the company, for building a feed and for changes of a whole company. */
export const hqIds = {
  store: idsOf(store, store.companyId),
  vat_group: idsOf(vatGroup, vatGroup.companyId),
  category: idsOf(category, category.companyId),
  product: idsOf(product, product.companyId),
  price: idsOf(price, price.companyId),
  member: hqQuery(select({ id: member.id }).from(member).orderBy(member.id)),
  customer: hqQuery(select({ id: partner.id }).from(partner).orderBy(partner.id)),
  employee: idsOf(employee, employee.companyId),
  programme: hqQuery(
    select({ id: programme.id }).from(programme).where(oursOrAll).orderBy(programme.id),
  ),
  points_item: idsOf(pointsItem, pointsItem.companyId),
  promotion: idsOf(promotion, promotion.companyId),
  voucher: hqQuery(
    select({ id: voucher.id })
      .from(voucher)
      .innerJoin(programme, eq(programme.id, voucher.programmeId))
      .where(oursOrAll)
      .orderBy(voucher.id),
  ),
  account: accountIds(),
  frozen_account: accountIds(eq(valueAccount.frozen, sql`1`)),
  hub_mark: idsOf(hub, hub.companyId),
}

function accountIds(condition?: SQL) {
  return hqQuery(
    select({ id: valueAccount.id })
      .from(valueAccount)
      .innerJoin(programme, eq(programme.id, valueAccount.programmeId))
      .where(and(oursOrAll, condition))
      .orderBy(valueAccount.id),
  )
}

type HqTable =
  | typeof store
  | typeof vatGroup
  | typeof category
  | typeof product
  | typeof price
  | typeof employee
  | typeof hub
function idsOf(table: HqTable | typeof pointsItem | typeof promotion, companyId: SQLiteColumn) {
  return hqQuery(select({ id: table.id }).from(table).where(ours(companyId)).orderBy(table.id))
}

function jsonOf<Table extends object>(table: Table, names: readonly (keyof Table & string)[]) {
  const parts = names.map((name) => sql`${sql.raw(`'${name}'`)}, ${table[name]}`)
  return sql`json_object(${sql.join(parts, sql`, `)})`
}
