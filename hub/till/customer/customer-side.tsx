import type { JSX } from 'preact'
import { draft } from '../basket/basket.ts'
import { priced } from '../basket/quote.ts'
import { t } from '../texts.ts'
import { CouponList } from '../vouchers/coupon-list.tsx'
import { MemberStrip } from './member-strip.tsx'

/** Whose basket it is and what they brought; beside the lines, so that those keep their place. */
export function CustomerSide(): JSX.Element | null {
  const { member, coupons } = draft.value
  const toAdd = priced.value?.toAdd ?? []
  if (member === null && coupons.length === 0 && toAdd.length === 0) return null
  return (
    <section class="customer-side card" aria-label={t('till.member')}>
      <MemberStrip />
      <CouponList />
    </section>
  )
}
