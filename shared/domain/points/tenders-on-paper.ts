import type { LoyaltyRefundCash, Settlement, Tender } from '../../contracts/tender.ts'

/**
 * Tenders as people read them: cash for points apart from the other cash, and no points that are
 * spent for it.
 */
export function tendersOnPaper({ tenders, loyaltyRefundCash }: Settlement): {
  readonly tenders: readonly Tender[]
  readonly cashForPoints: readonly LoyaltyRefundCash[]
} {
  if (loyaltyRefundCash === undefined) return { tenders, cashForPoints: [] }
  const { amount } = loyaltyRefundCash
  const apart = tenders.map((tender) => {
    if (tender.kind !== 'cash') return tender
    return { ...tender, amount: tender.amount + amount, given: tender.given + amount }
  })
  const shown = apart.filter(({ kind, amount: left }) =>
    kind === 'points' ? left < 0 : left !== 0,
  )
  return { tenders: shown, cashForPoints: [loyaltyRefundCash] }
}
