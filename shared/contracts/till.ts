import { z } from 'zod'
import { AffiliateState, SendingPartner } from './affiliate.ts'
import { Basket, PricedBasket, Quote } from './basket.ts'
import { Availability, CardFault, DeviceId } from './device.ts'
import { LoyaltySnapshot, PointsRefusal } from './points.ts'
import { Points } from './points-programme.ts'
import { Settlement, TenderGiven, TenderKind } from './tender.ts'
import { Trouble } from './trouble.ts'
import {
  BusinessDay,
  Code,
  Currency,
  EdgeId,
  Instant,
  Key,
  MAX_TYPED_MONEY,
  Money,
  pageOf,
  Quantity,
} from './units.ts'
import { IssuedCoupon, IssuedTaken, VoucherAccount } from './voucher.ts'
import { StoredEvent } from './witness.ts'

/**
 * The hub's API for tills, under /v1, `Authorization: Bearer <till token>` except for pairing.
 *
 *   GET    /health                  {selling, reason}                   no token: may this hub sell, or why not
 *   POST   /pair                    PairRequest → PairAnswer            one-time code from POST /pairing-codes
 *   POST   /pairing-codes           {till?} → {code, expiresAt}         needs the hub's admin token
 *   GET    /status                  HubStatus
 *   GET    /employees               those who may sign in here
 *   POST   /sign-in                 SignIn → Cashier                    DELETE /sign-in signs out
 *   GET    /products                ?barcode= | ?text= (paged) | ?posCategory=   → page of TillProduct
 *   GET    /products/{id}           TillProduct
 *   GET    /pos-categories          [{id, name}]
 *   GET    /members                 ?card= | ?phone= | ?id= | ?affiliate= → TillMember, 404 if none
 *   GET    /customers               ?taxNumber= | ?text= → page of TillCustomer
 *   POST   /quotes                  Basket → Quote
 *   PUT    /covers/{receiptId}      CoverRequest → Covered, 409 NotSpendable     reserves stored value
 *   DELETE /covers/{receiptId}      the receipt is given up, or paid otherwise
 *   DELETE /covers/{receiptId}/{account}                                 only what this account pays
 *   GET    /vouchers                ?code= → TillVoucher, 404 if no coupon or gift card has it
 *   POST   /sales                   SaleRequest → Saved (201 the first time, 200 after; 409 other content)
 *   POST   /refunds                 RefundRequest → Saved, 409 NotRefundable
 *   POST   /kept-sales              KeptSales → FoundSales              what a till kept of another disk
 *   GET    /receipts                ?number= of any store | newest first, paged → page of ReceiptSummary
 *   GET    /receipts/{id}           Receipt, of any store while the cloud answers
 *   POST   /receipts/{id}/reprint   {id: EdgeId} → Saved
 *   GET    /shifts/current          Shift, 404 if none is open on this till
 *   POST   /shifts                  OpenShift → Shift
 *   POST   /shifts/{id}/close       CloseShift → Shift
 *   POST   /cash-movements          MoveCash → Saved
 *   GET    /parked-baskets          [ParkedBasket] of all tills of this hub
 *   PUT    /parked-baskets/{id}     ParkBasket
 *   DELETE /parked-baskets/{id}     takes it out; 404 if another till was first
 *   POST   /weigh                   Weighed, 503 `scale` says why not    a stable weight of this till's scale
 *   POST   /drawer                  OpenDrawer → 202 opens this till's drawer (right `drawer.open`)
 *   GET    /devices, PUT /devices/{id}, DELETE /devices/{id}   DeviceConfig (admin token)
 *   GET    /live                    WebSocket, `?token=`: LiveEvent
 *
 * Requests and answers of a paired till carry what it saw of the journal (`witness.ts`).
 */
export const Right = z.enum([
  'sale',
  'price.type',
  'discount.give',
  'refund',
  /** To pay points out in cash on a refund, up to the company's cap. */
  'refund.points-in-cash',
  'shift.close',
  'cash.move',
  'drawer.open',
])
export type Right = z.infer<typeof Right>

