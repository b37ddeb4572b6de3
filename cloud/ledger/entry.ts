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
  for (const { rule, read } of rulesByKind.get(kind) ?? []) {
    const amount = read(amounts)
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

type Reader = (amounts: DocumentAmounts) => number | ReadonlyMap<number, number>

const nothing: ReadonlyMap<number, number> = new Map()

const rulesByKind: ReadonlyMap<
  DocumentKind,
  readonly { readonly rule: PostingRule; readonly read: Reader }[]
> = new Map(
  documentKinds.map((kind) => {
    const ofKind = postingRules.filter((rule) => rule.on.includes(kind))
    return [kind, ofKind.map((rule) => ({ rule, read: readerOf(rule.amount) }))]
  }),
)

function readerOf(name: AmountName): Reader {
  if (name === 'netByVatGroup' || name === 'vatByVatGroup') {
    return (amounts) => amounts[name] ?? nothing
  }
  const [group, part = ''] = name.split('.')
  if (group === 'tenders' || group === 'owed' || group === 'loaded') {
    return (amounts) => {
      const parts: Readonly<Partial<Record<string, number>>> | undefined = amounts[group]
      return parts?.[part] ?? 0
    }
  }
  const plain = name as Exclude<AmountName, `${string}.${string}` | `${string}ByVatGroup`>
  return (amounts) => amounts[plain] ?? 0
}
