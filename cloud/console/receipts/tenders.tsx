import type { JSX } from 'preact'
import type { Settlement } from '#shared/contracts/tender.ts'
import { amount, count, decimalsFor } from '../format.ts'
import { t } from '../texts.ts'

/** How it was paid. */
export function Tenders({ settlement }: { readonly settlement: Settlement }): JSX.Element {
  const { tenders, rounding, change, loyaltyRefundCash } = settlement
  const decimals = decimalsFor([...tenders.map((tender) => tender.amount), rounding, change])
  return (
    <section class="card section">
      <h2>{t('console.receipt.tenders')}</h2>
      <dl class="sums" data-name="tenders">
        {tenders.map((tender, position) => (
          // Tenders have no id; they never change their order.
          <div key={position}>
            <dt>
              {t(`console.tender.${tender.kind}`)}
              {tender.reference !== null && <span class="code-note"> {tender.reference}</span>}
              {tender.given !== tender.amount && (
                <span class="code-note">
                  {' '}
                  {t('console.receipt.given', { amount: amount(tender.given, decimals) })}
                </span>
              )}
            </dt>
            <dd class="figure">{amount(tender.amount, decimals)}</dd>
          </div>
        ))}
        {rounding !== 0 && (
          <div>
            <dt>{t('console.receipt.rounding')}</dt>
            <dd class="figure">{amount(rounding, decimals)}</dd>
          </div>
        )}
        {change !== 0 && (
          <div>
            <dt>{t('console.receipt.change')}</dt>
            <dd class="figure">{amount(change, decimals)}</dd>
          </div>
        )}
        {loyaltyRefundCash !== undefined && (
          <div data-name="points-in-cash">
            <dt>
              {t('console.receipt.points-in-cash')}{' '}
              <span class="code-note">
                {t('console.receipt.points-in-cash.points', {
                  points: count(loyaltyRefundCash.points),
                })}
              </span>
            </dt>
            <dd class="figure">{amount(loyaltyRefundCash.amount, decimals)}</dd>
          </div>
        )}
      </dl>
    </section>
  )
}
