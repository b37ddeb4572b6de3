import { formatMoney } from '#shared/domain/format-money.ts'
import type { AccountKind } from '#shared/value/account.ts'
import { count, decimalsFor } from '../format.ts'
import { companies, company } from '../session.ts'
import { language } from '../texts.ts'

export interface ValueUnit {
  readonly kind: AccountKind
  /** Null = all companies of the group. */
  readonly companyId: number | null
}

const moneyKinds: readonly AccountKind[] = ['store-credit', 'gift-card', 'affiliate-credit']

export function isMoney({ kind }: Pick<ValueUnit, 'kind'>): boolean {
  return moneyKinds.includes(kind)
}

/** An amount of an account: money in its company's currency, or a number of points or coupons. */
export function valueText(of: ValueUnit, amount: number): string {
  if (!isMoney(of)) return count(amount)
  const owner = companies.value.find(({ id }) => id === of.companyId) ?? company.value
  return formatMoney(amount, {
    currency: owner?.currency ?? 'MNT',
    language: language.value,
    shownDecimals: decimalsFor([amount]),
  })
}
