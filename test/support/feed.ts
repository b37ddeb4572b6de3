import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getTableColumns, getTableName } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import Database from 'libsql'
import type { z } from 'zod'
import { hashLookup } from '#hub/replica/lookup-key.ts'
import { Promotion } from '#shared/contracts/promotion.ts'
import type { StoreProfile } from '#shared/contracts/sync.ts'
import { accountKey, affiliateText, cardText, phoneText, voucherText } from '#shared/feed/lookup.ts'
import * as feed from '#shared/feed/schema.ts'

export interface FeedProduct extends Partial<typeof feed.product.$inferInsert> {
  readonly id: number
  readonly name: string
  readonly barcodes?: readonly string[]
}
export interface FeedMember extends Partial<typeof feed.member.$inferInsert> {
  readonly id: number
  readonly name: string
  readonly phone?: string
  readonly cards?: readonly string[]
  /** As an affiliate partner. */
  readonly code?: string
  /** Balance by programme. */
  readonly balances?: Readonly<Record<number, number>>
}
/** Codes are put under the feed's lookup key. */
export interface FeedCoupon extends Partial<typeof feed.coupon.$inferInsert> {
  readonly id: number
  readonly account: string
  readonly promotionId: number
  readonly code?: string
}
export interface FeedGiftCard extends Partial<typeof feed.giftCard.$inferInsert> {
  readonly id: number
  readonly account: string
  readonly code?: string
}
export interface FeedContent {
  readonly stores?: readonly StoreProfile[]
  readonly catalogueVersion?: string
  readonly vatGroups?: readonly (typeof feed.vatGroup.$inferInsert)[]
  readonly categories?: readonly (typeof feed.category.$inferInsert)[]
  readonly products?: readonly FeedProduct[]
  readonly prices?: readonly (typeof feed.price.$inferInsert)[]
  readonly members?: readonly FeedMember[]
  readonly customers?: readonly (typeof feed.customer.$inferInsert)[]
  readonly employees?: readonly (typeof feed.employee.$inferInsert)[]
  readonly programmes?: readonly (typeof feed.programme.$inferInsert)[]
  readonly pointsItems?: readonly (typeof feed.pointsItem.$inferInsert)[]
  readonly promotions?: readonly z.input<typeof Promotion>[]
  readonly coupons?: readonly FeedCoupon[]
  readonly giftCards?: readonly FeedGiftCard[]
  readonly frozen?: readonly (typeof feed.frozenAccount.$inferInsert)[]
  readonly marks?: readonly (typeof feed.hubMark.$inferInsert)[]
}

export interface TestFeed extends Disposable {
  /** The hub's replica folder, its pointer set. */
  readonly dir: string
  readonly file: string
  readonly lookupKey: string
  /** One transaction; rows of the same key are replaced. */
  put(content: FeedContent): void
  /** A rule as another cloud may write it. */
  putPromotionText(id: number, rule: string): void
}

