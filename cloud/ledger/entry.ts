import type { StoreAccounts } from './accounts.ts'
import {
  type AmountName,
  type DocumentAmounts,
  type DocumentKind,
  documentKinds,
  type PostingRule,
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
  const draft = { accounts, amountByAccount }
  for (const rule of rulesByKind.get(kind) ?? []) {
    const amount = amountOf(amounts, rule.amount)
    if (typeof amount === 'number') post(draft, rule, amount)
    else for (const [vatGroupId, part] of amount) post(draft, rule, part, vatGroupId)
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

interface Draft {
  readonly accounts: StoreAccounts
  readonly amountByAccount: Map<number, number>
}

function post(draft: Draft, rule: PostingRule, amount: number, vatGroupId?: number): void {
  if (amount === 0) return
  const { accounts, amountByAccount } = draft
  const account = accounts.find(rule.role, vatGroupId)
  if (account === undefined) throw new Error(`no account ${rule.role} ${vatGroupId ?? ''}`)
  const signed = rule.side === 'debit' ? amount : -amount
  amountByAccount.set(account, (amountByAccount.get(account) ?? 0) + signed)
}

const rulesByKind: ReadonlyMap<DocumentKind, readonly PostingRule[]> = new Map(
  documentKinds.map((kind) => [kind, postingRules.filter((rule) => rule.on.includes(kind))]),
)

const nothing: ReadonlyMap<number, number> = new Map()

function amountOf(
  amounts: DocumentAmounts,
  name: AmountName,
): number | ReadonlyMap<number, number> {
  switch (name) {
    case 'tenders.cash':
      return amounts.tenders?.cash ?? 0
    case 'tenders.card':
      return amounts.tenders?.card ?? 0
    case 'tenders.cash-on-delivery':
      return amounts.tenders?.['cash-on-delivery'] ?? 0
    case 'tenders.store-credit':
      return amounts.tenders?.['store-credit'] ?? 0
    case 'tenders.gift-card':
      return amounts.tenders?.['gift-card'] ?? 0
    case 'tenders.points':
      return amounts.tenders?.points ?? 0
    case 'netByVatGroup':
    case 'vatByVatGroup':
      return amounts[name] ?? nothing
    case 'tenderTotal':
    case 'cityTax':
    case 'rounding':
    case 'cashDifference':
    case 'cashMoved':
    case 'valueGiven':
    case 'riskPaid':
    case 'escrowPaid':
    case 'valueCaptured':
      return amounts[name] ?? 0
  }
}
