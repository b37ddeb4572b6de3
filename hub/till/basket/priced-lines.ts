import type { PricedLine } from '#shared/contracts/basket.ts'
import { multiplyDivide } from '#shared/domain/money.ts'
import { draft } from './basket.ts'
import type { DraftLine } from './draft.ts'
import { priced } from './quote.ts'

export interface ShownLine {
  readonly line: DraftLine
  readonly unitPrice: number
  /** List price × quantity, before what is taken off under it. */
  readonly amount: number
  /** Rows under the line: difference lines of the price engine and line discounts. */
  readonly under: readonly {
    readonly kind: 'difference' | 'discount'
    readonly reason: string
    readonly amount: number
  }[]
  /** False until the hub has priced this very quantity. */
  readonly sure: boolean
}

/** The basket's lines with the hub's prices, or the last known price at once. */
export function shownLines(): readonly ShownLine[] {
  const lines = priced.value?.lines ?? []
  return draft.value.lines.map((line) => {
    const own = lines.find(
      ({ kind, id }) => (kind === 'product' || kind === 'load') && id === line.id,
    )
    if (own === undefined || own.quantity !== line.quantity) return guess(line, own)
    const differences = lines.filter(
      (other) => other.kind === 'difference' && other.ofLine === line.id,
    )
    return {
      line,
      unitPrice: own.unitPrice,
      amount: times(own.unitPrice, own.quantity),
      under: [
        ...differences.map((other) => ({
          kind: 'difference' as const,
          reason: '',
          amount: times(other.unitPrice, other.quantity),
        })),
        ...[own, ...differences].flatMap((part) => part.discounts.map(asDiscount)),
      ],
      sure: true,
    }
  })
}

function guess(line: DraftLine, own: PricedLine | undefined): ShownLine {
  const unitPrice = line.typedPrice ?? own?.unitPrice ?? line.product.listPrice
  return { line, unitPrice, amount: times(unitPrice, line.quantity), under: [], sure: false }
}

function asDiscount(discount: PricedLine['discounts'][number]) {
  return { kind: 'discount' as const, reason: discount.reason, amount: -Math.abs(discount.amount) }
}

function times(unitPrice: number, quantity: number): number {
  return multiplyDivide(unitPrice, quantity, 1000, 'halfUp')
}

/** What is due: the quote's total, or until it comes the sum of what is known. */
export function shownTotal(): number {
  const lines = shownLines()
  const known = priced.value
  if (known !== null && lines.every((shown) => shown.sure)) return known.total
  return lines.reduce((sum, shown) => sum + shown.amount, 0)
}
