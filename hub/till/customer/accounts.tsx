import type { JSX } from 'preact'
import type { TillAccount } from '#shared/contracts/till.ts'
import { agoInWords } from '../age.ts'
import { now } from '../clock.ts'
import { money, points } from '../format.ts'
import { hindranceWords } from '../notices.ts'
import { t } from '../texts.ts'

/** What a member has, how old that knowledge is, and what of it may be spent here now. */
export function Accounts({
  accounts,
  of,
}: {
  readonly accounts: readonly TillAccount[]
  readonly of: keyof typeof shown
}): JSX.Element | null {
  const named = accounts.filter(({ kind }) => shown[of].includes(kind))
  if (named.length === 0) return null
  return (
    <ul class="accounts" aria-label={t('till.value')}>
      {named.map((account) => (
        <li key={account.programme} data-name="account">
          <span class="account-head">
            <strong>{account.name}</strong>
            <strong class="figure" data-name="balance">
              {inItsUnit(account, account.balance)}
            </strong>
          </span>
          {of === 'partner' ? (
            <Age asOf={account.asOf} />
          ) : (
            <AccountWords
              spendable={inItsUnit(account, account.spendable)}
              asOf={account.asOf}
              hindrance={account.hindrance}
            />
          )}
        </li>
      ))}
    </ul>
  )
}

/** A partner's credit is shown here, not spent. */
function Age({ asOf }: { readonly asOf: number }): JSX.Element | null {
  if (asOf === 0) return null
  const age = agoInWords(Math.max(0, now.value - asOf))
  return <span class="hint">{t('till.value.as-of', { age })}</span>
}

interface AccountWordsProps {
  readonly spendable: string
  readonly asOf: number | null
  readonly hindrance: string | null
}

/** Its age, what is spendable, and if that is less than the balance, why. */
export function AccountWords({ spendable, asOf, hindrance }: AccountWordsProps): JSX.Element {
  const age = agoInWords(Math.max(0, now.value - (asOf ?? 0)))
  const why = hindranceWords(hindrance)
  return (
    <>
      <span class="hint" data-name="spendable">
        {t('till.value.spendable', { amount: spendable })}
        {asOf !== null && asOf > 0 && ` · ${t('till.value.as-of', { age })}`}
      </span>
      {why !== null && (
        <span class="notice warn" data-name="hindrance">
          {why}
        </span>
      )}
    </>
  )
}

/** What is shown of whom: a buyer's and a partner's accounts mean different things. */
const shown: Readonly<Record<'member' | 'partner', readonly string[]>> = {
  member: ['points', 'store-credit'],
  partner: ['affiliate-credit'],
}

function inItsUnit({ kind }: TillAccount, amount: number): string {
  return kind === 'points' ? points(amount) : money(amount)
}
