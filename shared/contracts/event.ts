import { z } from 'zod'
import { SendingPartner } from './affiliate.ts'
import { PricedBasket } from './basket.ts'
import { LoyaltySnapshot } from './points.ts'
import { Settlement, TenderKind } from './tender.ts'
import { BusinessDay, Currency, EdgeId, Instant, Key, Money, Quantity } from './units.ts'
import { IssuedCoupon, IssuedTaken } from './voucher.ts'

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
  'lease.granted',
  'lease.refused',
  'lease.returned',
  'lease.closed',
  'refund-right.returned',
  'hub.noted',
])
export type EventType = z.infer<typeof EventType>

/** A movement of stored value: accounts are named by the cloud, ids made at the edge. */
export const ValueMovement = z.object({
  id: EdgeId,
  account: z.string().min(1).max(80),
  /** `give-back`: spent value returns to its holder. `take-back`: earned value is taken again. */
  kind: z.enum(['earn', 'load', 'spend', 'give-back', 'take-back']),
  /** Whole units; the kind says which way they go. */
  amount: z.int().positive(),
  /**
   * What a spend comes out of, and what a give-back goes into; `account` = its free part. A load with
   * `lease` is a coupon for the next order, born in a lease of its hub (shared/value/born-lease.ts).
   */
  cover: z.enum(['lease', 'trust', 'local-balance', 'account']),
  /** The lease, where that is the cover. */
  lease: z.string().max(80).nullable(),
  /** The movement that a give-back or take-back undoes, wholly or in part. */
  reverses: EdgeId.nullable(),
  /** The programme's rule that made it. */
  rule: z.string().max(80).nullable(),
  /** When the lot that it brings ends; null = never. */
  endsAt: Instant.nullable(),
})
export type ValueMovement = z.infer<typeof ValueMovement>

/** What became of a lease on the hub (spine B1); always applied, like every part of the envelope. */
export const LeaseWord = z.object({
  lease: z.string().min(1).max(80),
  account: z.string().min(1).max(80),
  /** The stream message that it answers; 0 where the hub did it unasked. */
  n: z.int().min(0),
  granted: z.int().min(0),
  endsAt: Instant,
  receiptId: z.string().max(80).nullable(),
  /** Spent out of it since it was granted, after what was put back. */
  spent: z.int().min(0),
  /** What this event returns to the cloud. */
  returned: z.int().min(0),
  reason: z.enum(['granted', 'recalled', 'unknown', 'dead', 'late', 'ended', 'receipt-ended']),
})
export type LeaseWord = z.infer<typeof LeaseWord>

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
        /** What a refund is given under (spine B5); null on a sale. */
        cover: z.enum(['right', 'pending-credit', 'trust']).nullable().default(null),
      })
      .nullable(),
    movements: z.array(ValueMovement).max(1000),
    tenders: z.array(z.object({ kind: TenderKind, amount: Money })).max(20),
    stock: z.array(z.object({ productId: Key, quantity: Quantity })).max(1000),
    /** The leases that the movements spend, and the coupons that they use. */
    leases: z.array(z.string().max(80)).max(100),
    /** On `lease.*` events. */
    word: LeaseWord.nullable().default(null),
    coupons: z.array(z.string().max(80)).max(100),
  })
  .meta({ id: 'Envelope' })
export type Envelope = z.infer<typeof Envelope>

/** Names as they were when the receipt was made, so that it can be read again for ever. */
const asPrinted = {
  cashierName: z.string().max(100).optional(),
  /**
   * The affiliate partner who sent the customer; a refund has its sale's. Not in the envelope, for
   * what a partner earns is reckoned from what this payload says was paid.
   */
  partner: SendingPartner.optional(),
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
  /** One for each programme that the receipt has to do with. */
  loyalty: z.array(LoyaltySnapshot).max(20).optional(),
  /** Coupons for the next order. */
  issued: z.array(IssuedCoupon).max(100).optional(),
})
export type SaleClosed = z.infer<typeof SaleClosed>

/** What was given back: the priced basket and the settlement hold negative quantities and amounts. */
export const SaleRefunded = z.object({
  v: z.literal(1),
  ...asPrinted,
  originalId: EdgeId,
  originalNumber: z.string(),
  reason: z.string().max(200),
  /** The day whose refund trust it drew on, where that is its cover (spine B1.10). */
  trustDay: z.string().max(20).optional(),
  customerId: Key.nullable(),
  memberId: Key.nullable(),
  priced: PricedBasket,
  settlement: Settlement,
  loyalty: z.array(LoyaltySnapshot).max(20).optional(),
  /** What became of the coupons that its sale had brought. */
  issuedTaken: z.array(IssuedTaken).max(100).optional(),
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

/**
 * Of which stream the message came that the event answers (`n`), and in which epoch a lease was
 * granted; absent where unasked. Unlike the event's own epoch they never change.
 */
const ofStream = { incarnation: z.int().min(1).optional(), epoch: z.int().min(1).optional() }

/** The words of the envelope say the rest. */
export const LeaseNoted = z.object({ v: z.literal(1), ...ofStream })
export type LeaseNoted = z.infer<typeof LeaseNoted>

/**
 * The right to refund this receipt goes to the cloud; where the envelope's receipt has the cover
 * `right`, it was asked for and does not go yet.
 */
export const RefundRightReturned = z.object({
  v: z.literal(1),
  n: z.int().min(0),
  ...ofStream,
})
export type RefundRightReturned = z.infer<typeof RefundRightReturned>

/** Of the hub itself: a new epoch, an old image that a till witnessed, a damaged disk, a kept sale it refused. */
export const HubNoted = z.object({
  v: z.literal(1),
  note: z.enum(['epoch-opened', 'old-image-witnessed', 'journal-salvaged', 'kept-sale-refused']),
  words: z.string().max(300),
})
export type HubNoted = z.infer<typeof HubNoted>

export const payloadByType = {
  'sale.closed': SaleClosed,
  'sale.refunded': SaleRefunded,
  'shift.opened': ShiftOpened,
  'shift.closed': ShiftClosed,
  'cash.moved': CashMoved,
  'receipt.reprinted': ReceiptReprinted,
  'lease.granted': LeaseNoted,
  'lease.refused': LeaseNoted,
  'lease.returned': LeaseNoted,
  'lease.closed': LeaseNoted,
  'refund-right.returned': RefundRightReturned,
  'hub.noted': HubNoted,
} as const satisfies Record<EventType, z.ZodType>
