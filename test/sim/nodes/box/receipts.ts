import { receiptNumberBase } from '#shared/domain/receipt-number.ts'
import type { BoxSite } from './box-site.ts'
import type { Draft } from './drafts.ts'
import type { Projections } from './projections.ts'

/** What becomes of a till's request: a draft, or a reason to tell the cashier. */
export type Drafted =
  | { readonly outcome: 'drafted'; readonly draft: Draft }
  | { readonly outcome: 'refused'; readonly reason: string }

/** The number of this till's next receipt; it counts the receipts in the journal. */
export function nextReceiptNumber(
  { store }: BoxSite,
  projections: Projections,
  till: string,
): string {
  return receiptNumberBase({
    store: `S${store}`,
    till,
    epoch: projections.head().epoch,
    counter: projections.receiptsOf(till) + 1,
    provisional: projections.isProvisional(),
  })
}
