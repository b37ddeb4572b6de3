import { z } from 'zod'
import { SaleClosed, SaleRefunded } from '#shared/contracts/event.ts'
import { SettingChange } from '../ui/changes.tsx'

export const Receipt = z.object({
  id: z.string(),
  kind: z.enum(['sale', 'refund']),
  number: z.string(),
  storeId: z.int(),
  storeCode: z.string(),
  till: z.string(),
  businessOn: z.string(),
  at: z.int(),
  shiftId: z.string().nullable(),
  cashier: z.string().nullable(),
  originalId: z.string().nullable(),
  currency: z.string(),
  total: z.int(),
  state: z.string(),
})
export type Receipt = z.infer<typeof Receipt>

export const ReceiptPage = z.object({ items: z.array(Receipt), next: z.string().nullable() })

export const Transaction = z.object({
  id: z.int(),
  kind: z.string(),
  businessOn: z.string(),
  postedOn: z.string(),
  postedAt: z.int(),
  currency: z.string(),
  debit: z.int(),
  credit: z.int(),
  postings: z.array(
    z.object({
      accountId: z.int(),
      code: z.string(),
      name: z.string(),
      debit: z.int(),
      credit: z.int(),
    }),
  ),
})
export type Transaction = z.infer<typeof Transaction>

export const RefundGrant = z.object({
  id: z.string(),
  storeCode: z.string(),
  storeName: z.string(),
  amount: z.int(),
  over: z.enum(['unused', 'void', 'revoked']).nullable(),
  tellsFrom: z.int().nullable(),
})
export type RefundGrant = z.infer<typeof RefundGrant>
export const RefundRight = z.object({
  holder: z.enum(['hub', 'recalled', 'cloud']),
  refunded: z.int(),
  left: z.int(),
  grants: z.array(RefundGrant),
  changes: z.array(SettingChange),
})
export type RefundRight = z.infer<typeof RefundRight>
export const GrantRevoked = z.object({ amount: z.int(), left: z.int() })

export const Trace = z.object({
  receipt: Receipt,
  store: z.object({ id: z.int(), code: z.string(), name: z.string() }),
  hub: z.object({ id: z.int(), name: z.string() }),
  event: z.object({
    appliedSeq: z.int(),
    id: z.string().nullable(),
    type: z.string(),
    epoch: z.int(),
    seq: z.int(),
    hash: z.string(),
    at: z.int(),
    correctedAt: z.int().nullable(),
  }),
  batch: z.object({
    id: z.int(),
    firstSeq: z.int(),
    lastSeq: z.int(),
    receivedAt: z.int(),
  }),
  quarantineReason: z.string().nullable(),
  body: z.object({ envelope: z.unknown(), payload: z.unknown() }),
  refundRight: RefundRight.nullable(),
  transactions: z.array(Transaction),
  later: z.array(
    z.object({
      appliedSeq: z.int(),
      type: z.string(),
      at: z.int(),
      receiptId: z.string().nullable(),
      number: z.string().nullable(),
      total: z.int().nullable(),
    }),
  ),
})
export type Trace = z.infer<typeof Trace>

export type Document = z.infer<typeof SaleClosed> | z.infer<typeof SaleRefunded>

/** What was sold, if it can be read: a payload in quarantine may hold anything. */
export function documentOf({ receipt, body }: Trace): Document | null {
  const shape = receipt.kind === 'sale' ? SaleClosed : SaleRefunded
  return shape.safeParse(body.payload).data ?? null
}
