import type { Conditions } from '../../contracts/conditions.ts'
import type { BundleSet, Promotion, Reward } from '../../contracts/promotion.ts'
import { type CompiledConditions, compileConditions } from './conditions.ts'
import { compareRewards } from './rewards/reward-order.ts'

/** A promotion, ready for use. */
export interface Rule {
  /** Names it on every amount that it takes off: `promotion:<id>`. */
  readonly ruleId: string
  readonly promotion: Promotion
  /** When it is applied: pieces before percents before fixed amounts. */
  readonly place: number
  readonly conditions: CompiledConditions
  /** Products and categories of each set, where the reward is a bundle. */
  readonly sets: readonly CompiledConditions[]
}

/** All promotions of a store: made once per version of the catalogue, used for every basket. */
export interface CompiledRules {
  readonly timeZone: string
  /** Of the store; coupons in another one are refused. */
  readonly currency: string
  /** Higher priority first, then by id. */
  readonly automatic: readonly Rule[]
  readonly couponRules: ReadonlyMap<number, Rule>
  /** Positions in `automatic`, before what a rule excludes. */
  readonly byProduct: ReadonlyMap<number, readonly number[]>
  readonly byCategory: ReadonlyMap<number, readonly number[]>
  readonly everyProduct: readonly number[]
  /** Products that rewards name: the catalogue must hold them beside those of the basket. */
  readonly productIds: readonly number[]
}

export function compileRules(
  promotions: readonly Promotion[],
  store: { readonly timeZone: string; readonly currency: string },
): CompiledRules {
  const rules = promotions.toSorted(compareRewards).map(compileRule).sort(byPriority)
  const automatic = rules.filter((rule) => rule.promotion.trigger === 'automatic')
  const byProduct = new Map<number, number[]>()
  const byCategory = new Map<number, number[]>()
  const everyProduct: number[] = []
  for (const [position, { conditions }] of automatic.entries()) {
    const { products, categories } = conditions
    if (products === null && categories === null) everyProduct.push(position)
    for (const id of products ?? []) addTo(byProduct, id, position)
    for (const id of categories ?? []) addTo(byCategory, id, position)
  }
  return {
    timeZone: store.timeZone,
    currency: store.currency,
    automatic,
    couponRules: new Map(
      rules.flatMap((rule) =>
        rule.promotion.trigger === 'coupon' ? [[rule.promotion.id, rule]] : [],
      ),
    ),
    byProduct,
    byCategory,
    everyProduct,
    productIds: [...new Set(promotions.flatMap(({ reward }) => productsOf(reward)))],
  }
}

/** Of two rules the one that goes first. */
function byPriority(a: Rule, b: Rule): number {
  return b.promotion.priority - a.promotion.priority || a.promotion.id - b.promotion.id
}

function compileRule(promotion: Promotion, place: number): Rule {
  const { id, conditions, reward } = promotion
  const sets = reward.kind === 'bundle' ? reward.sets : []
  return {
    ruleId: `promotion:${id}`,
    promotion,
    place,
    conditions: compileConditions(narrowed(conditions, sets)),
    sets: sets.map(({ products, categories }) => compileConditions({ products, categories })),
  }
}

/** A bundle that names no products is for those of its sets, which the index then knows. */
function narrowed(conditions: Conditions, sets: readonly BundleSet[]): Conditions {
  const { products, categories } = conditions
  const isNamed = products !== undefined || categories !== undefined
  const isOpen = sets.some((set) => set.products === undefined && set.categories === undefined)
  if (isNamed || isOpen || sets.length === 0) return conditions
  return {
    ...conditions,
    products: sets.flatMap((set) => set.products ?? []),
    categories: sets.flatMap((set) => set.categories ?? []),
  }
}

function productsOf(reward: Reward): number[] {
  if (reward.kind === 'free-product') return [reward.productId]
  return reward.kind === 'gift-line' ? [reward.giftLineProductId] : []
}

function addTo(map: Map<number, number[]>, key: number, position: number): void {
  const there = map.get(key)
  if (there === undefined) map.set(key, [position])
  else there.push(position)
}
