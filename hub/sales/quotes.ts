import type { Basket, Quote } from '#shared/contracts/basket.ts'
import type { TillSession } from '../tills/session.ts'
import { type PriceDeps, type Priced, priceNow } from './price.ts'

export const QUOTE_MS = 15 * 60_000
/** Of all that is promised: some 30 MB. The oldest promise goes, and its sale is priced anew. */
const MAX_PARTS = 50_000

/** Prices promised to customers for 15 minutes (spine B7); lost with the process, which is fair. */
export interface Quotes {
  readonly quote: (till: TillSession, basket: Basket) => Quote
  /** The promised price, if it still holds and was made for this very basket. */
  readonly promised: (quoteId: string, basket: Basket) => Priced | null
}

interface Kept {
  readonly basket: string
  readonly quote: Quote
  readonly parts: number
}

export function createQuotes(deps: PriceDeps): Quotes {
  const { shop } = deps
  const kept = new Map<string, Kept>()
  let parts = 0
  return {
    quote(till, basket) {
      const now = shop.clock()
      const priced = priceNow(deps, basket, till)
      const own = partsOf(basket)
      parts += own
      for (const [id, old] of kept) {
        // The oldest come first: what follows is younger.
        if (old.quote.expiresAt > now && parts <= MAX_PARTS) break
        kept.delete(id)
        parts -= old.parts
      }
      const quote = { quoteId: shop.newId(), expiresAt: now + QUOTE_MS, ...priced }
      kept.set(quote.quoteId, { basket: JSON.stringify(basket), quote, parts: own })
      return quote
    },
    promised(quoteId, basket) {
      const found = kept.get(quoteId)
      if (found === undefined || found.quote.expiresAt <= shop.clock()) return null
      return found.basket === JSON.stringify(basket) ? found.quote : null
    },
  }
}

/** Its lines and their discounts, each of which stands in the quote too; all else weighs like a few. */
function partsOf({ lines }: Basket): number {
  return lines.reduce((sum, { discounts }) => sum + 1 + discounts.length, 8)
}
