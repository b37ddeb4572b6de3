import { z } from 'zod'
import { PricedBasket } from './basket.ts'
import { Settlement, TenderKind } from './tender.ts'
import { BusinessDay, Currency, EdgeId, Instant, Key, Money, Quantity } from './units.ts'

/**
 * The journal's events in two layers (spine B2.1).
 *
 * The envelope is version 1 for ever: the hub checks it before fsync, the cloud always applies it.
 * The payload carries its own version and alone may be quarantined.
 *
 * An event is stored and sent as one line of JSON, the *body*: `{"envelope":{…},"payload":{…}}`.
 * Its hash is sha256(prev ‖ hub ‖ epoch ‖ seq ‖ id ‖ type ‖ at ‖ body bytes), the text parts joined
 * by newlines (spine B2.6; `shared/domain/chain.ts`).
 */
export const EventType = z.enum([
  'sale.closed',
  'sale.refunded',
  'shift.opened',
  'shift.closed',
  'cash.moved',
  'receipt.reprinted',
])
export type EventType = z.infer<typeof EventType>

/** A movement of stored value: accounts are named by the cloud, ids made at the edge. */
export const ValueMovement = z.object({
  id: EdgeId,
  account: z.string().min(1).max(80),
  amount: z.int(),
})

export const Envelope = z
  .object({
    v: z.literal(1),
    id: EdgeId,
    type: EventType,
    /** Wall clock of the hub as it was, with the boot and uptime that let the cloud correct it. */
    at: Instant,
    bootId: z.string().max(64),
    uptimeMs: z.int().min(0),
    businessOn: BusinessDay,
    currency: Currency,
    till: z.string().max(12).nullable(),
    shiftId: EdgeId.nullable(),
    cashierId: Key.nullable(),
    receipt: z
      .object({
        id: EdgeId,
        /** `store-till-epoch-counter`; the two check characters come from the hash (spine B4). */
        number: z.string().max(60),
        /** The receipt that a refund gives back. */
        originalId: EdgeId.nullable(),
      })
      .nullable(),
    movements: z.array(ValueMovement).max(1000),
    tenders: z.array(z.object({ kind: TenderKind, amount: Money })).max(20),
    stock: z.array(z.object({ productId: Key, quantity: Quantity })).max(1000),
    leases: z.array(z.string().max(80)).max(100),
    coupons: z.array(z.string().max(80)).max(100),
  })
  .meta({ id: 'Envelope' })
export type Envelope = z.infer<typeof Envelope>

/** Names as they were when the receipt was made, so that it can be read again for ever. */
const asPrinted = {
  cashierName: z.string().max(100).optional(),
  customer: z
    .object({ id: Key, name: z.string(), taxNumber: z.string(), address: z.string() })
    .nullable()
    .optional(),
}

/** What was sold. All amounts are positive. */
export const SaleClosed = z.object({
  v: z.literal(1),
  ...asPrinted,
  catalogueVersion: z.string().max(80),
  customerId: Key.nullable(),
  memberId: Key.nullable(),
  priced: PricedBasket,
  settlement: Settlement,
})
export type SaleClosed = z.infer<typeof SaleClosed>

/** What was given back: the priced basket and the settlement hold negative quantities and amounts. */
export const SaleRefunded = z.object({
  v: z.literal(1),
  ...asPrinted,
  originalId: EdgeId,
  originalNumber: z.string(),
  reason: z.string().max(200),
  customerId: Key.nullable(),
  memberId: Key.nullable(),
  priced: PricedBasket,
  settlement: Settlement,
})
export type SaleRefunded = z.infer<typeof SaleRefunded>

export const ShiftOpened = z.object({ v: z.literal(1), openingCash: Money.min(0) })
export type ShiftOpened = z.infer<typeof ShiftOpened>

export const ShiftClosed = z.object({
  v: z.literal(1),
  openedAt: Instant,
  openingCash: Money,
  countedCash: Money,
  expectedCash: Money,
  /** counted − expected: over (+) or short (−). */
  difference: Money,
  receipts: z.int().min(0),
  refunds: z.int().min(0),
  tenders: z.array(z.object({ kind: TenderKind, amount: Money })),
})
export type ShiftClosed = z.infer<typeof ShiftClosed>

/** Cash put into the drawer (+) or taken out (−) outside sales. */
export const CashMoved = z.object({ v: z.literal(1), amount: Money, reason: z.string().max(200) })
export type CashMoved = z.infer<typeof CashMoved>

export const ReceiptReprinted = z.object({ v: z.literal(1), receiptId: EdgeId })
export type ReceiptReprinted = z.infer<typeof ReceiptReprinted>

export const payloadByType = {
  'sale.closed': SaleClosed,
  'sale.refunded': SaleRefunded,
  'shift.opened': ShiftOpened,
  'shift.closed': ShiftClosed,
  'cash.moved': CashMoved,
  'receipt.reprinted': ReceiptReprinted,
} as const satisfies Record<EventType, z.ZodType>
