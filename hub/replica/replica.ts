import type { CouponSettings } from '#shared/contracts/coupon-programme.ts'
import type { GiftCardSettings } from '#shared/contracts/gift-card-programme.ts'
import type { StoreProfile } from '#shared/contracts/sync.ts'
import type { Right } from '#shared/contracts/till.ts'
import type { CompiledProgramme } from '#shared/domain/points/compile-programme.ts'
import type { CompiledRules } from '#shared/domain/pricing/compile-rules.ts'
import type {
  category,
  coupon,
  customer,
  giftCard,
  member,
  price,
  product,
  programme,
  vatGroup,
} from '#shared/feed/schema.ts'
import type { CloudMark } from '#shared/journal/kept-sales.ts'
import type { Head } from '#shared/journal/record.ts'
import type { ReplicaDamage } from './file.ts'

export type ReplicaProduct = typeof product.$inferSelect & {
  readonly vatRate: number
  readonly barcodes: readonly string[]
}
export type ReplicaPrice = typeof price.$inferSelect
export type ReplicaVatGroup = typeof vatGroup.$inferSelect
export type ReplicaCategory = typeof category.$inferSelect
export type ReplicaMember = typeof member.$inferSelect
export type ReplicaCustomer = typeof customer.$inferSelect
export type ReplicaCoupon = Omit<typeof coupon.$inferSelect, 'movers'> & {
  readonly kind: 'coupon'
  /** Its state holds what these hubs did to it up to there. */
  readonly movers: readonly CloudMark[]
}
export type ReplicaGiftCard = typeof giftCard.$inferSelect & { readonly kind: 'gift-card' }
/** A coupon or gift card as the books had it. */
export type ReplicaVoucher = ReplicaCoupon | ReplicaGiftCard
export type ReplicaProgramme = Omit<typeof programme.$inferSelect, 'settings'>
export interface ReplicaVoucherProgramme {
  readonly id: number
  readonly code: string
  readonly name: string
  /** Null: of the other kind, or nothing is set that this program can read. */
  readonly coupon: CouponSettings | null
  readonly giftCard: GiftCardSettings | null
}
/** Rules of earning and paying with the list of items, for the store that asked. */
export interface ReplicaPointsProgramme {
  readonly id: number
  readonly compiled: CompiledProgramme
}
export interface ReplicaAccount {
  readonly programme: number
  readonly balance: number
  readonly asOf: number
}
export interface ReplicaEmployee {
  readonly id: number
  readonly storeId: number | null
  readonly name: string
  readonly pin: string
  readonly rights: readonly Right[]
  readonly active: boolean
}

/** `after` is the `next` of the page before. */
export interface PageRequest {
  readonly after?: string | undefined
  readonly limit: number
}
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

/**
 * What the store knows of its company, read from the replica's file. Every call is synchronous, a
 * few microseconds to a few milliseconds, and throws `Failure('unavailable')` while there is no
 * replica. Calls that must agree with each other stand in one `snapshot`.
 */
export interface Replica extends Disposable {
  /** False until the first copy is in place. */
  readonly present: boolean
  /** What is wrong with its file, until another one has taken its place; null = nothing known. */
  damage(): ReplicaDamage | null
  /** Reads of one moment: no commit of the feed falls between them. Keep it under 100 ms. */
  snapshot<Result>(read: () => Result): Result
  /** The same number as before: nothing in it had changed when this turn of the event loop asked first. */
  changes(): number
  /** Takes up a newly built file, then closes and deletes the one before it. */
  refresh(): void
  /** When it last held all that the cloud had; null if that is not known. */
  asOf(): number | null
  /** Said by the sync after each success. */
  markComplete(at: number): void

  storeProfile(storeId: number): StoreProfile
  /** Changes with products, prices, VAT groups and rules of points; HQ keeps what each version meant. */
  catalogueVersion(): string
  product(id: number): ReplicaProduct | undefined
  /** Active products only, as all searches. */
  productByBarcode(barcode: string): ReplicaProduct | undefined
  productsByText(text: string, page: PageRequest): Page<ReplicaProduct>
  productsByPosCategory(posCategoryId: number, page: PageRequest): Page<ReplicaProduct>
  posCategories(): readonly ReplicaCategory[]
  /** Prices other than the list price, of all stores and customers: the price engine chooses. */
  pricesOf(productIds: readonly number[]): readonly ReplicaPrice[]
  vatGroups(): readonly ReplicaVatGroup[]
  /** Null at the top, and where there is no such category. */
  parentCategory(categoryId: number): number | null

  member(id: number): ReplicaMember | undefined
  memberByPhone(phone: string): ReplicaMember | undefined
  memberByCard(card: string): ReplicaMember | undefined
  /** An affiliate partner by its code. */
  memberByAffiliateCode(code: string): ReplicaMember | undefined
  accountsOf(memberId: number): readonly ReplicaAccount[]
  /** HQ froze it: nothing may be spent. */
  isFrozen(memberId: number, programme: number): boolean
  /** What a member of this company may hold. */
  programmes(): readonly ReplicaProgramme[]
  /** Those that have rules of earning or paying; the same objects until any of it changes. */
  pointsProgrammes(storeId: number): readonly ReplicaPointsProgramme[]
  /** Ready for use in this store; null = there are none. The same object until any of it changes. */
  promotions(store: { readonly timeZone: string; readonly currency: string }): CompiledRules | null
  /** Kinds of coupons and gift cards, with what HQ has set of them. */
  voucherProgrammes(): readonly ReplicaVoucherProgramme[]
  /** By its printed code, however it was typed. */
  voucherByCode(code: string): ReplicaVoucher | undefined
  voucher(account: string): ReplicaVoucher | undefined
  /** How far this state has the journal of a hub; seq 0 before the first. */
  hubMark(hubId: number): Head
  /** Up to which seq it has a hub's journal of this epoch; 0 = nothing of it. */
  reached(hubId: number, epoch: number): number
  customer(id: number): ReplicaCustomer | undefined
  customerByTaxNumber(taxNumber: string): ReplicaCustomer | undefined
  customersByText(text: string, page: PageRequest): Page<ReplicaCustomer>
  /** Active ones of this store or of all stores. */
  employees(storeId: number): readonly ReplicaEmployee[]
  employee(id: number): ReplicaEmployee | undefined
}
