import type { Settlement, Tender } from '#shared/contracts/tender.ts'
import type { RefundRequest } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import { plainAmount } from '#shared/domain/format-money.ts'
import type { ProgrammeRefund } from '#shared/domain/points/receipt-refund.ts'
import { refundTenders } from '#shared/domain/refund-tenders.ts'
import { valueAccountId } from '#shared/value/account-id.ts'
import type { Original } from './originals.ts'

/**
 * How a refund is paid out: what points paid as a tender goes back as points, by their share of
 * these goods and never in money, but for what is paid out by `loyaltyRefundCash`; the rest as
 * `refundTenders` says.
 */
export function settleRefund(
  sale: Original,
  points: readonly ProgrammeRefund[],
  of: {
    readonly amount: number
    readonly cashRounding: number
    readonly wanted: RefundRequest['tenders']
  },
): Settlement {
  const { settlement, priced, memberId } = sale.payload
  const { programme = '', as = 'tender' } = priced.points ?? {}
  const paying = points.find((one) => one.programme === programme)
  const byPoints = as === 'tender' ? (paying?.amount ?? 0) : 0
  const cash = paying?.cash ?? 0
  const money = refundTenders({
    cashRounding: of.cashRounding,
    amount: of.amount - byPoints,
    wanted: besidePoints(of.wanted, Math.max(0, byPoints - cash)),
    original: moneyOf(settlement),
    refunds: sale.refunds.settlements.map(moneyOf),
  })
  const account = memberId === null ? {} : { account: valueAccountId(programme, memberId) }
  const inPoints = cash - byPoints
  const back: Tender = {
    kind: 'points',
    amount: inPoints,
    given: inPoints,
    reference: null,
    ...account,
  }
  const tenders = [...(inPoints === 0 ? [] : [back]), ...withCash(money.tenders, cash)]
  if (cash === 0) return { ...money, tenders }
  const loyaltyRefundCash = { amount: cash, points: paying?.cashedPoints ?? 0 }
  return { ...money, tenders, loyaltyRefundCash }
}

/** What was paid, or went back, without points and without cash for them. */
function moneyOf({ loyaltyRefundCash, ...settlement }: Settlement): Settlement {
  const money = settlement.tenders.filter(({ kind }) => kind !== 'points')
  return { ...settlement, tenders: withCash(money, 0 - (loyaltyRefundCash?.amount ?? 0)) }
}

/** With so much more cash that is given back. */
function withCash(tenders: readonly Tender[], more: number): Tender[] {
  if (more === 0) return [...tenders]
  const cash = tenders.find(({ kind }) => kind === 'cash')
  const amount = (cash?.amount ?? 0) - more
  const others = tenders.filter((one) => one !== cash)
  if (amount === 0) return others
  return [...others, { kind: 'cash', amount, given: amount, reference: null }]
}

/** Points may be named, with what goes back as points anyway. */
function besidePoints(
  wanted: RefundRequest['tenders'],
  byPoints: number,
): RefundRequest['tenders'] {
  if (wanted === undefined) return undefined
  let asked = 0
  for (const { kind, amount } of wanted) if (kind === 'points') asked += amount
  if (asked !== 0 && asked !== byPoints) {
    const message = `${plainAmount(byPoints)} goes back as points, not ${plainAmount(asked)}`
    const field = { field: 'tenders', value: plainAmount(asked), message }
    throw new Failure('invalid', message, { fields: [field] })
  }
  return wanted.filter(({ kind }) => kind !== 'points')
}
