import type { LoyaltySnapshot } from '#shared/contracts/points.ts'
import type { PrintBlock } from '#shared/contracts/print.ts'
import type { Receipt } from '#shared/contracts/till.ts'
import { isPointsRule } from '#shared/domain/points/refunded-share.ts'
import { row, rule, text } from './blocks.ts'
import type { Paper } from './words.ts'

/** What points paid as a discount: a line by its code for each tax group (requirements 004-d2). */
export function pointsDiscountBlocks({ priced }: Receipt, paper: Paper): PrintBlock[] {
  const amounts = new Map<string, { code: string; group: number; amount: number }>()
  for (const { vatGroupId: group, discounts } of priced.lines) {
    for (const { ruleId, reason: code, amount } of discounts) {
      if (!isPointsRule(ruleId)) continue
      const key = `${code} ${group}`
      const before = amounts.get(key)?.amount ?? 0
      amounts.set(key, { code, group, amount: before + amount })
    }
  }
  return [...amounts.values()].map(({ code, group, amount }) => {
    const tax = priced.taxes.find(({ vatGroupId }) => vatGroupId === group)?.code ?? ''
    return row(`${code} ${tax}`.trim(), paper.amount(-amount))
  })
}

/** The balance before and after, or as of when; a partner's is only what we know of it. */
export function loyaltyBlocks({ loyalty = [] }: Receipt, paper: Paper): PrintBlock[] {
  return loyalty.flatMap((snapshot) => [rule, ...programmeBlocks(snapshot, paper)])
}

function programmeBlocks(snapshot: LoyaltySnapshot, paper: Paper): PrintBlock[] {
  const { name, phone, balance, asOf, status, collected, spent } = snapshot
  const isEstimate = status === 'pending' || status === 'unknown'
  const earned = isEstimate ? 'receipt.points-expected' : 'receipt.points-earned'
  return [
    text(phone === '' ? name : `${name} *${phone}`, { bold: true }),
    ...(asOf === null ? [] : [text(`${paper.word('receipt.points-as-of')} ${paper.time(asOf)}`)]),
    row(paper.word('receipt.points-before'), paper.whole(balance)),
    ...(collected === 0 ? [] : [row(paper.word(earned), signed(collected, paper))]),
    ...(spent === 0 ? [] : [row(paper.word('receipt.points-spent'), signed(-spent, paper))]),
    ...(isEstimate || (collected === 0 && spent === 0)
      ? []
      : [row(paper.word('receipt.points-after'), paper.whole(balance + collected - spent), true)]),
  ]
}

function signed(points: number, paper: Paper): string {
  return points > 0 ? `+${paper.whole(points)}` : paper.whole(points)
}
