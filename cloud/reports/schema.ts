import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { company, store } from '../masterdata/schema.ts'

const since = (column: string) => integer(column).notNull().default(0)

/** What promotions, coupons, gift cards and points had to do with it. */
const valueSums = {
  promotion: since('promotion'),
  coupon: since('coupon'),
  /** What points paid as a discount, and as a tender. */
  pointsDiscount: since('points_discount'),
  pointsTender: since('points_tender'),
  /** What gift coupons paid; like what was loaded it is not in the sums of what was sold. */
  giftCoupon: since('gift_coupon'),
  giftCard: since('gift_card'),
  pointsCollected: since('points_collected'),
  pointsSpent: since('points_spent'),
  /** Gift cards and coupons sold and loaded. */
  loaded: since('loaded'),
}

/** Sums of receipts or of lines; kept up to date as events are applied. Refunds count negative. */
const sums = {
  receipts: integer('receipts').notNull(),
  refunds: integer('refunds').notNull(),
  /** Of product lines, in thousandths. */
  quantity: integer('quantity').notNull(),
  /** At list price, before anything was taken off; like the discounts in the prices' own terms. */
  listAmount: integer('list_amount').notNull(),
  /** The price engine's difference lines: positive = cheaper than the list. */
  priceDifference: integer('price_difference').notNull(),
  /** Typed by cashiers, as the order's. */
  lineDiscount: integer('line_discount').notNull(),
  orderDiscount: integer('order_discount').notNull(),
  gross: integer('gross').notNull(),
  net: integer('net').notNull(),
  vat: integer('vat').notNull(),
  cityTax: integer('city_tax').notNull(),
  ...valueSums,
}

/** The same of one receipt, in its own row. */
export const receiptSums = {
  receipts: since('receipts'),
  refunds: since('refunds'),
  quantity: since('quantity'),
  listAmount: since('list_amount'),
  priceDifference: since('price_difference'),
  lineDiscount: since('line_discount'),
  orderDiscount: since('order_discount'),
  gross: since('gross'),
  net: since('net'),
  vat: since('vat'),
  cityTax: since('city_tax'),
  ...valueSums,
}

/** For the reports by day, store, till and cashier. */
export const salesByTill = sqliteTable(
  'sales_by_till',
  {
    companyId: integer('company_id')
      .notNull()
      .references(() => company.id),
    businessOn: text('business_on').notNull(),
    storeId: integer('store_id')
      .notNull()
      .references(() => store.id),
    till: text('till').notNull(),
    /** 0 = nobody signed in. */
    cashierId: integer('cashier_id').notNull(),
    ...sums,
  },
  (t) => [primaryKey({ columns: [t.companyId, t.businessOn, t.storeId, t.till, t.cashierId] })],
)

/** For the reports by product and category; `receipts` counts those that name the product. */
export const salesByProduct = sqliteTable(
  'sales_by_product',
  {
    companyId: integer('company_id')
      .notNull()
      .references(() => company.id),
    businessOn: text('business_on').notNull(),
    storeId: integer('store_id')
      .notNull()
      .references(() => store.id),
    /** Without a reference, as in `stock_on_hand`. */
    productId: integer('product_id').notNull(),
    ...sums,
  },
  (t) => [primaryKey({ columns: [t.companyId, t.businessOn, t.storeId, t.productId] })],
)

/** The days of `sales_by_product` by whole months, `YYYY-MM`: a month's report reads these. */
export const salesByProductMonth = sqliteTable(
  'sales_by_product_month',
  {
    companyId: integer('company_id')
      .notNull()
      .references(() => company.id),
    month: text('month').notNull(),
    storeId: integer('store_id')
      .notNull()
      .references(() => store.id),
    productId: integer('product_id').notNull(),
    ...sums,
  },
  (t) => [primaryKey({ columns: [t.companyId, t.month, t.storeId, t.productId] })],
)

/** The same of all the company's stores: as many rows as products, however many stores. */
export const companySalesByProductMonth = sqliteTable(
  'company_sales_by_product_month',
  {
    companyId: integer('company_id')
      .notNull()
      .references(() => company.id),
    month: text('month').notNull(),
    productId: integer('product_id').notNull(),
    ...sums,
  },
  (t) => [primaryKey({ columns: [t.companyId, t.month, t.productId] })],
)
