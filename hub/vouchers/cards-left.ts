import type { Settlement } from '#shared/contracts/tender.ts'
import { createVouchers } from './vouchers.ts'

/** Notes on each gift card's tender what is left on the card after it, for the paper. */
export function withCardsLeft(
  settlement: Settlement,
  deps: Parameters<typeof createVouchers>[0],
): Settlement {
  const { tenders } = settlement
  if (!tenders.some(({ kind }) => kind === 'gift-card')) return settlement
  const left = new Map<string, number>()
  const vouchers = createVouchers(deps)
  return {
    ...settlement,
    tenders: tenders.map((tender) => {
      const { kind, account, amount } = tender
      if (kind !== 'gift-card' || account === undefined) return tender
      const before = left.get(account) ?? vouchers.byAccount(account)?.balance
      if (before === undefined) return tender
      left.set(account, before - amount)
      return { ...tender, left: Math.max(0, before - amount) }
    }),
  }
}