export const PairRequest = z.object({
  code: z.string().min(6).max(12),
  name: z.string().min(1).max(60),
  /** What this till was before, e.g. on the box that died: it keeps its code if that is free. */
  till: Code.optional(),
})
export type PairRequest = z.infer<typeof PairRequest>

export const PairAnswer = z
  .object({ till: Code, token: z.string(), store: z.string(), company: z.string() })
  .meta({ id: 'PairAnswer' })
export type PairAnswer = z.infer<typeof PairAnswer>

/** A device at this till that does not work as it should. */
export const DeviceFault = z
  .object({
    device: DeviceId,
    /** As the technician called it. */
    name: z.string(),
    kind: z.enum([
      'receipt-printer',
      'barcode-scanner',
      'card-reader',
      'customer-display',
      'scale',
    ]),
    /** `online` = it answers, and something is in its way: no paper, an open cover. */
    state: Availability.shape.state,
    /** In the gateway's words, never empty; a screen says them in its language (`device-reason.ts`). */
    reason: z.string(),
  })
  .meta({ id: 'DeviceFault' })
export type DeviceFault = z.infer<typeof DeviceFault>

export const HubStatus = z
  .object({
    till: Code,
    cashier: z.object({ id: Key, name: z.string(), rights: z.array(Right) }).nullable(),
    store: z.object({ code: Code, name: z.string(), company: z.string() }),
    currency: Currency,
    shownDecimals: z.int(),
    language: z.string(),
    pricesIncludeVat: z.boolean(),
    cashRounding: z.int(),
    /** The most that refunds of one receipt pay out in cash for points; null = no limit. */
    pointsInCashCap: Money.min(0).nullable().default(0),
    /** The store's weight and price labels, e.g. `22IIIIIWWWWWC` (`measure-label.ts`). */
    labelForms: z.string().optional(),
    now: Instant,
    cloud: z.object({ online: z.boolean(), since: Instant.nullable() }),
    /** Age of prices and members: when the replica last matched the cloud. */
    catalogue: z.object({ version: z.string(), at: Instant.nullable() }),
    unsent: z.int(),
    cloudSeq: z.int(),
    headSeq: z.int(),
    printer: z
      .object({ state: z.enum(['online', 'offline', 'none']), reason: z.string(), queued: z.int() })
      .meta({ description: "This till's receipt printer." }),
    /** Is there a scale at this till? */
    scale: z.boolean().optional(),
    /** This till's devices, its printer among them, that are not well. */
    deviceFaults: z.array(DeviceFault).default([]),
    /** What is wrong with the hub's box; empty is well. */
    troubles: z.array(Trouble).default([]),
  })
  .meta({ id: 'HubStatus' })
export type HubStatus = z.infer<typeof HubStatus>

export const SignIn = z.object({ employeeId: Key, pin: z.string().regex(/^\d{4,8}$/) })
export type SignIn = z.infer<typeof SignIn>
export const Cashier = z.object({ id: Key, name: z.string(), rights: z.array(Right) })
export type Cashier = z.infer<typeof Cashier>

export const TillProduct = z
  .object({
    id: Key,
    code: z.string(),
    name: z.string(),
    variant: z.string(),
    barcodes: z.array(z.string()),
    posCategoryId: Key.nullable(),
    uom: z.string(),
    listPrice: Money,
    vatRate: z.int(),
    isGift: z.boolean(),
  })
  .meta({ id: 'TillProduct' })
export type TillProduct = z.infer<typeof TillProduct>

