import type { PricedBasket, PricedLine } from '../../contracts/basket.ts'

/** How much of a product line has come back, out of how much: the worth of its goods. */
export type RefundedShare = (lineId: string) => { readonly back: number; readonly whole: number }

/**
 * By what the goods cost before points paid for them, so that a line wholly paid with points has
 * its share too, and a refund never returns more by points than its goods cost.
 */
export function refundedShare(
  original: PricedBasket,
  refunds: readonly PricedBasket[],
): RefundedShare {
  const wholes = worthByLine([original])
  const backs = worthByLine(refunds)
  return (lineId) => {
    const whole = wholes.get(lineId) ?? 0
    const back = 0 - (backs.get(lineId) ?? 0)
    return { whole, back: Math.min(whole, Math.max(0, back)) }
  }
}

/** The rule id of what a points payment took off a line. */
export function pointsRule(programme: string): string {
  return POINTS_RULE + programme
}

/** Whether it says what points took off a line. */
export function isPointsRule(ruleId: string): boolean {
  return ruleId.startsWith(POINTS_RULE)
}

const POINTS_RULE = 'points:'

function worthByLine(baskets: readonly PricedBasket[]): Map<string, number> {
  const worth = new Map<string, number>()
  for (const line of baskets.flatMap((basket) => basket.lines)) {
    const id = line.ofLine ?? line.id
    worth.set(id, (worth.get(id) ?? 0) + line.gross + paidByPoints(line))
  }
  return worth
}

function paidByPoints(line: PricedLine): number {
  let paid = 0
  for (const { ruleId, amount } of line.discounts) {
    if (isPointsRule(ruleId)) paid += amount
  }
  return paid
}
