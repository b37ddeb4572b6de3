import type { Conditions } from '../../contracts/conditions.ts'
import { type Hours, isWithin, type StoreTime, storeTime } from './store-time.ts'

/** What the engine must know of the member beside the basket's `memberId`. */
export interface MemberFacts {
  readonly id: number
  readonly level: string | null
  readonly groups: readonly string[]
  /** Codes of the programmes in which the member has an account. */
  readonly programmes: readonly string[]
}

/** Where, when and for whom a basket is priced. */
export interface Circumstances {
  readonly at: number
  readonly storeId: number
  readonly member: MemberFacts | null
  readonly customerId: number | null
  /** Asked only by rules that name hours or weekdays, then kept. */
  readonly storeTime: () => StoreTime
}

export function createCircumstances(
  of: Omit<Circumstances, 'storeTime'> & { readonly timeZone: string },
): Circumstances {
  let time: StoreTime | undefined
  const { at, storeId, member, customerId, timeZone } = of
  return {
    at,
    storeId,
    member,
    customerId,
    storeTime: () => {
      time ??= storeTime(at, timeZone)
      return time
    },
  }
}

/** Conditions with their lists as sets; made once, used for every basket. */
export interface CompiledConditions {
  readonly source: Conditions
  /** Null = every product that is not excluded. */
  readonly products: ReadonlySet<number> | null
  readonly categories: ReadonlySet<number> | null
  readonly excludedProducts: ReadonlySet<number> | null
  readonly excludedCategories: ReadonlySet<number> | null
  readonly stores: ReadonlySet<number> | null
  readonly weekdays: ReadonlySet<number> | null
  readonly hours: readonly Hours[] | null
}

export function compileConditions(source: Conditions): CompiledConditions {
  return {
    source,
    products: setOf(source.products),
    categories: setOf(source.categories),
    excludedProducts: setOf(source.excludedProducts),
    excludedCategories: setOf(source.excludedCategories),
    stores: setOf(source.stores),
    weekdays: setOf(source.weekdays),
    hours: source.hours ?? null,
  }
}

/** `categoryIds` is the product's whole chain: its category, that one's parent and so on. */
export interface ConditionedProduct {
  readonly id: number
  readonly categoryIds?: readonly number[]
}

export function admitsProduct(
  { products, categories, excludedProducts, excludedCategories }: CompiledConditions,
  { id, categoryIds }: ConditionedProduct,
): boolean {
  if (excludedProducts?.has(id) === true) return false
  if (hasAny(excludedCategories, categoryIds)) return false
  if (products === null && categories === null) return true
  return products?.has(id) === true || hasAny(categories, categoryIds)
}

export type UnmetCondition = 'not-now' | 'wrong-store' | 'wrong-member' | 'wrong-customer'

/** The first condition that the circumstances do not meet; products and minima come apart. */
export function unmetCondition(
  conditions: CompiledConditions,
  circumstances: Circumstances,
): UnmetCondition | null {
  if (!holdsNow(conditions, circumstances)) return 'not-now'
  const { stores, source } = conditions
  if (stores !== null && !stores.has(circumstances.storeId)) return 'wrong-store'
  if (!meetsMember(source.member, circumstances.member)) return 'wrong-member'
  if (source.customer !== undefined) {
    const { customerId } = circumstances
    const { ids } = source.customer
    if (customerId === null) return 'wrong-customer'
    if (ids !== undefined && !ids.includes(customerId)) return 'wrong-customer'
  }
  return null
}

/** What an order costs at its prices, before any discount. */
export interface OrderAmounts {
  readonly withVat: number
  readonly withoutVat: number
}

/** What the order lacks to the minimum amount; 0 = nothing. */
export function missingAmount({ source }: CompiledConditions, order: () => OrderAmounts): number {
  const minimum = source.minimumAmount
  if (minimum === undefined) return 0
  const { withVat, withoutVat } = order()
  return Math.max(0, minimum.amount - (minimum.vat === 'included' ? withVat : withoutVat))
}

/** What the matching lines lack to the minimum quantity, in thousandths; 0 = nothing. */
export function missingQuantity({ source }: CompiledConditions, matching: number): number {
  return Math.max(0, (source.minimumQuantity ?? 0) - matching)
}

function holdsNow(
  { source, weekdays, hours }: CompiledConditions,
  { at, storeTime }: Circumstances,
): boolean {
  if (source.startsAt !== undefined && at < source.startsAt) return false
  if (source.endsAt !== undefined && at >= source.endsAt) return false
  return (weekdays === null && hours === null) || isWithin(storeTime(), weekdays, hours)
}

function meetsMember(wanted: Conditions['member'], member: MemberFacts | null): boolean {
  if (wanted === undefined) return true
  if (member === null) return false
  const { ids, levels, groups, programmes } = wanted
  return (
    (ids === undefined || ids.includes(member.id)) &&
    (levels === undefined || (member.level !== null && levels.includes(member.level))) &&
    (groups === undefined || groups.some((group) => member.groups.includes(group))) &&
    (programmes === undefined || programmes.some((code) => member.programmes.includes(code)))
  )
}

function setOf<T>(values: readonly T[] | undefined): ReadonlySet<T> | null {
  return values === undefined ? null : new Set(values)
}

function hasAny(set: ReadonlySet<number> | null, ids: readonly number[] | undefined): boolean {
  return set !== null && ids?.some((id) => set.has(id)) === true
}
