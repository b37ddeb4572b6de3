import type { JSX } from 'preact'
import type { LoyaltySnapshot } from '#shared/contracts/points.ts'
import { percent, points } from '../format.ts'
import { t } from '../texts.ts'
import './loyalty.css'

/** What was known of a member's points when the receipt was made (requirements 000-15). */
export function LoyaltyView({
  loyalty,
}: {
  readonly loyalty: readonly LoyaltySnapshot[]
}): JSX.Element | null {
  if (loyalty.length === 0) return null
  return (
    <section class="loyalty" aria-label={t('till.loyalty')} data-name="loyalty">
      {loyalty.map((one) => (
        <div key={one.programme} class="loyalty-programme">
          <p class="row">
            <strong>{one.name || one.programme}</strong>
            {one.phone !== '' && (
              <span class="hint">{t('till.member.phone', { tail: one.phone })}</span>
            )}
          </p>
          <dl>
            <Row words={t('till.loyalty.before')} figure={points(one.balance)} />
            {one.collected !== 0 && (
              <Row words={collectedWords(one)} figure={signed(one.collected)} name="collected" />
            )}
            {one.spent !== 0 && (
              <Row words={t('till.loyalty.spent')} figure={signed(-one.spent)} name="spent" />
            )}
            <Row words={t('till.loyalty.after')} figure={points(after(one))} look="strong" />
          </dl>
          {one.status !== 'none' && one.status !== 'confirmed' && (
            <p class="notice warn">{t(`till.loyalty.status.${one.status}`)}</p>
          )}
        </div>
      ))}
    </section>
  )
}

/** Earned, spent and the new balance, for the customer who still stands there. */
export function LoyaltyNews({
  loyalty,
}: {
  readonly loyalty: readonly LoyaltySnapshot[]
}): JSX.Element | null {
  if (loyalty.length === 0) return null
  return (
    <ul class="loyalty-news" data-name="loyalty-news">
      {loyalty.map((one) => (
        <li key={one.programme}>
          <strong>{one.name || one.programme}</strong>
          {one.collected !== 0 && (
            <span class="figure">
              {t('till.loyalty.collected')} {signed(one.collected)}
            </span>
          )}
          {one.spent !== 0 && (
            <span class="figure">
              {t('till.loyalty.spent')} {signed(-one.spent)}
            </span>
          )}
          <span class="figure after">
            {t('till.loyalty.after')} {points(after(one))}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Row(props: {
  readonly words: string
  readonly figure: string
  readonly look?: string
  readonly name?: string
}): JSX.Element {
  return (
    <div class={`amount-row ${props.look ?? ''}`} data-name={props.name}>
      <dt>{props.words}</dt>
      <dd class="figure">{props.figure}</dd>
    </div>
  )
}

function collectedWords({ percent: rate }: LoyaltySnapshot): string {
  const words = t('till.loyalty.collected')
  return rate === null ? words : `${words} ${percent(rate)}`
}

function after({ balance, collected, spent }: LoyaltySnapshot): number {
  return balance + collected - spent
}

function signed(count: number): string {
  return `${count > 0 ? '+' : ''}${points(count)}`
}
