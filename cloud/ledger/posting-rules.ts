import type { TenderKind } from '#shared/contracts/tender.ts'
import type { AccountRole } from './chart.ts'
import type { ByLiability, LiabilityRole } from './liability.ts'

/** What kinds of documents are booked. A refund is a sale with negative amounts. */
export const documentKinds = [
  'sale',
  'refund',
  'shift-close',
  'cash-move',
  'unexplained',
  'value-correction',
  'value-risk',
  'value-capture',
  'value-moved',
  'value-expiry',
  'value-revaluation',
  // Takes an `unexplained` back, once a repair says what it was.
  'explained',
] as const
export type DocumentKind = (typeof documentKinds)[number]

/** Amounts of a document, as the rules name them; those by VAT group are maps. */
export interface DocumentAmounts {
  readonly tenders?: Readonly<Partial<Record<TenderKind, number>>>
  readonly tenderTotal?: number
  readonly netByVatGroup?: ReadonlyMap<number, number>
  readonly vatByVatGroup?: ReadonlyMap<number, number>
  readonly cityTax?: number
  readonly rounding?: number
  readonly cashDifference?: number
  readonly cashMoved?: number
  /** What accounts are worth more now; beside what the receipt itself has posted. */
  readonly owed?: ByLiability
  /** Pending credits: promised, but in no balance yet. */
  readonly valuePending?: number
  readonly valueGiven?: number
  /** Value that the risk account paid, less what came back to it. */
  readonly riskPaid?: number
  /** Value that came into the escrow of forfeited leases, less what left it. */
  readonly escrowKept?: number
  readonly valueCaptured?: number
  readonly pointsCost?: number
  readonly pointsExpired?: number
  readonly valueExpired?: number
  /** Loaded by a receipt in quarantine. */
  readonly loadedUnexplained?: number
  /** What lines of a receipt put on gift cards and accounts. */
  readonly loaded?: ByLiability
  readonly couponsSold?: number
  /** What gift lines pay. */
  readonly couponsPaid?: number
  /** Of the points tender, what points of a partner paid. */
  readonly partnerPaid?: number
}

export type AmountName =
  | Exclude<keyof DocumentAmounts, 'tenders' | 'owed' | 'loaded'>
  | `tenders.${TenderKind}`
  | `owed.${LiabilityRole}`
  | `loaded.${LiabilityRole}`

export interface PostingRule {
  readonly on: readonly DocumentKind[]
  readonly amount: AmountName
  readonly side: 'debit' | 'credit'
  readonly role: AccountRole
}

const receipts = ['sale', 'refund'] as const
const paid = ['sale', 'refund', 'unexplained'] as const
/** What happens to accounts, beside the receipt that it happens on. */
const value = [
  'value-moved',
  'value-correction',
  'value-risk',
  'value-capture',
  'value-expiry',
  'value-revaluation',
] as const

/** The books in one table: which amount of which document goes to which account. */
export const postingRules: readonly PostingRule[] = [
  { on: paid, amount: 'tenders.cash', side: 'debit', role: 'cash' },
  { on: paid, amount: 'tenders.card', side: 'debit', role: 'bank' },
  { on: paid, amount: 'tenders.cash-on-delivery', side: 'debit', role: 'cash-on-delivery' },
  { on: paid, amount: 'tenders.store-credit', side: 'debit', role: 'store-credit' },
  { on: paid, amount: 'tenders.gift-card', side: 'debit', role: 'gift-cards' },
  { on: paid, amount: 'tenders.points', side: 'debit', role: 'points' },
  { on: receipts, amount: 'netByVatGroup', side: 'credit', role: 'sales' },
  { on: receipts, amount: 'vatByVatGroup', side: 'credit', role: 'vat-payable' },
  { on: receipts, amount: 'cityTax', side: 'credit', role: 'city-tax-payable' },
  { on: receipts, amount: 'rounding', side: 'credit', role: 'cash-rounding' },
  // A receipt in quarantine: its money is in the drawer, what it was for is not known yet.
  { on: ['unexplained'], amount: 'tenderTotal', side: 'credit', role: 'unexplained-receipts' },
  { on: ['shift-close'], amount: 'cashDifference', side: 'debit', role: 'cash' },
  { on: ['shift-close'], amount: 'cashDifference', side: 'credit', role: 'cash-difference' },
  // A debt to its holder, not a sale; a gift coupon pays with what was paid for it.
  { on: receipts, amount: 'loaded.gift-cards', side: 'credit', role: 'gift-cards' },
  { on: receipts, amount: 'loaded.store-credit', side: 'credit', role: 'store-credit' },
  { on: receipts, amount: 'loaded.points', side: 'credit', role: 'points' },
  { on: receipts, amount: 'loaded.loyalty-partner', side: 'credit', role: 'loyalty-partner' },
  { on: receipts, amount: 'couponsSold', side: 'credit', role: 'coupons' },
  { on: receipts, amount: 'couponsPaid', side: 'debit', role: 'coupons' },
  { on: receipts, amount: 'partnerPaid', side: 'debit', role: 'loyalty-partner' },
  { on: receipts, amount: 'partnerPaid', side: 'credit', role: 'points' },
  // With these each liability is what its accounts are worth, whatever receipts took of it.
  { on: value, amount: 'owed.store-credit', side: 'credit', role: 'store-credit' },
  { on: value, amount: 'owed.gift-cards', side: 'credit', role: 'gift-cards' },
  { on: value, amount: 'owed.points', side: 'credit', role: 'points' },
  { on: value, amount: 'owed.loyalty-partner', side: 'credit', role: 'loyalty-partner' },
  { on: value, amount: 'valuePending', side: 'credit', role: 'value-pending' },
  { on: value, amount: 'pointsCost', side: 'debit', role: 'points-cost' },
  { on: value, amount: 'pointsExpired', side: 'credit', role: 'points-expired' },
  { on: value, amount: 'valueExpired', side: 'credit', role: 'value-expired' },
  { on: value, amount: 'valueGiven', side: 'debit', role: 'value-corrections' },
  { on: value, amount: 'riskPaid', side: 'debit', role: 'value-risk' },
  { on: value, amount: 'escrowKept', side: 'credit', role: 'value-escrow' },
  { on: value, amount: 'loadedUnexplained', side: 'debit', role: 'unexplained-receipts' },
  // The web shop's own books have the sale.
  { on: value, amount: 'valueCaptured', side: 'credit', role: 'value-captured' },
  { on: ['cash-move'], amount: 'cashMoved', side: 'debit', role: 'cash' },
  { on: ['cash-move'], amount: 'cashMoved', side: 'credit', role: 'cash-transit' },
]
