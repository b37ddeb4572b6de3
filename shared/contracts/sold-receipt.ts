import { z } from 'zod'
import { PricedBasket } from './basket.ts'
import { Envelope, SaleClosed } from './event.ts'
import { Settlement } from './tender.ts'
import { Code, EdgeId } from './units.ts'

/** What was given back of a sale, by whatever store. */
export const RefundOfSale = z.object({
  id: EdgeId,
  priced: PricedBasket,
  settlement: Settlement,
})
export type RefundOfSale = z.infer<typeof RefundOfSale>

/**
 * A sale of any store of the company, as its hub sent it, with what the books know to be given back
 * of it: all that another store needs to give it back (spine B5). `GET /v1/hub/receipts`.
 */
export const SoldReceipt = z
  .object({
    store: z.object({ code: Code, name: z.string() }),
    /** As printed. */
    number: z.string(),
    envelope: Envelope,
    payload: SaleClosed,
    refunds: z.array(RefundOfSale),
  })
  .meta({ id: 'SoldReceipt' })
export type SoldReceipt = z.infer<typeof SoldReceipt>

export const SoldReceipts = z
  .object({ items: z.array(SoldReceipt).max(10) })
  .meta({ id: 'SoldReceipts' })

export const SoldReceiptQuery = z
  .object({ id: EdgeId.optional(), number: z.string().min(1).max(80).optional() })
  .refine(({ id, number }) => (id === undefined) !== (number === undefined), 'give id or number')
export type SoldReceiptQuery = z.infer<typeof SoldReceiptQuery>
