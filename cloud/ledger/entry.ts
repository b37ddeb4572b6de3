import type { StoreAccounts } from './accounts.ts'
import {
  type AmountName,
  type DocumentAmounts,
  type DocumentKind,
  postingRules,
} from './posting-rules.ts'

/** A transaction before it is stored: debits positive, credits negative, their sum is 0. */
export interface Entry {
  readonly kind: DocumentKind
  readonly amountByAccount: ReadonlyMap<number, number>
  readonly debit: number
}

/** Applies the posting rules. The amounts are checked before; what does not balance here is a bug. */
export function createEntry(
  kind: DocumentKind,
  amounts: DocumentAmounts,
  accounts: StoreAccounts,
): Entry | undefined {
  const amountByAccount = new Map<number, number>()
  for (const rule of postingRules) {
    if (!rule.on.includes(kind)) continue
    for (const { amount, vatGroupId } of amountsOf(amounts, rule.amount)) {
      if (amount === 0) continue
      const account = accounts.find(rule.role, vatGroupId)
      if (account === undefined) throw new Error(`no account ${rule.role} ${vatGroupId ?? ''}`)
      const signed = rule.side === 'debit' ? amount : -amount
      amountByAccount.set(account, (amountByAccount.get(account) ?? 0) + signed)
    }
  }
  let debit = 0
  let credit = 0
  for (const [account, amount] of amountByAccount) {
    if (amount === 0) amountByAccount.delete(account)
    if (amount > 0) debit += amount
    else credit -= amount
  }
  if (debit !== credit || !Number.isSafeInteger(debit)) {
    throw new Error(`a ${kind} does not balance: debit ${debit}, credit ${credit}`)
  }
  return amountByAccount.size === 0 ? undefined : { kind, amountByAccount, debit }
}

function amountsOf(
  amounts: DocumentAmounts,
  name: AmountName,
): readonly { readonly amount: number; readonly vatGroupId?: number }[] {
  switch (name) {
    case 'tenders.cash':
      return [{ amount: amounts.tenders?.cash ?? 0 }]
    case 'tenders.card':
      return [{ amount: amounts.tenders?.card ?? 0 }]
    case 'tenders.cash-on-delivery':
      return [{ amount: amounts.tenders?.['cash-on-delivery'] ?? 0 }]
    case 'netByVatGroup':
    case 'vatByVatGroup':
      return Array.from(amounts[name] ?? [], ([vatGroupId, amount]) => ({ amount, vatGroupId }))
    case 'tenderTotal':
    case 'cityTax':
    case 'rounding':
    case 'cashDifference':
    case 'cashMoved':
      return [{ amount: amounts[name] ?? 0 }]
  }
}
