import { and, asc, eq, gt, isNotNull, isNull, like, or, sql } from 'drizzle-orm'
import { QueryBuilder } from 'drizzle-orm/sqlite-core'
import {
  account,
  barcode,
  category,
  coupon,
  customer,
  employee,
  frozenAccount,
  giftCard,
  hubMark,
  member,
  memberKey,
  pointsItem,
  price,
  product,
  programme,
  promotion,
  setting,
  vatGroup,
  voucherKey,
} from '#shared/feed/schema.ts'

/** Everything the hub reads of the replica; compiled once per opened file. */
export function replicaQueries() {
  return {
    setting: select({ value: setting.value })
      .from(setting)
      .where(eq(setting.key, arg('key'))),
    firstSetting: select({ value: setting.value })
      .from(setting)
      .where(like(setting.key, arg('pattern')))
      .limit(1),
    product: products().where(eq(product.id, arg('id'))),
    productByBarcode: products()
      .innerJoin(barcode, eq(barcode.productId, product.id))
      .where(and(eq(barcode.barcode, arg('barcode')), eq(product.active, true))),
    productsByText: products()
      .where(
        sql`${product.id} in (select rowid from product_text where product_text match ${arg('text')} and rowid > ${arg('after')} order by rowid limit ${arg('limit')})`,
      )
      .orderBy(asc(product.id)),
    productsByPosCategory: products()
      .where(
        and(
          eq(product.posCategoryId, arg('posCategoryId')),
          eq(product.active, true),
          gt(product.id, arg('after')),
        ),
      )
      .orderBy(asc(product.id))
      .limit(arg('limit')),
    posCategories: select()
      .from(category)
      .where(eq(category.kind, 'pos'))
      .orderBy(asc(category.name), asc(category.id)),
    parentCategory: select({ parentId: category.parentId })
      .from(category)
      .where(eq(category.id, arg('id'))),
    prices: select()
      .from(price)
      .where(sql`${price.productId} in (select value from json_each(${arg('productIds')}))`)
      .orderBy(asc(price.id)),
    vatGroups: select().from(vatGroup).orderBy(asc(vatGroup.id)),
    member: select()
      .from(member)
      .where(eq(member.id, arg('id'))),
    memberByKey: select({
      id: member.id,
      name: member.name,
      phoneTail: member.phoneTail,
      blocked: member.blocked,
      level: member.level,
      groups: member.groups,
      earnRate: member.earnRate,
      cardPairs: member.cardPairs,
      affiliate: member.affiliate,
    })
      .from(memberKey)
      .innerJoin(member, eq(member.id, memberKey.memberId))
      .where(eq(memberKey.key, arg('key'))),
    accounts: select()
      .from(account)
      .where(sql`${account.id} between ${arg('first')} and ${arg('last')}`)
      .orderBy(asc(account.id)),
    frozenAccount: select({ id: frozenAccount.id })
      .from(frozenAccount)
      .where(and(eq(frozenAccount.id, arg('id')), eq(frozenAccount.frozen, true))),
    programmes: select({
      id: programme.id,
      code: programme.code,
      name: programme.name,
      kind: programme.kind,
      offline: programme.offline,
    })
      .from(programme)
      .orderBy(asc(programme.id)),
    pointsProgrammes: select({
      id: programme.id,
      code: programme.code,
      settings: programme.settings,
    })
      .from(programme)
      .where(and(eq(programme.kind, 'points'), isNotNull(programme.settings)))
      .orderBy(asc(programme.id)),
    /** One text: a list of 20,000 items costs less to parse than to fetch by rows. */
    pointsItems: select({
      list: sql<string>`json_group_array(json_array(${pointsItem.productId}, ${pointsItem.points}, ${pointsItem.price}, ${pointsItem.ruleId}))`,
    })
      .from(pointsItem)
      .where(eq(pointsItem.programme, arg('programme'))),
    voucherProgrammes: select({
      id: programme.id,
      code: programme.code,
      name: programme.name,
      kind: programme.kind,
      settings: programme.settings,
    })
      .from(programme)
      .where(or(eq(programme.kind, 'coupon'), eq(programme.kind, 'gift-card')))
      .orderBy(asc(programme.id)),
    promotions: select().from(promotion).orderBy(asc(promotion.id)),
    voucherKey: select({ kind: voucherKey.kind, voucherId: voucherKey.voucherId })
      .from(voucherKey)
      .where(eq(voucherKey.key, arg('key'))),
    coupon: select()
      .from(coupon)
      .where(eq(coupon.id, arg('id'))),
    couponByAccount: select()
      .from(coupon)
      .where(eq(coupon.account, arg('account'))),
    giftCard: select()
      .from(giftCard)
      .where(eq(giftCard.id, arg('id'))),
    giftCardByAccount: select()
      .from(giftCard)
      .where(eq(giftCard.account, arg('account'))),
    hubMark: select({ epoch: hubMark.epoch, seq: hubMark.seq, hash: hubMark.hash })
      .from(hubMark)
      .where(eq(hubMark.hubId, arg('hubId'))),
    endsOfHub: select({ epoch: hubMark.epoch, seq: hubMark.seq, ended: hubMark.ended })
      .from(hubMark)
      .where(eq(hubMark.hubId, arg('hubId'))),
    customer: select()
      .from(customer)
      .where(eq(customer.id, arg('id'))),
    customersByTaxNumber: select()
      .from(customer)
      .where(eq(customer.taxNumber, arg('taxNumber')))
      .orderBy(asc(customer.id))
      .limit(arg('limit')),
    customersByText: select()
      .from(customer)
      .where(
        sql`${customer.id} in (select rowid from customer_text where customer_text match ${arg('text')} and rowid > ${arg('after')} order by rowid limit ${arg('limit')})`,
      )
      .orderBy(asc(customer.id)),
    employees: select()
      .from(employee)
      .where(
        and(
          eq(employee.active, true),
          or(isNull(employee.storeId), eq(employee.storeId, arg('storeId'))),
        ),
      )
      .orderBy(asc(employee.name), asc(employee.id)),
    employee: select()
      .from(employee)
      .where(eq(employee.id, arg('id'))),
  }
}

const builder = new QueryBuilder()
const select = builder.select.bind(builder)
const arg = (name: string) => sql.placeholder(name)

function products() {
  return select({
    id: product.id,
    templateId: product.templateId,
    code: product.code,
    name: product.name,
    variant: product.variant,
    categoryId: product.categoryId,
    posCategoryId: product.posCategoryId,
    vatGroupId: product.vatGroupId,
    vatRate: vatGroup.vatRate,
    uom: product.uom,
    listPrice: product.listPrice,
    isGift: product.isGift,
    mayGoNegative: product.mayGoNegative,
    active: product.active,
    // A text: SQLite would put a list of its own into the list of the row.
    barcodes: sql<string>`(select json_group_array("b"."barcode") || '' from "barcode" "b" where "b"."product_id" = "product"."id")`,
  })
    .from(product)
    .innerJoin(vatGroup, eq(vatGroup.id, product.vatGroupId))
    .$dynamic()
}
