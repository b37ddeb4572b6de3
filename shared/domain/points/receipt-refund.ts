import type { PricedBasket } from '../../contracts/basket.ts'
import { refundLines } from '../refund-lines.ts'
import { type PointsRefund, partOf, type RefundPointsInput, refundPoints } from './refund-points.ts'
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
}: {
  readonly original: PricedBasket
  /** Quantities given back before, by line. */
  readonly alreadyRefunded: Readonly<Record<string, number>>
  /** As `refundLines` made it. */
  readonly refund: PricedBasket
}): ProgrammeRefund[] {
  const codes = new Set((original.earned ?? []).map(({ programme }) => programme))
  if (original.points !== undefined) codes.add(original.points.programme)
  if (codes.size === 0) return []
  const before = asOne(original, alreadyRefunded)
  const shares = [refundedShare(original, before), refundedShare(original, [...before, refund])]
  return [...codes].map((programme) => {
    const earned = (original.earned ?? []).filter((one) => one.programme === programme)
    const payment = original.points?.programme === programme ? original.points : null
    const of = { original, earned, payment, balance: 0, cash: none }
    const earlier =
      before.length === 0 ? [] : [refundPoints({ ...of, refunds: before, earlier: [] })]
    const now = refundPoints({ ...of, refunds: [...before, refund], earlier })
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
    return { programme, ...now, lines: [...lines.values()] }
  })
}

const none: RefundPointsInput['cash'] = { wanted: 0, allowed: false, cap: null }

function asOne(
  original: PricedBasket,
  alreadyRefunded: Readonly<Record<string, number>>,
): PricedBasket[] {
  const wanted = Object.entries(alreadyRefunded)
    .filter(([, quantity]) => quantity > 0)
    .map(([lineId, quantity]) => ({ lineId, quantity }))
  return wanted.length === 0 ? [] : [refundLines({ original, alreadyRefunded: {}, wanted })]
}