/** Why a balance, or a part of it, cannot be spent here now; a screen says it by the code. */
export const hindrances = [
  'frozen',
  'blocked',
  /** No line to the cloud: only what is leased to this store. */
  'offline',
  'online-only',
  /** The cloud has not told the time since the hub started. */
  'no-time',
  /** Not all tills were heard since the hub started. */
  'tills-unheard',
  'old-image',
  /** Another payment in progress has it. */
  'in-payment',
  /** A `local-balance` programme: the store spends what it loaded last, less what it spent since. */
  'not-loaded',
  /** The cloud has less free; what other stores hold is asked back. */
  'too-little',
  'no-answer',
  'recovering',
  'no-account',
  /** A voucher that is not in the state to pay: printed only, used, ended, cancelled. */
  'not-valid',
  'pin-needed',
  'pin-wrong',
  /** Too many wrong PINs; it opens again by itself. */
  'pin-locked',
  /** This member has none: it is set at HQ. */
  'pin-unset',
  /** Without the line, and nothing here checks it: the card was not looked up online before. */
  'pin-unchecked',
] as const
export const Hindrance = z.enum(hindrances)
export type Hindrance = z.infer<typeof Hindrance>

export const TillAccount = z
  .object({
    programme: z.int(),
    /** Of the programme; empty where this hub's copy does not hold it yet. */
    code: z.string().default(''),
    name: z.string().default(''),
    kind: z.string().default(''),
    /** The balance in the books as of `asOf`, and what this hub did since. */
    balance: z.int(),
    asOf: Instant,
    /** What may be spent here now, as far as this hub can say; `hindrance` where that is less. */
    spendable: z.int().default(0),
    hindrance: Hindrance.nullable().default(null),
  })
  .meta({ id: 'TillAccount' })
export type TillAccount = z.infer<typeof TillAccount>

export const TillMember = z
  .object({
    id: Key,
    name: z.string(),
    phoneTail: z.string(),
    blocked: z.boolean(),
    accounts: z.array(TillAccount),
    /** Null: no affiliate partner. */
    affiliate: AffiliateState.nullable().default(null),
  })
  .meta({ id: 'TillMember' })
export type TillMember = z.infer<typeof TillMember>

/** Value that a receipt shall be paid with, reserved before money is taken for the rest. */
export const CoverRequest = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('store-credit'), memberId: Key, amount: Money.positive() }),
    z.object({
      kind: z.literal('points'),
      memberId: Key,
      programme: Code,
      points: Points.positive(),
      pin: z
        .string()
        .regex(/^\d{4,8}$/)
        .optional(),
    }),
    z.object({
      kind: z.literal('gift-card'),
      account: VoucherAccount,
      amount: Money.positive(),
    }),
    z.object({ kind: z.literal('coupon'), account: VoucherAccount }),
  ])
  .meta({ id: 'CoverRequest' })
export type CoverRequest = z.infer<typeof CoverRequest>

/** `amount` in the account's own units. */
export const Covered = z
  .object({ receiptId: EdgeId, account: VoucherAccount, amount: z.int() })
  .meta({ id: 'Covered' })
export type Covered = z.infer<typeof Covered>

/** Member of a 409's problem: value cannot be spent as asked. */
export const NotSpendable = z.object({
  conflict: z.literal('not-spendable'),
  hindrance: Hindrance,
  asked: z.int(),
  /** What would be given now. */
  spendable: z.int(),
  /** Where the PIN is locked: when it may be tried again. */
  until: Instant.optional(),
})
export type NotSpendable = z.infer<typeof NotSpendable>

/** Member of a 409's problem: the points that the basket names do not pay so; nothing has moved. */
export const PointsNotTaken = z.object({
  conflict: z.literal('points-refused'),
  refusal: PointsRefusal,
  /** The basket's price without them, and what may be paid. */
  quote: Quote,
})
export type PointsNotTaken = z.infer<typeof PointsNotTaken>

/** Why a receipt cannot be given back here now; a screen says it by the code. */
export const refundHindrances = [
  /** More than is left of it, as far as this hub knows. */
  'too-much',
  /** Store credit, and nobody to credit. */
  'no-account',
  /** No line to the cloud, and the right to refund it is not here. */
  'offline',
  'no-answer',
  /** Its store is asked for it. */
  'right-elsewhere',
  'no-receipt',
  'in-work',
  'recovering',
  /** The company lets stores give cash without the right, but no more of it now. */
  'trust-used',
] as const
export const RefundHindrance = z.enum(refundHindrances)
export type RefundHindrance = z.infer<typeof RefundHindrance>

