import type { TenderKind } from '#shared/contracts/tender.ts'
import type { AccountRole } from './chart.ts'

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
  readonly valueGiven?: number
  /** Store credit that the risk account paid, less what came back to it. */
  readonly riskPaid?: number
  /** Store credit that left the escrow of forfeited leases, less what came in. */
  readonly escrowPaid?: number
  readonly valueCaptured?: number
}

export type AmountName = Exclude<keyof DocumentAmounts, 'tenders'> | `tenders.${TenderKind}`

export interface PostingRule {
  readonly on: readonly DocumentKind[]
  readonly amount: AmountName
  readonly side: 'debit' | 'credit'
  readonly role: AccountRole
}

const receipts = ['sale', 'refund'] as const
const paid = ['sale', 'refund', 'unexplained'] as const

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
  { on: ['value-correction'], amount: 'valueGiven', side: 'debit', role: 'value-corrections' },
  { on: ['value-correction'], amount: 'valueGiven', side: 'credit', role: 'store-credit' },
  // What no member paid: with it the liability is what members own, whatever receipts took of it.
  { on: ['value-risk'], amount: 'riskPaid', side: 'debit', role: 'value-risk' },
  { on: ['value-risk'], amount: 'riskPaid', side: 'credit', role: 'store-credit' },
  { on: ['value-risk'], amount: 'escrowPaid', side: 'debit', role: 'value-escrow' },
  { on: ['value-risk'], amount: 'escrowPaid', side: 'credit', role: 'store-credit' },
  // The web shop's own books have the sale.
  { on: ['value-capture'], amount: 'valueCaptured', side: 'debit', role: 'store-credit' },
  { on: ['value-capture'], amount: 'valueCaptured', side: 'credit', role: 'value-captured' },
  { on: ['cash-move'], amount: 'cashMoved', side: 'debit', role: 'cash' },
  { on: ['cash-move'], amount: 'cashMoved', side: 'credit', role: 'cash-transit' },
]
