import type { PointsPayment } from '../../contracts/points.ts'
import type { UntaxedLine } from '../pricing/basket-item.ts'
import { pointsRule } from './refunded-share.ts'

/** The lines after a points payment that is a discount: it stands on them under its own rule. */
export function takePoints(
  lines: readonly UntaxedLine[],
  { programme, code, lines: shares }: PointsPayment,
): UntaxedLine[] {
  const left = new Map(shares.map((share) => [share.lineId, share.amount]))
  // A surcharge line pays only what is more than its product line costs: no line turns negative.
  const byProduct = lines.toSorted((a, b) => Number(a.ofLine !== null) - Number(b.ofLine !== null))
  const after = new Map<UntaxedLine, UntaxedLine>()
  for (const line of byProduct) {
    const id = line.ofLine ?? line.id
    const amount = Math.min(left.get(id) ?? 0, Math.max(0, line.amount))
    if (amount === 0) continue
    left.set(id, (left.get(id) ?? 0) - amount)
    const discounts = [...line.discounts, { ruleId: pointsRule(programme), reason: code, amount }]
    after.set(line, { ...line, discounts, amount: line.amount - amount })
  }
  return lines.map((line) => after.get(line) ?? line)
}
