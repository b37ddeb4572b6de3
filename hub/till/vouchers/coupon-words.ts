import type { PricedBasket } from '#shared/contracts/basket.ts'
import type { CouponOutcome } from '#shared/contracts/coupon.ts'
import type { DraftCoupon } from '../basket/draft.ts'
import { productName } from '../basket/product-name.ts'
import { money, quantity } from '../format.ts'
import { t } from '../texts.ts'

/** What a coupon takes off, or why it takes nothing; null until the hub has said. */
export interface CouponFace {
  readonly coupon: DraftCoupon
  readonly takes: number | null
  readonly why: string | null
}

export function couponFaces(
  coupons: readonly DraftCoupon[],
  priced: PricedBasket | null,
): readonly CouponFace[] {
  const outcomes = priced?.coupons ?? []
  return coupons.map((coupon) => {
    const outcome = outcomes.find(({ couponId }) => couponId === coupon.account)
    if (outcome === undefined) return { coupon, takes: null, why: null }
    if (outcome.outcome === 'applied') return { coupon, takes: outcome.amount, why: null }
    return { coupon, takes: null, why: whyNot(outcome, coupons, outcomes) }
  })
}

function whyNot(
  { reason, by, missing }: CouponOutcome & { outcome: 'refused' },
  coupons: readonly DraftCoupon[],
  outcomes: readonly CouponOutcome[],
): string {
  const words = t(`till.coupon.why.${reason}`, { by: nameOfRule(by, coupons, outcomes) })
  if (missing === undefined) return words
  const more = [
    missing.amount !== undefined &&
      t('till.coupon.missing.amount', { amount: money(missing.amount) }),
    missing.quantity !== undefined &&
      (missing.productId === undefined
        ? t('till.coupon.missing.quantity', { n: quantity(missing.quantity) })
        : t('till.coupon.missing.product', {
            n: quantity(missing.quantity),
            product: productName(missing.productId),
          })),
  ].filter((one) => one !== false)
  return more.length === 0 ? words : `${words} ${more.join(' · ')}`
}

/** Another coupon of this basket by its name; a promotion's is not known at the till. */
function nameOfRule(
  rule: string | undefined,
  coupons: readonly DraftCoupon[],
  outcomes: readonly CouponOutcome[],
): string {
  const applied = outcomes.find((one) => one.outcome === 'applied' && one.ruleId === rule)
  const other = coupons.find(({ account }) => account === applied?.couponId)
  return other?.name ?? t('till.coupon.other')
}
