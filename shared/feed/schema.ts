import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { affiliateStates } from '../contracts/affiliate.ts'
import { couponStates } from '../value/coupon.ts'

/**
 * The feed: what one company's hubs may read. Written by the cloud's projector only, replicated by
 * libSQL, read by hubs as a file. Integer keys, expand-only (spine A3 rule 9): add tables and
 * columns, never drop or rename. It is wire, so it stands in `shared`.
 */

export const feedSchema = sqliteTable('feed_schema', {
  version: integer('version').primaryKey(),
  minHub: text('min_hub').notNull(),
})

/** `store:<id>` → StoreProfile as JSON; `catalogue` → version counter of prices and products. */
export const setting = sqliteTable('setting', {
  key: text('key').primaryKey(),
  value: text('value').notNull(),
})

export const vatGroup = sqliteTable('vat_group', {
  id: integer('id').primaryKey(),
  code: text('code').notNull(),
  name: text('name').notNull(),
  taxType: text('tax_type', { enum: ['VAT_ABLE', 'VAT_FREE', 'VAT_ZERO', 'NO_VAT'] }).notNull(),
  vatRate: integer('vat_rate').notNull(),
  cityTaxRate: integer('city_tax_rate').notNull(),
})

export const category = sqliteTable('category', {
  id: integer('id').primaryKey(),
  parentId: integer('parent_id'),
  name: text('name').notNull(),
  /** `product` for the books, `pos` for the till's buttons. */
  kind: text('kind', { enum: ['product', 'pos'] }).notNull(),
})

export const product = sqliteTable(
  'product',
  {
    id: integer('id').primaryKey(),
    templateId: integer('template_id').notNull(),
    code: text('code').notNull(),
    name: text('name').notNull(),
    /** Variant words, e.g. "red / 42"; empty for a product without variants. */
    variant: text('variant').notNull(),
    categoryId: integer('category_id').notNull(),
    posCategoryId: integer('pos_category_id'),
    vatGroupId: integer('vat_group_id').notNull(),
    uom: text('uom').notNull(),
    listPrice: integer('list_price').notNull(),
    isGift: integer('is_gift', { mode: 'boolean' }).notNull(),
    mayGoNegative: integer('may_go_negative', { mode: 'boolean' }).notNull(),
    active: integer('active', { mode: 'boolean' }).notNull(),
  },
  (t) => [index('product_by_pos_category').on(t.posCategoryId)],
)

/** WITHOUT ROWID in the migration: one page a look-up. */
export const barcode = sqliteTable(
  'barcode',
  {
    barcode: text('barcode').primaryKey(),
    productId: integer('product_id').notNull(),
  },
  (t) => [index('barcode_by_product').on(t.productId)],
)

/** Prices other than the list price; null = any. The lowest that applies wins (shared/domain/pricing). */
export const price = sqliteTable(
  'price',
  {
    id: integer('id').primaryKey(),
    productId: integer('product_id').notNull(),
    storeId: integer('store_id'),
    customerId: integer('customer_id'),
    minQuantity: integer('min_quantity').notNull(),
    price: integer('price').notNull(),
    startsAt: integer('starts_at'),
    endsAt: integer('ends_at'),
  },
  (t) => [index('price_by_product').on(t.productId)],
)

/** Display name only; the full record stays in the cloud (spine C, personal data). */
export const member = sqliteTable('member', {
  id: integer('id').primaryKey(),
  name: text('name').notNull(),
  phoneTail: text('phone_tail').notNull(),
  blocked: integer('blocked', { mode: 'boolean' }).notNull(),
  /** What rules ask of a member (shared/domain/pricing/conditions.ts). */
  level: text('level'),
  /** JSON array of names. */
  groups: text('groups').notNull().default('[]'),
  /** The member's or card's own rate of earning, in basis points. */
  earnRate: integer('earn_rate'),
  /** JSON of CardPairs (shared/contracts/points-programme.ts); null = none. */
  cardPairs: text('card_pairs'),
  /** Of an affiliate partner: whether it may bring customers to this company now; null = is none. */
  affiliate: text('affiliate', { enum: affiliateStates }),
})

/** HMAC-SHA256(lookupKey, "phone:+976…" | "card:7001" | "affiliate:ANA7"), first 16 bytes base64url; WITHOUT ROWID. */
export const memberKey = sqliteTable('member_key', {
  key: text('key').primaryKey(),
  memberId: integer('member_id').notNull(),
})

/** What a member may hold; `code` is part of the account's id in the journal (`valueAccountId`). */
export const programme = sqliteTable('programme', {
  id: integer('id').primaryKey(),
  code: text('code').notNull(),
  name: text('name').notNull(),
  kind: text('kind').notNull(),
  /** How it may be spent offline (shared/value/account.ts). */
  offline: text('offline').notNull(),
  /** JSON of PointsSettings (shared/contracts/points-programme.ts); null = HQ has set nothing. */
  settings: text('settings'),
})

