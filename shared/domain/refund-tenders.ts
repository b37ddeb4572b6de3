import type { Settlement, Tender, TenderKind } from '../contracts/tender.ts'
import { Failure } from './failure.ts'
import { plainAmount } from './format-money.ts'
import { multiplyDivide, roundToMultiple, sumOf } from './money.ts'

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
 * Gives money back, amounts negative. What gift cards paid goes back to them, by their share of the
 * receipt: on the running total, so that parts together return what each paid. The rest by default
 * as it was paid: what a card or cash on delivery paid goes back to it first, up to what is left on
 * it, the rest in cash. Nothing but cash and store credit can give back more than it took. Cash is
 * rounded on the running total of all cash given back, so that parts together return the same coins
 * as the whole.
 */
export function refundTenders(input: RefundTendersInput): Settlement {
  const { original, refunds, amount } = input
  const left = exactAmount(original) + sumOf(refunds, exactAmount)
  if (amount > left) {
    const message = `${plainAmount(left)} is left to give back on this receipt, not ${plainAmount(amount)}`
    throw amountFailure('amount', amount, message)
  }
  const shares = tendersLeft(original, refunds)
  const onCards = wantsCredit(input) ? [] : cardParts(input, shares)
  const cards = sumOf(onCards, (share) => share.amount)
  const other = shares.filter(({ kind }) => kind !== 'gift-card')
  const wanted = input.wanted === undefined ? undefined : besideCards(input.wanted, cards)
  const rests = { ...input, amount: amount - cards }
  const tenders = wanted === undefined ? other : wantedShares(rests, wanted, other)
  let rest = amount
  const back: Tender[] = []
  for (const { kind, reference, account, amount: most } of [...onCards, ...tenders]) {
    const part = Math.min(most, rest)
    if (part === 0) continue
    rest -= part
    const own = account === undefined ? {} : { account }
    back.push({ kind, amount: -part, given: -part, reference, ...own })
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
  /** Of a gift card. */
  readonly account: string | undefined
  readonly amount: number
}

/** Store credit takes the place of whatever paid. */
function wantsCredit({ wanted }: RefundTendersInput): boolean {
  return wanted?.every(({ kind }) => kind === 'store-credit') === true
}

/** What of this refund goes back to each gift card. */
function cardParts({ original, refunds, amount }: RefundTendersInput, shares: Share[]): Share[] {
  const cards = shares.filter(({ kind }) => kind === 'gift-card')
  if (cards.length === 0) return []
  const total = exactAmount(original)
  const before = 0 - sumOf(refunds, exactAmount)
  let rest = amount
  const parts = cards.map((share) => {
    const own = original.tenders.filter((tender) => keyOf(tender) === keyOf(share))
    const paid = sumOf(own, (tender) => tender.amount)
    const due = multiplyDivide(paid, before + amount, total, 'halfUp') - (paid - share.amount)
    const part = Math.max(0, Math.min(due, share.amount, rest))
    rest -= part
    return part
  })
  // What the other tenders did not pay is the cards' too, where all shares were rounded down.
  let missing = rest - (total - before - sumOf(cards, (share) => share.amount))
  return cards.flatMap((share, i) => {
    const part = parts[i] ?? 0
    const more = Math.max(0, Math.min(missing, share.amount - part))
    missing -= more
    return part + more === 0 ? [] : { ...share, amount: part + more }
  })
}

/** Gift cards may be named, with what goes back to them anyway. */
function besideCards(wanted: Wanted, cards: number): Wanted {
  const isCard = ({ kind }: Wanted[number]) => kind === 'gift-card'
  const asked = sumOf(wanted.filter(isCard), (tender) => tender.amount)
  if (asked !== 0 && asked !== cards) {
    const message = `${plainAmount(cards)} goes back to gift cards, not ${plainAmount(asked)}`
    throw amountFailure('tenders', asked, message)
  }
  return wanted.filter((tender) => !isCard(tender))
}

type Wanted = NonNullable<RefundTendersInput['wanted']>

function keyOf(tender: Pick<Tender, 'kind' | 'reference' | 'account'>): string {
  return `${tender.kind} ${tender.reference ?? ''} ${tender.account ?? ''}`
}

/** What is left on each tender but cash, in the order of paying. */
function tendersLeft(original: Settlement, refunds: readonly Settlement[]): Share[] {
  const shares = new Map<string, Share>()
  for (const tender of [original, ...refunds].flatMap((settlement) => settlement.tenders)) {
    if (tender.kind === 'cash') continue
    const { kind, reference, account } = tender
    const key = keyOf(tender)
    const before = shares.get(key)?.amount ?? 0
    shares.set(key, { kind, reference, account, amount: before + tender.amount })
  }
  // Money that went back as store credit makes that more than was paid with it.
  return [...shares.values()].filter(({ amount }) => amount > 0)
}

/** Cash may be named exactly or as it is rounded; both mean the rounded amount. */
function wantedShares(
  { amount, refunds, cashRounding }: RefundTendersInput,
  wanted: Wanted,
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
      return [...own, { kind, reference: null, account: undefined, amount: asked - left }]
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
