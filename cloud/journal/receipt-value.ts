import type { Envelope, SaleClosed, SaleRefunded } from '#shared/contracts/event.ts'
import { noValue, type ReceiptValue } from '../reports/receipt-value.ts'
import { kindOf, type ProgrammeOf } from '../value/programme-kinds.ts'
import { tenderTotals } from './check-sale.ts'

/** Points are what the envelope moved, whoever keeps them; the payload says for which lines. */
export function valueOfReceipt(
  { movements }: Envelope,
  { settlement, loyalty = [] }: SaleClosed | SaleRefunded,
  programmeOf: ProgrammeOf,
): ReceiptValue {
  const tenders = tenderTotals(settlement.tenders)
  const [giftCard, pointsTender] = [tenders['gift-card'], tenders.points]
  if (movements.length === 0) return { ...noValue, giftCard, pointsTender }
  let [pointsCollected, pointsSpent] = [0, 0]
  for (const { account, kind, amount } of movements) {
    if (kindOf(programmeOf, account) !== 'points') continue
    if (kind === 'earn' || kind === 'load') pointsCollected += amount
    if (kind === 'take-back') pointsCollected -= amount
    if (kind === 'spend') pointsSpent += amount
    if (kind === 'give-back') pointsSpent -= amount
  }
  const pointsOfLines = loyalty.flatMap(({ lines }) => lines)
  return { giftCard, pointsTender, pointsCollected, pointsSpent, pointsOfLines }
}
