import type { JSX } from 'preact'
import type { TillMember } from '#shared/contracts/till.ts'
import { agoInWords } from '../age.ts'
import { now } from '../clock.ts'
import { money, percent, quantity } from '../format.ts'
import { may } from '../session.ts'
import { openSheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { ProblemBox } from '../ui/problem-box.tsx'
import { changeDraft, draft, isEmpty } from './basket.ts'
import { shownTotal } from './priced-lines.ts'
import { priced, quote, quoteProblem } from './quote.ts'

export function Totals(): JSX.Element {
  const known = priced.value
  const count = draft.value.lines.reduce((sum, line) => sum + line.quantity, 0)
  return (
    <footer class="totals">
      <ProblemBox problem={quoteProblem.value} />
      <dl class="parts">
        <div>
          <dt>{t('till.total.goods')}</dt>
          <dd class="figure">{quantity(count)}</dd>
        </div>
        <div>
          <dt>{t('till.total.discounts')}</dt>
          <dd class="figure">{money(-(known?.discountTotal ?? 0))}</dd>
        </div>
        <div>
          <dt>{t('till.total.vat')}</dt>
          <dd class="figure">{money(known?.vat ?? 0)}</dd>
        </div>
        {(known?.cityTax ?? 0) !== 0 && (
          <div>
            <dt>{t('till.total.city-tax')}</dt>
            <dd class="figure">{money(known?.cityTax ?? 0)}</dd>
          </div>
        )}
      </dl>
      <Attached />
      <div class="due">
        <div
          class="due-words"
          aria-live="polite"
          aria-busy={!isEmpty.value && quote.value === null}
        >
          <span class="label">{t('till.total.due')}</span>
          <output
            class={`due-amount figure ${isEmpty.value || quote.value !== null ? '' : 'unsure'}`}
            data-name="total"
          >
            {money(isEmpty.value ? 0 : shownTotal())}
          </output>
        </div>
        <button
          type="button"
          class="button primary pay"
          disabled={isEmpty.value}
          onClick={() => openSheet('pay')}
        >
          <kbd aria-hidden="true">F3</kbd>
          {t('till.pay')}
        </button>
      </div>
    </footer>
  )
}

/** Partner, buyer and order discounts of this basket, each removable at once. */
function Attached(): JSX.Element | null {
  const { partner, customer, discounts } = draft.value
  if (partner === null && customer === null && discounts.length === 0) return null
  return (
    <ul class="attached">
      {partner !== null && (
        <Chip
          words={`${t('till.partner')}: ${partner.name}${creditOf(partner)}`}
          name="partner-chip"
          remove={() => changeDraft({ partner: null })}
        />
      )}
      {customer !== null && (
        <Chip
          words={`${t('till.customer')}: ${customer.name}`}
          remove={() => changeDraft({ customer: null })}
        />
      )}
      {discounts.map((discount, at) => (
        <Chip
          key={at}
          words={`${discount.reason || t('till.discount')}: ${
            discount.kind === 'percent' ? percent(discount.rate) : money(discount.amount)
          }`}
          remove={() =>
            may('discount.give') &&
            changeDraft({ discounts: discounts.filter((_, other) => other !== at) })
          }
        />
      ))}
    </ul>
  )
}

function creditOf({ accounts }: TillMember): string {
  const credit = accounts.find(({ kind }) => kind === 'affiliate-credit')
  if (credit === undefined) return ''
  const age = agoInWords(Math.max(0, now.value - credit.asOf))
  const asOf = credit.asOf > 0 ? ` (${t('till.value.as-of', { age })})` : ''
  return ` · ${money(credit.balance)}${asOf}`
}

function Chip({
  words,
  name,
  remove,
}: {
  readonly words: string
  readonly name?: string
  readonly remove: () => unknown
}): JSX.Element {
  return (
    <li class="chip" data-name={name}>
      {words}
      <button type="button" aria-label={t('till.remove', { what: words })} onClick={() => remove()}>
        ×
      </button>
    </li>
  )
}
