import type { JSX } from 'preact'
import type { PricedBasket } from '#shared/contracts/basket.ts'
import type { Receipt } from '#shared/contracts/till.ts'
import { points } from '../format.ts'
import { t } from '../texts.ts'
import { valueBack } from './value-back.ts'

interface ValueBackViewProps {
  readonly receipt: Receipt
  readonly preview: PricedBasket | null
  /** Points that are paid out in cash instead. */
  readonly kept: { readonly programme: string; readonly points: number } | null
}

/** Said before the refund is saved: what happens to points, gift cards and coupons. */
export function ValueBackView({ receipt, preview, kept }: ValueBackViewProps): JSX.Element | null {
  if (preview === null) return null
  const back = valueBack(receipt, preview)
  const words = [
    ...back.points.flatMap(({ name, programme, taken, returned: spent }) => {
      const returned = spent - (kept?.programme === programme ? kept.points : 0)
      return [
        ...(returned > 0 ? [t('till.refund.points.back', { name, points: points(returned) })] : []),
        ...(taken > 0 ? [t('till.refund.points.taken', { name, points: points(taken) })] : []),
      ]
    }),
    ...(back.giftCard ? [t('till.refund.gift-card')] : []),
    ...(back.coupons > 0 ? [t('till.refund.coupons', { n: back.coupons })] : []),
    ...(back.issued > 0 ? [t('till.refund.issued', { n: back.issued })] : []),
    ...(back.loads > 0 ? [t('till.refund.loads')] : []),
  ]
  if (words.length === 0) return null
  return (
    <ul class="notice refund-value" data-name="value-back">
      {words.map((word) => (
        <li key={word}>{word}</li>
      ))}
    </ul>
  )
}
