import type { JSX } from 'preact'
import type { TillAccount } from '#shared/contracts/till.ts'
import { ageInWords } from '../age.ts'
import { now } from '../clock.ts'
import { money } from '../format.ts'
import { t } from '../texts.ts'

/** What a member has, how old that knowledge is, and what of it may be spent here now. */
export function Accounts({
  accounts,
}: {
  readonly accounts: readonly TillAccount[]
}): JSX.Element | null {
  const named = accounts.filter(({ kind }) => kind === 'store-credit')
  if (named.length === 0) return null
  return (
    <ul class="accounts" aria-label={t('till.value')}>
      {named.map((account) => (
        <li key={account.programme} data-name="account">
          <span class="account-head">
            <strong>{account.name}</strong>
            <strong class="figure" data-name="balance">
              {money(account.balance)}
            </strong>
          </span>
          <AccountWords account={account} />
        </li>
      ))}
    </ul>
  )
}

/** Its age, what is spendable, and if that is less than the balance, why. */
export function AccountWords({ account }: { readonly account: TillAccount }): JSX.Element {
  const { asOf, spendable, hindrance } = account
  const age = ageInWords(Math.max(0, now.value - asOf))
  return (
    <>
      <span class="hint" data-name="spendable">
        {t('till.value.spendable', { amount: money(spendable) })}
        {asOf > 0 && ` · ${t('till.value.as-of', { age })}`}
      </span>
      {hindrance !== null && (
        <span class="notice warn" data-name="hindrance">
          {t(`till.value.${hindrance}`)}
        </span>
      )}
    </>
  )
}
