import type { PricedBasket } from '../../contracts/basket.ts'
import { allocate } from '../allocate.ts'
import { refundLines } from '../refund-lines.ts'
import { type CashForPoints, cashForPoints, type PaidPoints } from './cash-for-points.ts'
import { type PointsRefund, partOf, refundPoints } from './refund-points.ts'
import { refundedShare } from './refunded-share.ts'

/** What a refund does in one programme of its receipt. */
export interface ProgrammeRefund extends PointsRefund {
  readonly programme: string
  /** Of each line; they add up to what is taken back and given back. */
  readonly lines: readonly {
    readonly lineId: string
    readonly collected: number
    readonly spent: number
  }[]
}

/**
 * The pro-rata inverse of a receipt in all its programmes. Earlier refunds are known by what they
 * gave back: amounts are of the running total, so however many they were they are as one.
 */
export function refundOfReceipt({
  original,
  alreadyRefunded,
  refund,
  cash = noCash,
  paidOut = nothing,
}: {
  readonly original: PricedBasket
  /** Quantities given back before, by line. */
  readonly alreadyRefunded: Readonly<Record<string, number>>
  /** As `refundLines` made it. */
  readonly refund: PricedBasket
  readonly cash?: CashForPoints
  /** What earlier refunds paid out in cash for points. */
  readonly paidOut?: PaidPoints
}): ProgrammeRefund[] {
  if (original.points === undefined) {
    // Refuses what is asked for: no points paid.
    cashForPoints({ ...nothing, whole: nothing, before: nothing }, cash)
  }
  const codes = new Set((original.earned ?? []).map(({ programme }) => programme))
  if (original.points !== undefined) codes.add(original.points.programme)
  if (codes.size === 0) return []
  const before = asOne(original, alreadyRefunded)
  const shares = [refundedShare(original, before), refundedShare(original, [...before, refund])]
  return [...codes].map((programme) => {
    const earned = (original.earned ?? []).filter((one) => one.programme === programme)
    const payment = original.points?.programme === programme ? original.points : null
    const of = { original, earned, payment, balance: 0 }
    const earlier = before.map((one) => {
      const past = refundPoints({ ...of, refunds: [one], earlier: [], cash: noCash })
      return payment === null ? past : withPaidOut(past, paidOut)
    })
    const asked = payment === null ? noCash : cash
    const now = refundPoints({ ...of, refunds: [...before, refund], earlier, cash: asked })
    const lines = new Map<string, { lineId: string; collected: number; spent: number }>()
    const add = (lineId: string, what: 'collected' | 'spent', points: number) => {
      const [from = 0, to = 0] = shares.map((share) => partOf(points, share(lineId)))
      if (from === to) return
      const line = lines.get(lineId) ?? { lineId, collected: 0, spent: 0 }
      lines.set(lineId, line)
      line[what] += to - from
    }
    for (const one of earned)
      for (const part of one.lines) add(part.lineId, 'collected', part.points)
    for (const part of payment?.lines ?? []) add(part.lineId, 'spent', part.points)
    return { programme, ...now, lines: spentOnly(now, [...lines.values()]) }
  })
}

const nothing: PaidPoints = { points: 0, amount: 0 }
const noCash: CashForPoints = { wanted: 0, allowed: false, cap: null, coin: 1 }

function withPaidOut(past: PointsRefund, { points, amount }: PaidPoints): PointsRefund {
  return { ...past, giveBack: past.giveBack - points, cashedPoints: points, cash: amount }
}

/** Points that were paid out in cash do not come back on any line. */
function spentOnly(
  { giveBack, cashedPoints }: PointsRefund,
  lines: ProgrammeRefund['lines'],
): ProgrammeRefund['lines'] {
  if (cashedPoints === 0) return lines
  const spent = allocate(
    giveBack,
    lines.map((line) => line.spent),
  )
  return lines.map((line, i) => ({ ...line, spent: spent[i] ?? 0 }))
}

function asOne(
  original: PricedBasket,
  alreadyRefunded: Readonly<Record<string, number>>,
): PricedBasket[] {
  const wanted = Object.entries(alreadyRefunded)
    .filter(([, quantity]) => quantity > 0)
    .map(([lineId, quantity]) => ({ lineId, quantity }))
  return wanted.length === 0 ? [] : [refundLines({ original, alreadyRefunded: {}, wanted })]
}