/** Member of a 409's problem: the receipt is not given back as asked; nothing has moved. */
export const NotRefundable = z.object({
  conflict: z.literal('not-refundable'),
  hindrance: RefundHindrance,
  asked: z.int(),
  /** What may still be given back of the receipt, as far as this hub knows. */
  left: z.int().nullable(),
  /** It may be given as store credit now, which can be spent once the right was settled. */
  asCredit: z.boolean(),
})
export type NotRefundable = z.infer<typeof NotRefundable>

export const TillCustomer = z
  .object({ id: Key, name: z.string(), taxNumber: z.string(), address: z.string() })
  .meta({ id: 'TillCustomer' })
export type TillCustomer = z.infer<typeof TillCustomer>

/** `id` is the receipt's id and the idempotency key: the same sale twice is one sale. */
export const SaleRequest = z
  .object({
    id: EdgeId,
    shiftId: EdgeId,
    basket: Basket,
    /** The quote shown to the customer; honoured for 15 minutes. */
    quoteId: EdgeId.optional(),
    /** What the customer saw; another total is a 409 that carries a new quote. */
    total: Money.min(0),
    tenders: z.array(TenderGiven).max(10),
  })
  .meta({ id: 'SaleRequest' })
export type SaleRequest = z.infer<typeof SaleRequest>

export const RefundRequest = z
  .object({
    id: EdgeId,
    shiftId: EdgeId,
    receiptId: EdgeId,
    /** Absent = everything that is left. Quantities are positive; difference lines follow their line. */
    lines: z
      .array(z.object({ lineId: z.string().max(60), quantity: Quantity.positive() }))
      .min(1)
      .max(500)
      .optional(),
    /** Whose account gets what goes back as store credit. Absent = the member of the sale. */
    memberId: Key.optional(),
    /** How the money goes back; the amounts are positive and sum to the refund. Absent = as it was paid. */
    tenders: z
      .array(z.object({ kind: TenderKind, amount: Money.positive() }))
      .max(10)
      .optional(),
    /**
     * Of what points paid for these goods: paid out in cash, beside `tenders`, instead of returning
     * as points. Right `refund.points-in-cash`; a multiple of the company's smallest coin.
     */
    loyaltyRefundCash: Money.min(0).optional(),
    reason: z.string().max(200),
  })
  .meta({ id: 'RefundRequest' })
export type RefundRequest = z.infer<typeof RefundRequest>

export const Receipt = z
  .object({
    id: EdgeId,
    kind: z.enum(['sale', 'refund']),
    /** `store-till-epoch-counter-cc` (spine B4). */
    number: z.string(),
    at: Instant,
    businessOn: BusinessDay,
    till: Code,
    shiftId: EdgeId,
    cashier: z.string(),
    customer: TillCustomer.nullable(),
    memberId: Key.nullable(),
    /** The affiliate partner who sent the customer. */
    partner: SendingPartner.optional(),
    originalId: EdgeId.nullable(),
    originalNumber: z.string().nullable(),
    priced: PricedBasket,
    settlement: Settlement,
    /** Quantity already given back, by line id. */
    refunded: z.record(z.string(), Quantity),
    /** Of a sale: what its refunds paid out in cash for points; absent = nothing. */
    pointsPaidOut: Money.optional(),
    print: z.object({ state: z.string(), reason: z.string() }).nullable(),
    /** The store that sold it, where that was not this hub. */
    soldAt: z.object({ code: Code, name: z.string() }).nullable().default(null),
    /** Of a refund given without the right: store credit that waits for it, or cash on trust. */
    cover: z.enum(['right', 'pending-credit', 'trust']).nullable().default(null),
    loyalty: z.array(LoyaltySnapshot).optional(),
    issued: z.array(IssuedCoupon).optional(),
    /** Of a refund: what became of the coupons that its sale had brought. */
    issuedTaken: z.array(IssuedTaken).optional(),
  })
  .meta({ id: 'Receipt' })
export type Receipt = z.infer<typeof Receipt>

