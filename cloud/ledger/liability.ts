import type { AccountKind } from '#shared/value/account.ts'

/** What the company owes in stored value, one account of the ledger each. */
export const liabilityRoles = ['store-credit', 'gift-cards', 'points', 'loyalty-partner'] as const
export type LiabilityRole = (typeof liabilityRoles)[number]

export type ByLiability = Readonly<Partial<Record<LiabilityRole, number>>>

/** What a receipt's own transaction posted to the liabilities, whatever the accounts say. */
export interface OnPaper {
  /** By tenders: they lessen what is owed. */
  readonly paid: ByLiability
  /** By lines that load: they add to it. */
  readonly loaded: ByLiability
  /** The payload is not in the books, so nobody knows what was loaded. */
  readonly isUnexplained: boolean
}

export const nothingOnPaper: OnPaper = { paid: {}, loaded: {}, isUnexplained: false }

/** Where value of this kind stands in the ledger; undefined = it is no money. */
export function liabilityOf(
  kind: AccountKind,
  authority: 'own' | 'partner',
): LiabilityRole | undefined {
  switch (kind) {
    case 'store-credit':
      return 'store-credit'
    case 'gift-card':
      return 'gift-cards'
    case 'points':
      return authority === 'partner' ? 'loyalty-partner' : 'points'
    case 'affiliate-credit':
    case 'rebate':
    case 'settlement':
    case 'coupon':
      return undefined
  }
}
