import type { JSX } from 'preact'
import type { PointsOffer } from '#shared/contracts/points.ts'
import type { TillAccount } from '#shared/contracts/till.ts'
import { money, points } from '../format.ts'
import { hindranceWords } from '../notices.ts'
import { t } from '../texts.ts'

interface AvailableProps {
  readonly offers: readonly PointsOffer[]
  readonly credit: TillAccount | null
}

/** What the loaded card could pay of this receipt, beside money. */
export function Available({ offers, credit }: AvailableProps): JSX.Element | null {
  if (offers.length === 0 && credit === null) return null
  return (
    <ul class="available" aria-label={t('till.pay.available')} data-name="available">
      {offers.map((offer) => (
        <li key={offer.programme} data-name="offer">
          <kbd>F12</kbd>
          <strong>{offer.name}</strong>
          <span class="figure">{points(offer.spendable)}</span>
          <span class="could">
            {offer.pay.best.amount > 0
              ? t('till.points.could', { amount: money(offer.pay.best.amount) })
              : (hindranceWords(offer.hindrance) ?? t('till.points.could-not'))}
          </span>
        </li>
      ))}
      {credit !== null && (
        <li>
          <kbd>F7</kbd>
          <strong>{credit.name}</strong>
          <span class="figure">{money(credit.spendable)}</span>
        </li>
      )}
    </ul>
  )
}
