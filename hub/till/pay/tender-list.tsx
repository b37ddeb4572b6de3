import type { ComponentChildren, JSX } from 'preact'
import type { PointsPayment } from '#shared/contracts/points.ts'
import type { TenderGiven } from '#shared/contracts/tender.ts'
import { money, points } from '../format.ts'
import { t } from '../texts.ts'
import { cardName } from './gift-card.ts'

interface TenderListProps {
  /** Points that pay, first: they are deducted already. */
  readonly paidByPoints: PointsPayment | null
  readonly tenders: readonly TenderGiven[]
  readonly rounding: number
  readonly onRemove: (at: number) => void
  readonly onPointsBack: () => void
}

export function TenderList(props: TenderListProps): JSX.Element {
  const { paidByPoints, tenders, rounding, onRemove, onPointsBack } = props
  return (
    <ul class="tender-list" aria-label={t('till.pay.given')}>
      {tenders.length === 0 && paidByPoints === null && (
        <li class="hint">{t('till.pay.none-yet')}</li>
      )}
      {paidByPoints !== null && (
        <Row
          name="points-paid"
          what={paidByPoints.code}
          more={points(paidByPoints.points)}
          minor={paidByPoints.as === 'discount-line' ? -paidByPoints.amount : paidByPoints.amount}
          onRemove={onPointsBack}
        />
      )}
      {tenders.map((tender, at) => (
        <Row
          key={at}
          what={t(`till.tender.${tender.kind}`)}
          more={tender.account === undefined ? tender.reference : cardName(tender.account)}
          minor={tender.given}
          onRemove={() => onRemove(at)}
        />
      ))}
      {rounding !== 0 && (
        <li class="hint">
          <span class="kind">{t('till.pay.rounding')}</span>
          <span class="figure">{money(rounding)}</span>
        </li>
      )}
    </ul>
  )
}

interface RowProps {
  readonly what: string
  readonly more: ComponentChildren
  readonly minor: number
  readonly onRemove: () => void
  readonly name?: string
}

function Row({ what, more, minor, onRemove, name }: RowProps): JSX.Element {
  return (
    <li data-name={name}>
      <span class="kind">
        {what}
        {more !== undefined && <span class="hint"> {more}</span>}
      </span>
      <span class="figure">{money(minor)}</span>
      <button
        type="button"
        class="button"
        aria-label={t('till.remove', { what })}
        onClick={onRemove}
      >
        ×
      </button>
    </li>
  )
}