/** A replica as the hub's child leaves it, without a cloud: for tests of what reads it. */
export function openTestFeed(content: FeedContent = {}): TestFeed {
  const dir = mkdtempSync(join(tmpdir(), 'kassa-replica-'))
  const feedId = 'testfeed'
  const file = join(dir, `${feedId}-1.db`)
  const lookupKey = randomBytes(32).toString('base64url')
  const db = createFeedFile(file)
  const put = (more: FeedContent) => putContent(db, lookupKey, more)
  put({ vatGroups: [vat10], ...content })
  writeFileSync(join(dir, 'current.json'), JSON.stringify({ feedId, file: `${feedId}-1.db` }))
  return {
    dir,
    file,
    lookupKey,
    put,
    putPromotionText: (id, rule) => putRow(db, feed.promotion, { id, rule }),
    [Symbol.dispose]: () => {
      db.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** An empty feed by its migrations. */
export function createFeedFile(path: string): Database.Database {
  const db = new Database(path)
  db.exec('PRAGMA journal_mode=WAL')
  const folder = new URL('../../drizzle/feed/', import.meta.url)
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.sql'))) {
    db.exec(readFileSync(new URL(name, folder), 'utf8'))
  }
  return db
}

export const vat10 = {
  id: 1,
  code: 'VAT10',
  name: 'VAT 10 %',
  taxType: 'VAT_ABLE',
  vatRate: 1000,
  cityTaxRate: 0,
} as const

export function storeProfile(
  store: Partial<StoreProfile['store']> = {},
  company: Partial<StoreProfile['company']> = {},
): StoreProfile {
  return {
    group: 'nom',
    company: {
      id: 1,
      code: 'NOM',
      name: 'Номын дэлгүүр ХХК',
      taxNumber: '6012345',
      currency: 'MNT',
      language: 'mn',
      pricesIncludeVat: true,
      surchargeAllowed: true,
      cashRounding: 1,
      shownDecimals: 0,
      ...company,
    },
    store: {
      id: 1,
      code: 'S1',
      name: 'Төв салбар',
      address: 'Энхтайвны өргөн чөлөө 5',
      phone: '+97670001234',
      timeZone: 'Asia/Ulaanbaatar',
      receiptFooter: 'Баярлалаа!',
      ...store,
    },
    vatGroups: [vat10],
  }
}

function putContent(db: Database.Database, lookupKey: string, content: FeedContent): void {
  db.exec('BEGIN')
  for (const store of content.stores ?? []) {
    putRow(db, feed.setting, { key: `store:${store.store.id}`, value: JSON.stringify(store) })
  }
  if (content.catalogueVersion !== undefined) {
    putRow(db, feed.setting, { key: 'catalogue', value: content.catalogueVersion })
  }
  for (const row of content.vatGroups ?? []) putRow(db, feed.vatGroup, row)
  for (const row of content.categories ?? []) putRow(db, feed.category, row)
  for (const row of content.products ?? []) putProduct(db, row)
  for (const row of content.prices ?? []) putRow(db, feed.price, row)
  for (const row of content.members ?? []) putMember(db, lookupKey, row)
  for (const row of content.customers ?? []) {
    putRow(db, feed.customer, row)
    putText(db, 'customer_text(rowid, name, tax_number)', [row.id, row.name, row.taxNumber])
  }
  for (const row of content.employees ?? []) putRow(db, feed.employee, row)
  for (const row of content.programmes ?? []) putRow(db, feed.programme, row)
  for (const row of content.pointsItems ?? []) putRow(db, feed.pointsItem, row)
  for (const rule of content.promotions ?? []) {
    putRow(db, feed.promotion, { id: rule.id, rule: JSON.stringify(Promotion.parse(rule)) })
  }
  for (const row of content.coupons ?? []) putCoupon(db, lookupKey, row)
  for (const row of content.giftCards ?? []) putGiftCard(db, lookupKey, row)
  for (const row of content.frozen ?? []) putRow(db, feed.frozenAccount, row)
  for (const row of content.marks ?? []) putRow(db, feed.hubMark, row)
  db.exec('COMMIT')
}

function putProduct(db: Database.Database, { barcodes = [], ...given }: FeedProduct): void {
  const row = {
    templateId: given.id,
    code: `P${given.id}`,
    variant: '',
    categoryId: 1,
    posCategoryId: null,
    vatGroupId: 1,
    uom: 'pcs',
    listPrice: 1000_00,
    isGift: false,
    mayGoNegative: true,
    active: true,
    ...given,
  }
  putRow(db, feed.product, row)
  for (const barcode of barcodes) putRow(db, feed.barcode, { barcode, productId: row.id })
  if (!row.active) db.prepare('DELETE FROM product_text WHERE rowid = ?').run(row.id)
  else
    putText(db, 'product_text(rowid, name, code)', [row.id, `${row.name} ${row.variant}`, row.code])
}

function putMember(db: Database.Database, lookupKey: string, given: FeedMember): void {
  const { phone, cards = [], code, balances = {}, ...rest } = given
  putRow(db, feed.member, { phoneTail: phone?.slice(-4) ?? '', blocked: false, ...rest })
  const phoneOf = phone === undefined ? undefined : phoneText(phone, '976')
  const codeOf = code === undefined ? undefined : affiliateText(code)
  for (const text of [...cards.map(cardText), phoneOf, codeOf]) {
    if (text === undefined) continue
    putRow(db, feed.memberKey, { key: hashLookup(lookupKey, text), memberId: given.id })
  }
  for (const [programme, balance] of Object.entries(balances)) {
    const id = accountKey(given.id, Number(programme))
    const row = { id, memberId: given.id, programme: Number(programme), balance, asOf: 0 }
    putRow(db, feed.account, row)
  }
}

/** Issued, of programme 1, unless told otherwise. */
function putCoupon(db: Database.Database, lookupKey: string, { code, ...row }: FeedCoupon): void {
  putRow(db, feed.coupon, { programme: 1, state: 'issued', ...row })
  putVoucherKey(db, lookupKey, { code, kind: 'coupon', voucherId: row.id })
}

/** Sold, of programme 2 and empty, unless told otherwise. */
function putGiftCard(
  db: Database.Database,
  lookupKey: string,
  { code, ...row }: FeedGiftCard,
): void {
  const usual = { programme: 2, state: 'sold', balance: 0, asOf: 0, frozen: false }
  putRow(db, feed.giftCard, { ...usual, ...row })
  putVoucherKey(db, lookupKey, { code, kind: 'gift-card', voucherId: row.id })
}

function putVoucherKey(
  db: Database.Database,
  lookupKey: string,
  { code, ...row }: { readonly code: string | undefined; kind: string; voucherId: number },
): void {
  if (code === undefined) return
  putRow(db, feed.voucherKey, { key: hashLookup(lookupKey, voucherText(code)), ...row })
}

function putRow(db: Database.Database, table: SQLiteTable, row: object): void {
  const columns = Object.entries(getTableColumns(table))
  const names = columns.map(([, column]) => `"${column.name}"`).join(', ')
  const values = columns.map(([key, column]) => {
    const value: unknown = (row as Record<string, unknown>)[key]
    return value === undefined || value === null ? null : column.mapToDriverValue(value)
  })
  const marks = columns.map(() => '?').join(', ')
  db.prepare(`INSERT OR REPLACE INTO "${getTableName(table)}" (${names}) VALUES (${marks})`).run(
    values,
  )
}

function putText(db: Database.Database, table: string, values: readonly unknown[]): void {
  db.prepare(`INSERT OR REPLACE INTO ${table} VALUES (?, ?, ?)`).run([...values])
}
