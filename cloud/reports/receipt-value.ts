import type { PricedBasket } from '#shared/contracts/basket.ts'
import { allocate } from '#shared/domain/allocate.ts'
import type { SalesSums } from './sales-sums.ts'

/** What stored value had to do with a receipt; a refund's amounts are negative. */
export interface ReceiptValue {
  /** Paid with gift cards. */
  readonly giftCard: number
  /** Paid with points that are a tender. */
  readonly pointsTender: number
  readonly pointsCollected: number
  readonly pointsSpent: number
  /** How the points are spread over the lines, where the hub says it. */
  readonly pointsOfLines: readonly {
    readonly lineId: string
    readonly collected: number
    readonly spent: number
  }[]
}

export const noValue: ReceiptValue = {
  giftCard: 0,
  pointsTender: 0,
  pointsCollected: 0,
  pointsSpent: 0,
  pointsOfLines: [],
}

interface Sums {
  readonly all: SalesSums
  readonly byProduct: ReadonlyMap<number, SalesSums>
}

/**
 * What belongs to the whole receipt is spread over its products, so that the report by product adds
 * up to the same: points as the hub spread them, payments by what they paid, else by gross.
 */
export function addValue(
  { all, byProduct }: Sums,
  { lines, points }: PricedBasket,
  value: ReceiptValue,
): void {
  if (isNothing(value)) return
  const productOf = new Map(lines.map(({ id, productId }) => [id, productId]))
  const byGross = weigh(byProduct, ({ gross, loaded }) => gross + loaded)
  const byLines = <T extends { readonly lineId: string }>(
    parts: readonly T[],
    amount: (part: T) => number,
  ) => {
    const weights = new Map<number, number>()
    for (const part of parts) {
      const product = productOf.get(part.lineId)
      if (product !== undefined) weights.set(product, (weights.get(product) ?? 0) + amount(part))
    }
    return weights
  }
  const spread = (
    name: 'giftCard' | 'pointsTender' | 'pointsCollected' | 'pointsSpent',
    weights: ReadonlyMap<number, number>,
  ) => {
    const total = value[name]
    if (total === 0) return
    all[name] += total
    const sums = [...byProduct]
    const sizes = [weights, byGross]
      .map((each) => sums.map(([product]) => Math.abs(each.get(product) ?? 0)))
      .find((each) => each.some((size) => size > 0))
    const parts = allocate(total, sizes ?? sums.map(() => 1))
    sums.forEach(([, ofProduct], i) => {
      ofProduct[name] += parts[i] ?? 0
    })
  }
  spread('giftCard', byGross)
  spread(
    'pointsTender',
    byLines(points?.lines ?? [], ({ amount }) => amount),
  )
  spread(
    'pointsCollected',
    byLines(value.pointsOfLines, ({ collected }) => collected),
  )
  spread(
    'pointsSpent',
    byLines(value.pointsOfLines, ({ spent }) => spent),
  )
}

function isNothing({
  giftCard,
  pointsTender,
  pointsCollected,
  pointsSpent,
}: ReceiptValue): boolean {
  return giftCard === 0 && pointsTender === 0 && pointsCollected === 0 && pointsSpent === 0
}

function weigh(
  byProduct: ReadonlyMap<number, SalesSums>,
  size: (sums: SalesSums) => number,
): ReadonlyMap<number, number> {
  return new Map(Array.from(byProduct, ([product, sums]) => [product, size(sums)]))
}
