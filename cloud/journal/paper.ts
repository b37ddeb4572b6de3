import type { Envelope, SaleClosed, SaleRefunded } from '#shared/contracts/event.ts'
import type { StoreAccounts } from '../ledger/accounts.ts'
import {
  type LiabilityRole,
  liabilityOf,
  nothingOnPaper,
  type OnPaper,
} from '../ledger/liability.ts'
import type { DocumentAmounts } from '../ledger/posting-rules.ts'
import { authorityOf } from '../value/book-worth.ts'
import type { ProgrammeOf } from '../value/programme-kinds.ts'
import { sum, tenderTotals } from './check-sale.ts'

export interface SaleOnPaper {
  readonly paper: OnPaper
  readonly amounts: Pick<
    DocumentAmounts,
    'netByVatGroup' | 'loaded' | 'couponsSold' | 'couponsPaid' | 'partnerPaid'
  >
}

/**
 * What lines and tenders say of stored value: a line that loads is a debt and one that a gift coupon
 * pays lessens a debt, so neither is a part of the sales of its VAT group.
 */
export function saleOnPaper(
  { priced, settlement }: SaleClosed | SaleRefunded,
  {
    accounts,
    programmeOf,
  }: { readonly accounts: StoreAccounts; readonly programmeOf: ProgrammeOf },
): SaleOnPaper {
  const nets = new Map<number, number>()
  for (const { vatGroupId, net } of priced.taxes) addTo(nets, vatGroupId, net)
  const { 'store-credit': credit, 'gift-card': giftCard, points } = tenderTotals(settlement.tenders)
  if (accounts.find('coupons') === undefined) {
    return { paper: nothingOnPaper, amounts: { netByVatGroup: nets } }
  }
  const loaded: Partial<Record<LiabilityRole, number>> = {}
  let [couponsSold, couponsPaid] = [0, 0]
  for (const { kind, account, vatGroupId, net } of priced.lines) {
    if (kind !== 'load' && kind !== 'gift') continue
    addTo(nets, vatGroupId, -net)
    const programme = account === undefined ? undefined : programmeOf(account)
    if (kind === 'gift') couponsPaid -= net
    else if (programme?.terms.kind === 'coupon') couponsSold += net
    else {
      const role = programme && liabilityOf(programme.terms.kind, authorityOf(programme))
      const to = role ?? 'gift-cards'
      loaded[to] = (loaded[to] ?? 0) + net
    }
  }
  const partners = settlement.tenders.filter(({ kind, account }) => {
    const programme = kind === 'points' && account !== undefined ? programmeOf(account) : undefined
    return programme !== undefined && authorityOf(programme) === 'partner'
  })
  const partnerPaid = sum(partners, ({ amount }) => amount)
  const amounts = { netByVatGroup: nets, loaded, couponsSold, couponsPaid, partnerPaid }
  const paid = {
    'store-credit': credit,
    'gift-cards': giftCard,
    points: points - partnerPaid,
    'loyalty-partner': partnerPaid,
  }
  const isPlain = credit === 0 && giftCard === 0 && points === 0 && Object.keys(loaded).length === 0
  return { paper: isPlain ? nothingOnPaper : { paid, loaded, isUnexplained: false }, amounts }
}

function addTo(nets: Map<number, number>, vatGroupId: number, net: number): void {
  nets.set(vatGroupId, (nets.get(vatGroupId) ?? 0) + net)
}

/** Of a receipt in quarantine only its tenders are posted. */
export function tendersOnPaper({ tenders }: Pick<Envelope, 'tenders'>): OnPaper {
  const { 'store-credit': credit, 'gift-card': giftCard, points } = tenderTotals(tenders)
  const paid = { 'store-credit': credit, 'gift-cards': giftCard, points }
  return { paid, loaded: {}, isUnexplained: true }
}
