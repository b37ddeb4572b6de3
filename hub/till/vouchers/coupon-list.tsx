import type { JSX } from 'preact'
import { draft } from '../basket/basket.ts'
import { productOf } from '../basket/product-name.ts'
import { priced } from '../basket/quote.ts'
import { putIn } from '../basket/scan.ts'
import { money, quantity } from '../format.ts'
import { openSheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { couponFaces } from './coupon-words.ts'
import { dropCoupon } from './take-voucher.ts'
import './vouchers.css'

/** Coupons of this basket, what each takes off or why it does not, and what may be added for nothing. */
export function CouponList(): JSX.Element | null {
  const faces = couponFaces(draft.value.coupons, priced.value)
  const toAdd = priced.value?.toAdd ?? []
  if (faces.length === 0 && toAdd.length === 0) return null
  return (
    <ul class="coupons" aria-label={t('till.coupons')} data-name="coupons">
      {faces.map(({ coupon, takes, why }) => (
        <li key={coupon.account} class={why === null ? '' : 'refused'} data-name="coupon">
          <button type="button" class="coupon-face" onClick={() => openSheet('coupons')}>
            <span class="coupon-name">{coupon.name}</span>
            {why !== null && <span class="coupon-why">{why}</span>}
          </button>
          <span class="figure">{takes === null ? '' : money(-takes)}</span>
          <button
            type="button"
            class="coupon-drop"
            aria-label={t('till.remove', { what: coupon.name })}
            onClick={() => dropCoupon(coupon.account)}
          >
            ×
          </button>
        </li>
      ))}
      {toAdd.map((gift) => (
        <GiftHint key={`${gift.ruleId} ${gift.productId}`} {...gift} />
      ))}
    </ul>
  )
}

function GiftHint(gift: { readonly productId: number; readonly quantity: number }): JSX.Element {
  const product = productOf(gift.productId)
  const words = t('till.coupon.to-add', {
    n: quantity(gift.quantity),
    product: product?.name ?? `№ ${gift.productId}`,
  })
  return (
    <li class="gift" data-name="to-add">
      <span class="coupon-face">{words}</span>
      <button
        type="button"
        class="button"
        disabled={product === null}
        onClick={() => product !== null && putIn(product)}
      >
        {t('till.coupon.add')}
      </button>
    </li>
  )
}
