import type { Settlement, Tender, TenderKind } from '../contracts/tender.ts'
import { Failure } from './failure.ts'
import { plainAmount } from './format-money.ts'
import { roundToMultiple, sumOf } from './money.ts'

export interface RefundTendersInput {
  /** How the sale was paid. */
  readonly original: Settlement
  /** The settlements of its refunds so far, as this function made them. */
  readonly refunds: readonly Settlement[]
  /** What is given back now, above 0: minus the total of the refund's priced basket. */
  readonly amount: number
  readonly cashRounding: number
  /** How the customer wants it; absent = as it was paid. */
  readonly wanted?: readonly { readonly kind: TenderKind; readonly amount: number }[] | undefined
}

/**
 * Gives money back, amounts negative. By default as it was paid: what a card or cash on delivery
 * paid goes back to it first, up to what is left on it, the rest in cash. Nothing but cash and store
 * credit can give back more than it took. Cash is rounded on the running total of all cash given back, so that
 * parts together return the same coins as the whole.
 */
export function refundTenders(input: RefundTendersInput): Settlement {
  const { original, refunds, amount } = input
  const left = exactAmount(original) + sumOf(refunds, exactAmount)
  if (amount > left) {
    const message = `${plainAmount(left)} is left to give back on this receipt, not ${plainAmount(amount)}`
    throw amountFailure('amount', amount, message)
  }
  const shares = tendersLeft(original, refunds)
  const tenders = input.wanted === undefined ? shares : wantedShares(input, input.wanted, shares)
  let rest = amount
  const back: Tender[] = []
  for (const share of tenders) {
    const part = Math.min(share.amount, rest)
    if (part === 0) continue
    rest -= part
    back.push({ kind: share.kind, amount: -part, given: -part, reference: share.reference })
  }
  const cash = cashBack(rest, refunds, input.cashRounding)
  if (rest > 0) back.push({ kind: 'cash', amount: 0 - cash, given: 0 - cash, reference: null })
  return { tenders: back, rounding: rest - cash, change: 0 }
}

/** What the tenders stand for before cash rounding: the total of the receipt. */
function exactAmount(settlement: Settlement): number {
  return sumOf(settlement.tenders, (tender) => tender.amount) - settlement.rounding
}

interface Share {
  readonly kind: TenderKind
  readonly reference: string | null
  readonly amount: number
}

/** What is left on each tender but cash, in the order of paying. */
function tendersLeft(original: Settlement, refunds: readonly Settlement[]): Share[] {
  const shares = new Map<string, Share>()
  for (const tender of [original, ...refunds].flatMap((settlement) => settlement.tenders)) {
    if (tender.kind === 'cash') continue
    const { kind, reference } = tender
    const key = `${kind} ${reference ?? ''}`
    const before = shares.get(key)?.amount ?? 0
    shares.set(key, { kind, reference, amount: before + tender.amount })
  }
  // Money that went back as store credit makes that more than was paid with it.
  return [...shares.values()].filter(({ amount }) => amount > 0)
}

/** Cash may be named exactly or as it is rounded; both mean the rounded amount. */
function wantedShares(
  { amount, refunds, cashRounding }: RefundTendersInput,
  wanted: NonNullable<RefundTendersInput['wanted']>,
  shares: readonly Share[],
): Share[] {
  const total = sumOf(wanted, (tender) => tender.amount)
  const cash = sumOf(wanted, (tender) => (tender.kind === 'cash' ? tender.amount : 0))
  const exactCash = amount - (total - cash)
  const isRoundedCash = exactCash > 0 && cash === cashBack(exactCash, refunds, cashRounding)
  if (total !== amount && !isRoundedCash) {
    const message = `the tenders are ${plainAmount(total)}, the refund is ${plainAmount(amount)}; make them equal`
    throw amountFailure('tenders', total, message)
  }
  return (['card', 'cash-on-delivery', 'store-credit'] as const).flatMap((kind) => {
    const asked = sumOf(wanted, (tender) => (tender.kind === kind ? tender.amount : 0))
    const own = shares.filter((share) => share.kind === kind)
    const left = sumOf(own, (share) => share.amount)
    if (asked > left && kind === 'store-credit') {
      return [...own, { kind, reference: null, amount: asked - left }]
    }
    if (asked > left) {
      const message = `${plainAmount(left)} is left on ${kind}, not ${plainAmount(asked)}; give the rest in cash`
      throw amountFailure('tenders', asked, message)
    }
    return fill(own, asked)
  })
}

function fill(shares: readonly Share[], amount: number): Share[] {
  let rest = amount
  return shares.map((share) => {
    const part = Math.min(share.amount, rest)
    rest -= part
    return { ...share, amount: part }
  })
}

function cashBack(exact: number, refunds: readonly Settlement[], unit: number): number {
  if (exact === 0) return 0
  const cash = refunds.flatMap((refund) => refund.tenders.filter((t) => t.kind === 'cash'))
  const paidBack = 0 - sumOf(cash, (tender) => tender.amount)
  const exactBefore = paidBack + sumOf(refunds, (refund) => refund.rounding)
  return roundToMultiple(exactBefore + exact, unit, 'halfUp') - paidBack
}

function amountFailure(field: string, value: number, message: string): Failure {
  return new Failure('invalid', message, {
    fields: [{ field, value: plainAmount(value), message }],
  })
}
