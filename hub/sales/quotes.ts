import type { Basket, Quote } from '#shared/contracts/basket.ts'
import type { TillSession } from '../tills/session.ts'
import { type PriceDeps, type Priced, priceNow } from './price.ts'

export const QUOTE_MS = 15 * 60_000
const MAX_QUOTES = 5000

/** Prices promised to customers for 15 minutes (spine B7); lost with the process, which is fair. */
export interface Quotes {
  readonly quote: (till: TillSession, basket: Basket) => Quote
  /** The promised price, if it still holds and was made for this very basket. */
  readonly promised: (quoteId: string, basket: Basket) => Priced | null
}

export function createQuotes(deps: PriceDeps): Quotes {
  const { shop } = deps
  const kept = new Map<string, { readonly basket: string; readonly quote: Quote }>()
  return {
    quote(till, basket) {
      const now = shop.clock()
      for (const [id, { quote }] of kept) {
        // The oldest come first: what follows is younger.
        if (quote.expiresAt > now && kept.size < MAX_QUOTES) break
        kept.delete(id)
      }
      const quote = {
        quoteId: shop.newId(),
        expiresAt: now + QUOTE_MS,
        ...priceNow(deps, basket, till),
      }
      kept.set(quote.quoteId, { basket: JSON.stringify(basket), quote })
      return quote
    },
    promised(quoteId, basket) {
      const found = kept.get(quoteId)
      if (found === undefined || found.quote.expiresAt <= shop.clock()) return null
      return found.basket === JSON.stringify(basket) ? found.quote : null
    },
  }
}
