import type { JSX } from 'preact'
import { agoInWords } from '../age.ts'
import { changeDraft, draft } from '../basket/basket.ts'
import { priced, quoted } from '../basket/quote.ts'
import { now } from '../clock.ts'
import { money, points } from '../format.ts'
import { openSheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { memberNow } from './heard.ts'
import { pointsRows } from './points-rows.ts'
import './member-strip.css'

/** The loaded card: whose it is, what is on it, of when that is, and what this receipt earns. */
export function MemberStrip(): JSX.Element | null {
  const member = memberNow()
  if (draft.value.member === null || member === null) return null
  const offers = quoted.value?.quote.pointsOffers ?? []
  const rows = pointsRows(member.accounts, offers, priced.value?.earned ?? [])
  const credit = member.accounts.filter(({ kind }) => kind === 'store-credit')
  return (
    <div class="member-strip" data-name="member-strip">
      <button type="button" class="member-name" onClick={() => openSheet('member')}>
        <kbd aria-hidden="true">F6</kbd>
        <strong>{member.name}</strong>
      </button>
      <button
        type="button"
        class="member-off"
        aria-label={t('till.remove', { what: member.name })}
        onClick={() => changeDraft({ member: null })}
      >
        ×
      </button>
      <ul class="member-has">
        {rows.map((row) => (
          <li key={row.code} data-name="points-row">
            <span class="programme">{row.name}</span>
            <strong class="figure" data-name="points-balance">
              {row.balance === null ? '' : points(row.balance)}
            </strong>
            {row.asOf !== null && row.asOf > 0 && <Age asOf={row.asOf} />}
            {row.earns > 0 && (
              <span class="earns figure" data-name="earns" aria-live="polite">
                {t('till.points.earns', { points: points(row.earns) })}
              </span>
            )}
          </li>
        ))}
        {credit.map(({ programme, name, balance, asOf }) => (
          <li key={programme}>
            <span class="programme">{name}</span>
            <strong class="figure">{money(balance)}</strong>
            {asOf > 0 && <Age asOf={asOf} />}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Age({ asOf }: { readonly asOf: number }): JSX.Element {
  const age = agoInWords(Math.max(0, now.value - asOf))
  return <span class="age">{t('till.value.as-of', { age })}</span>
}
