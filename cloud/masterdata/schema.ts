import { sql } from 'drizzle-orm'
import {
  type AnySQLiteColumn,
  check,
  index,
  integer,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core'

/**
 * Master data of one group (one database a group). Books, stock and prices belong to one company;
 * members belong to the group; partners to a company, or to the group where `company_id` is null.
 * `acs_id` is the record's code in the partner system ACS (requirement 000-5), '' = none.
 * Nothing here is deleted but prices: rows that a hub may hold are switched off by `active`, so that
 * the feed's projector still sees what it has to take out.
 */

/** `lookup_key` (base64url) and other facts of the whole group. */
export const groupSetting = sqliteTable('group_setting', {
  key: text('key').primaryKey(),
  value: text('value').notNull(),
})

export const company = sqliteTable(
  'company',
  {
    id: integer('id').primaryKey(),
    code: text('code').notNull(),
    name: text('name').notNull(),
    taxNumber: text('tax_number').notNull().default(''),
    currency: text('currency', { enum: ['MNT', 'RON', 'RUB', 'CZK'] }).notNull(),
    language: text('language', { enum: ['en', 'mn', 'ro', 'ru', 'cs'] }).notNull(),
    pricesIncludeVat: integer('prices_include_vat', { mode: 'boolean' }).notNull().default(true),
    surchargeAllowed: integer('surcharge_allowed', { mode: 'boolean' }).notNull().default(true),
    /** Cash is rounded to a multiple of this many minor units; 1 = not rounded. */
    cashRounding: integer('cash_rounding').notNull().default(1),
    /** The most that refunds of one receipt pay out in cash for points; null = no limit. */
    pointsInCashCap: integer('points_in_cash_cap').default(0),
    shownDecimals: integer('shown_decimals').notNull().default(2),
    /** Put before phone numbers written without a country, e.g. `+976`. */
    phonePrefix: text('phone_prefix').notNull(),
    acsId: text('acs_id').notNull().default(''),
  },
  (t) => [
    uniqueIndex('company_by_code').on(t.code),
    check('company_rounding', sql`cash_rounding >= 1`),
    check('company_decimals', sql`shown_decimals between 0 and 2`),
  ],
)

/** A store is also the warehouse it sells from. Its code is unique in the whole group. */
export const store = sqliteTable(
  'store',
  {
    id: integer('id').primaryKey(),
    companyId: integer('company_id')
      .notNull()
      .references(() => company.id),
    code: text('code').notNull(),
    name: text('name').notNull(),
    address: text('address').notNull().default(''),
    phone: text('phone').notNull().default(''),
    timeZone: text('time_zone').notNull(),
    receiptFooter: text('receipt_footer').notNull().default(''),
    /** Forms of weight and price labels, separated by commas. */
    labelForms: text('label_forms').notNull().default(''),
    /** Ledger account codes that this store's cash and card takings go to. */
    cashAccount: text('cash_account').notNull(),
    bankAccount: text('bank_account').notNull(),
    acsId: text('acs_id').notNull().default(''),
    active: integer('active', { mode: 'boolean' }).notNull().default(true),
  },
  (t) => [
    uniqueIndex('store_by_code').on(t.code),
    index('store_by_company').on(t.companyId),
    index('store_by_acs_id').on(t.acsId),
  ],
)

export const vatGroup = sqliteTable(
  'vat_group',
  {
    id: integer('id').primaryKey(),
    companyId: integer('company_id')
      .notNull()
      .references(() => company.id),
    code: text('code').notNull(),
    name: text('name').notNull(),
    taxType: text('tax_type', { enum: ['VAT_ABLE', 'VAT_FREE', 'VAT_ZERO', 'NO_VAT'] }).notNull(),
    vatRate: integer('vat_rate').notNull(),
    cityTaxRate: integer('city_tax_rate').notNull().default(0),
  },
  (t) => [
    uniqueIndex('vat_group_by_code').on(t.companyId, t.code),
    check('vat_group_rates', sql`vat_rate >= 0 and city_tax_rate >= 0`),
  ],
)

/** Product categories (a tree, for the books) and POS categories (the till's buttons). */
export const category = sqliteTable(
  'category',
  {
    id: integer('id').primaryKey(),
    companyId: integer('company_id')
      .notNull()
      .references(() => company.id),
    kind: text('kind', { enum: ['product', 'pos'] }).notNull(),
    code: text('code').notNull(),
    name: text('name').notNull(),
    parentId: integer('parent_id').references((): AnySQLiteColumn => category.id),
    acsId: text('acs_id').notNull().default(''),
    websiteUrl: text('website_url').notNull().default(''),
  },
  (t) => [
    uniqueIndex('category_by_code').on(t.companyId, t.kind, t.code),
    index('category_by_parent').on(t.parentId),
    index('category_by_acs_id').on(t.companyId, t.acsId),
  ],
)

/** Customers, suppliers and manufacturers, by role. Codes are unique in a company, or in the group. */
export const partner = sqliteTable(
  'partner',
  {
    id: integer('id').primaryKey(),
    /** Null = shared by all companies of the group. */
    companyId: integer('company_id').references(() => company.id),
    code: text('code').notNull(),
    name: text('name').notNull(),
    isCustomer: integer('is_customer', { mode: 'boolean' }).notNull().default(false),
    isSupplier: integer('is_supplier', { mode: 'boolean' }).notNull().default(false),
    isManufacturer: integer('is_manufacturer', { mode: 'boolean' }).notNull().default(false),
    /** A legal entity, as against a person. */
    isCompany: integer('is_company', { mode: 'boolean' }).notNull().default(true),
    taxNumber: text('tax_number').notNull().default(''),
    isVatPayer: integer('is_vat_payer', { mode: 'boolean' }).notNull().default(false),
    phone: text('phone').notNull().default(''),
    email: text('email').notNull().default(''),
    address: text('address').notNull().default(''),
    /** Default agent margin of a consigning supplier, in basis points. */
    agentMargin: integer('agent_margin').notNull().default(0),
    acsId: text('acs_id').notNull().default(''),
    acsIdDisplay: text('acs_id_display').notNull().default(''),
    websiteUrl: text('website_url').notNull().default(''),
    search: text('search').notNull(),
    active: integer('active', { mode: 'boolean' }).notNull().default(true),
  },
  (t) => [
    uniqueIndex('partner_by_code').on(t.companyId, t.code),
    uniqueIndex('partner_shared_by_code').on(t.code).where(sql`company_id is null`),
    index('partner_by_tax_number').on(t.taxNumber),
    index('partner_by_acs_id').on(t.acsId),
  ],
)

/** What variants have in common. A product without variants has a template of its own code. */
export const productTemplate = sqliteTable(
  'product_template',
  {
    id: integer('id').primaryKey(),
    companyId: integer('company_id')
      .notNull()
      .references(() => company.id),
    code: text('code').notNull(),
    name: text('name').notNull(),
    acsId: text('acs_id').notNull().default(''),
  },
  (t) => [uniqueIndex('product_template_by_code').on(t.companyId, t.code)],
)

/** A product is a variant: what has a code, barcodes, a price and stock. */
export const product = sqliteTable(
  'product',
  {
    id: integer('id').primaryKey(),
    companyId: integer('company_id')
      .notNull()
      .references(() => company.id),
    templateId: integer('template_id')
      .notNull()
      .references(() => productTemplate.id),
    code: text('code').notNull(),
    acsId: text('acs_id').notNull().default(''),
    name: text('name').notNull(),
    /** Variant words, e.g. "red / 42"; '' without variants. */
    variant: text('variant').notNull().default(''),
    /** Words for searching: lower case without accents (search-text.ts). */
    search: text('search').notNull(),
    categoryId: integer('category_id')
      .notNull()
      .references(() => category.id),
    posCategoryId: integer('pos_category_id').references(() => category.id),
    vatGroupId: integer('vat_group_id')
      .notNull()
      .references(() => vatGroup.id),
    uom: text('uom').notNull(),
    listPrice: integer('list_price').notNull(),
    manufacturerId: integer('manufacturer_id').references(() => partner.id),
    supplierId: integer('supplier_id').references(() => partner.id),
    /** Basis points of the retail price that the shop keeps on consigned goods. */
    agentMargin: integer('agent_margin').notNull().default(0),
    consigned: integer('consigned', { mode: 'boolean' }).notNull().default(false),
    isGift: integer('is_gift', { mode: 'boolean' }).notNull().default(false),
    mayGoNegative: integer('may_go_negative', { mode: 'boolean' }).notNull().default(true),
    active: integer('active', { mode: 'boolean' }).notNull().default(true),
  },
  (t) => [
    uniqueIndex('product_by_code').on(t.companyId, t.code),
    index('product_by_template').on(t.templateId),
    index('product_by_category').on(t.categoryId),
    index('product_by_acs_id').on(t.companyId, t.acsId),
    check('product_list_price', sql`list_price >= 0`),
    check('product_agent_margin', sql`agent_margin between 0 and 10000`),
  ],
)

/** Several a product; each at most once a company. A removed one stays with `active` 0. */
export const barcode = sqliteTable(
  'barcode',
  {
    id: integer('id').primaryKey(),
    companyId: integer('company_id')
      .notNull()
      .references(() => company.id),
    productId: integer('product_id')
      .notNull()
      .references(() => product.id),
    barcode: text('barcode').notNull(),
    active: integer('active', { mode: 'boolean' }).notNull().default(true),
  },
  (t) => [
    uniqueIndex('barcode_by_text').on(t.companyId, t.barcode),
    index('barcode_by_product').on(t.productId),
  ],
)

/** Prices other than the list price; null = any. Key: product, store, customer, quantity, start. */
export const price = sqliteTable(
  'price',
  {
    id: integer('id').primaryKey(),
    companyId: integer('company_id')
      .notNull()
      .references(() => company.id),
    productId: integer('product_id')
      .notNull()
      .references(() => product.id),
    storeId: integer('store_id').references(() => store.id),
    customerId: integer('customer_id').references(() => partner.id),
    /** Thousandths; 0 = from any quantity. */
    minQuantity: integer('min_quantity').notNull().default(0),
    price: integer('price').notNull(),
    startsAt: integer('starts_at'),
    endsAt: integer('ends_at'),
  },
  (t) => [
    index('price_by_product').on(t.productId),
    check('price_positive', sql`price >= 0 and min_quantity >= 0`),
  ],
)

/** People of the loyalty programmes: shared by all companies of the group. */
export const member = sqliteTable(
  'member',
  {
    id: integer('id').primaryKey(),
    code: text('code').notNull(),
    name: text('name').notNull(),
    /** `+` and digits, '' = none. */
    phone: text('phone').notNull().default(''),
    email: text('email').notNull().default(''),
    search: text('search').notNull(),
    blocked: integer('blocked', { mode: 'boolean' }).notNull().default(false),
    partnerId: integer('partner_id').references(() => partner.id),
    acsId: text('acs_id').notNull().default(''),
    level: text('level'),
    /** JSON array of names. */
    groups: text('groups').notNull().default('[]'),
    /** The member's or card's own rate of earning, in basis points. */
    earnRate: integer('earn_rate'),
    /** JSON of the card's own PointsPairs by code of programme; null = none. */
    cardPairs: text('card_pairs'),
    /** Code as an affiliate partner, capitals; '' = it is none. */
    affiliateCode: text('affiliate_code').notNull().default(''),
    /** Null = brings customers to every company of the group. */
    affiliateCompanyId: integer('affiliate_company_id').references(() => company.id),
    affiliateActive: integer('affiliate_active', { mode: 'boolean' }).notNull().default(true),
  },
  (t) => [uniqueIndex('member_by_code').on(t.code), index('member_by_acs_id').on(t.acsId)],
)

/**
 * What finds a member: a phone or a card, each of one member only. `key` is what the feed carries:
 * base64url(HMAC-SHA256(lookup key, "phone:+976…" | "card:7001")[0..16]). Removed = `active` 0.
 */
export const memberKey = sqliteTable(
  'member_key',
  {
    id: integer('id').primaryKey(),
    memberId: integer('member_id')
      .notNull()
      .references(() => member.id),
    kind: text('kind', { enum: ['phone', 'card', 'affiliate'] }).notNull(),
    value: text('value').notNull(),
    key: text('key').notNull(),
    active: integer('active', { mode: 'boolean' }).notNull().default(true),
  },
  (t) => [
    uniqueIndex('member_key_by_value').on(t.value, t.kind),
    index('member_key_by_member').on(t.memberId),
  ],
)

export const employee = sqliteTable(
  'employee',
  {
    id: integer('id').primaryKey(),
    companyId: integer('company_id')
      .notNull()
      .references(() => company.id),
    /** Null = may sign in at every store of the company. */
    storeId: integer('store_id').references(() => store.id),
    code: text('code').notNull(),
    name: text('name').notNull(),
    /** `scrypt$N$salt$hash` over HMAC(lookup key, pin). */
    pin: text('pin').notNull(),
    /** JSON array of Right (shared/contracts/till.ts). */
    rights: text('rights').notNull(),
    acsId: text('acs_id').notNull().default(''),
    active: integer('active', { mode: 'boolean' }).notNull().default(true),
  },
  (t) => [uniqueIndex('employee_by_code').on(t.companyId, t.code)],
)
