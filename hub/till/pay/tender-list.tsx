import type { JSX } from 'preact'
import type { TenderGiven } from '#shared/contracts/tender.ts'
import { money } from '../format.ts'
import { t } from '../texts.ts'

interface TenderListProps {
  readonly tenders: readonly TenderGiven[]
  readonly rounding: number
  readonly onRemove: (at: number) => void
}

export function TenderList({ tenders, rounding, onRemove }: TenderListProps): JSX.Element {
  return (
    <ul class="tender-list" aria-label={t('till.pay.given')}>
      {tenders.length === 0 && <li class="hint">{t('till.pay.none-yet')}</li>}
      {tenders.map((tender, at) => {
        const kind = t(`till.tender.${tender.kind}`)
        return (
          <li key={at}>
            <span class="kind">
              {kind}
              {tender.reference !== undefined && <span class="hint"> {tender.reference}</span>}
            </span>
            <span class="figure">{money(tender.given)}</span>
            <button
              type="button"
              class="button"
              aria-label={t('till.remove', { what: kind })}
              onClick={() => onRemove(at)}
            >
              ×
            </button>
          </li>
        )
      })}
      {rounding !== 0 && (
        <li class="hint">
          <span class="kind">{t('till.pay.rounding')}</span>
          <span class="figure">{money(rounding)}</span>
        </li>
      )}
    </ul>
  )
}