export const ReceiptSummary = Receipt.pick({
  id: true,
  kind: true,
  number: true,
  at: true,
  till: true,
}).extend({ total: Money })
export type ReceiptSummary = z.infer<typeof ReceiptSummary>

/** The journal position after fsync; the answer never leaves before it. */
export const JournalPosition = z.object({ epoch: z.int(), seq: z.int(), hash: z.string() })
export const Saved = z
  .object({
    id: EdgeId,
    saved: JournalPosition,
    /** The cloud has everything of this hub up to here. */
    cloudSeq: z.int(),
    receipt: Receipt.nullable(),
    /** What the till keeps until the cloud has it (spine B2.7). */
    stored: StoredEvent.optional(),
    /** By a hub that knows its disk to be an old image: the position holds on this disk only. */
    provisional: z.boolean().optional(),
  })
  .meta({ id: 'Saved' })
export type Saved = z.infer<typeof Saved>

const CountedCash = Money.min(0).max(MAX_TYPED_MONEY)
export const OpenShift = z.object({ id: EdgeId, openingCash: CountedCash })
export const CloseShift = z.object({ id: EdgeId, countedCash: CountedCash })
export const Shift = z
  .object({
    id: EdgeId,
    till: Code,
    cashier: z.string(),
    openedAt: Instant,
    closedAt: Instant.nullable(),
    openingCash: Money,
    expectedCash: Money,
    countedCash: Money.nullable(),
    difference: Money.nullable(),
    receipts: z.int(),
    refunds: z.int(),
    tenders: z.array(z.object({ kind: TenderKind, amount: Money })),
    /** In the answer that opened or closed it: the event, for the till to keep. */
    saved: JournalPosition.optional(),
    stored: StoredEvent.optional(),
    provisional: z.boolean().optional(),
  })
  .meta({ id: 'Shift' })
export type Shift = z.infer<typeof Shift>

/** Thousandths of a kilogram. */
export const Weighed = z.object({ weight: Quantity.positive() })
export type Weighed = z.infer<typeof Weighed>

/** The same id again is the same kick. */
export const OpenDrawer = z.object({ id: EdgeId })

export const MoveCash = z.object({
  id: EdgeId,
  shiftId: EdgeId,
  amount: Money.min(-MAX_TYPED_MONEY)
    .max(MAX_TYPED_MONEY)
    .refine((n) => n !== 0, 'must not be 0'),
  reason: z.string().min(1).max(200),
})

export const ParkBasket = z.object({ name: z.string().max(60), basket: Basket })
export const ParkedBasket = ParkBasket.extend({ id: EdgeId, till: Code, at: Instant, total: Money })
export type ParkedBasket = z.infer<typeof ParkedBasket>

export const LiveEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('status'), status: HubStatus.omit({ till: true, cashier: true }) }),
  z.object({ kind: z.literal('receipt.saved'), receipt: ReceiptSummary }),
  z.object({ kind: z.literal('parked.changed') }),
  z.object({
    kind: z.literal('print'),
    receiptId: EdgeId.nullable(),
    state: z.string(),
    reason: z.string(),
  }),
  /** A kick was lost, or came too late: the drawer stayed shut. In the gateway's words. */
  z.object({ kind: z.literal('drawer.failed'), reason: z.string() }),
  z.object({ kind: z.literal('barcode.scanned'), data: z.string() }),
  /** A member's card at this till's reader. */
  z.object({ kind: z.literal('card.read'), card: z.string() }),
  /** Something like a payment card was read; nothing of it is known. */
  z.object({ kind: z.literal('card.refused') }),
  /** A card at this till's reader brought no number: it is swiped again. */
  z.object({ kind: z.literal('card.unreadable'), why: CardFault }),
  /** This till's scanner read something that is no code. */
  z.object({ kind: z.literal('barcode.unreadable') }),
  z.object({ kind: z.literal('catalogue.changed'), version: z.string() }),
])
export type LiveEvent = z.infer<typeof LiveEvent>

export const PageOfProducts = pageOf(TillProduct)
export const PageOfReceipts = pageOf(ReceiptSummary)
export const PageOfCustomers = pageOf(TillCustomer)