/** JSON of Promotion (shared/contracts/promotion.ts), of what has not ended. */
export const promotion = sqliteTable('promotion', {
  id: integer('id').primaryKey(),
  rule: text('rule').notNull(),
})

/** Coupons by the states of shared/value/coupon.ts; `account` is their id in journal and leases. */
export const coupon = sqliteTable(
  'coupon',
  {
    id: integer('id').primaryKey(),
    account: text('account').notNull(),
    programme: integer('programme').notNull(),
    promotionId: integer('promotion_id').notNull(),
    state: text('state', { enum: couponStates }).notNull(),
    /** What a held or used one was. */
    before: text('before', { enum: ['sold', 'issued'] }),
    /** Whose stock it came from. */
    storeId: integer('store_id'),
    memberId: integer('member_id'),
    endsAt: integer('ends_at'),
    faceValue: integer('face_value'),
    /**
     * Whose movements are in this state: JSON array of `[hub, epoch, seq]`, the last of each. A state
     * goes to the stores at once and is newer than the marks beside it (`coupon-movers.ts`).
     */
    movers: text('movers').notNull().default('[]'),
  },
  (t) => [index('coupon_by_account').on(t.account)],
)

export const giftCard = sqliteTable(
  'gift_card',
  {
    id: integer('id').primaryKey(),
    account: text('account').notNull(),
    programme: integer('programme').notNull(),
    state: text('state', { enum: couponStates }).notNull(),
    storeId: integer('store_id'),
    endsAt: integer('ends_at'),
    balance: integer('balance').notNull(),
    asOf: integer('as_of').notNull(),
    frozen: integer('frozen', { mode: 'boolean' }).notNull(),
  },
  (t) => [index('gift_card_by_account').on(t.account)],
)

/** `voucherText` under the lookup key, as in `member_key`; WITHOUT ROWID. */
export const voucherKey = sqliteTable('voucher_key', {
  key: text('key').primaryKey(),
  kind: text('kind', { enum: ['coupon', 'gift-card'] }).notNull(),
  /** Of `coupon` or `gift_card`. */
  voucherId: integer('voucher_id').notNull(),
})

/** Items that earn points of a programme: for each piece, or for each full `price` of the line. */
export const pointsItem = sqliteTable('points_item', {
  id: integer('id').primaryKey(),
  programme: integer('programme').notNull(),
  productId: integer('product_id').notNull(),
  points: integer('points').notNull(),
  /** Null = a piece. */
  price: integer('price'),
  ruleId: text('rule_id').notNull(),
})

/**
 * Value accounts with their balance as of a moment; no secondary index (spine A3 rule 9), so the
 * key is `accountKey(member, programme)` and a member's accounts lie side by side.
 */
export const account = sqliteTable('account', {
  id: integer('id').primaryKey(),
  memberId: integer('member_id').notNull(),
  programme: integer('programme').notNull(),
  balance: integer('balance').notNull(),
  asOf: integer('as_of').notNull(),
})

/**
 * Accounts that HQ froze, by the same key; a row apart from the balance, since a freeze goes to the
 * stores at once and a balance only together with the marks (spine A3 rule 8, B3).
 */
export const frozenAccount = sqliteTable('frozen_account', {
  id: integer('id').primaryKey(),
  frozen: integer('frozen', { mode: 'boolean' }).notNull(),
})

/** Legal entities that may ask for an invoice. */
export const customer = sqliteTable(
  'customer',
  {
    id: integer('id').primaryKey(),
    name: text('name').notNull(),
    taxNumber: text('tax_number').notNull(),
    address: text('address').notNull(),
  },
  (t) => [index('customer_by_tax_number').on(t.taxNumber)],
)

/** Cashiers. `pin` is `scrypt$N$salt$hash` over HMAC(lookupKey, pin). */
export const employee = sqliteTable('employee', {
  id: integer('id').primaryKey(),
  storeId: integer('store_id'),
  name: text('name').notNull(),
  pin: text('pin').notNull(),
  /** JSON array of Right (shared/contracts/till.ts). */
  rights: text('rights').notNull(),
  active: integer('active', { mode: 'boolean' }).notNull(),
})

/**
 * This state includes every effect of that hub's journal up to (epoch, seq) (spine B3). `hash` is
 * that event's, hex, '' before the first: a hub that has another one there is an old image
 * (shared/value/hub/overlay.ts `adoptFeed`).
 */
export const hubMark = sqliteTable(
  'hub_mark',
  {
    hubId: integer('hub_id').notNull(),
    epoch: integer('epoch').notNull(),
    seq: integer('seq').notNull(),
    hash: text('hash').notNull().default(''),
    /**
     * Where its earlier epochs end in the books, as JSON array of `[epoch, seq]`: nothing more comes of
     * them, but a till may bring an event of one to another journal.
     */
    ended: text('ended').notNull().default('[]'),
  },
  (t) => [primaryKey({ columns: [t.hubId] })],
)
