import type { PointsEarned, PointsPayment } from '#shared/contracts/points.ts'
import {
  dueLines,
  earningInput,
  goodsOf,
  programmeOf,
  rulesOfPoints,
  type SimLoyalty,
  worthOf,
} from '../../loyalty.ts'
import type { SaveRequest } from '../../messages.ts'
import type { Rules } from '../../rules.ts'

/** What points pay of a receipt and what its money earns, by the rules of HQ. */
export function pointsOf(
  rules: Rules,
  { total, spends, earn }: Pick<SaveRequest, 'total' | 'spends' | 'earn'>,
  at: number,
): SimLoyalty {
  const goods = goodsOf(total)
  const paid: PointsPayment[] = []
  for (const { account, amount: points } of spends) {
    const programme = programmeOf(account)
    if (programme === null) continue
    const wanted = { points, amount: worthOf(points) }
    paid.push(rules.payWithPoints(rulesOfPoints(programme), wanted, dueLines(goods, paid)))
  }
  const programme = earn === null ? null : programmeOf(earn.account)
  if (earn === null || programme === null) return { earned: [], paid }
  const gross = new Map(goods.lines.map((line) => [line.id, line.gross]))
  const lines = dueLines(goods, paid).map((line) => {
    const byPoints = (gross.get(line.id) ?? 0) - line.amount
    return { ...line, byPoints, freePieces: 0 }
  })
  const earned: PointsEarned[] = rules.earnPoints({
    ...earningInput(earn.account, programme),
    lines,
    at,
  })
  return { earned, paid }
}
