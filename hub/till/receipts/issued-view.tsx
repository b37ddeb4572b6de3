import type { JSX } from 'preact'
import type { IssuedCoupon, IssuedTaken } from '#shared/contracts/voucher.ts'
import { day } from '../format.ts'
import { t } from '../texts.ts'
import { tailOfAccount } from '../vouchers/voucher-by.ts'
import './loyalty.css'

/** Coupons for the next order: they are printed on the receipt. */
export function IssuedView({
  issued,
}: {
  readonly issued: readonly IssuedCoupon[]
}): JSX.Element | null {
  if (issued.length === 0) return null
  return (
    <ul class="issued" data-name="issued">
      {issued.map(({ account, code, endsAt }) => (
        <li key={account} class="notice good">
          <strong>{t('till.coupon.issued')}</strong>
          <span class="figure">{code}</span>
          {endsAt !== null && <span>{t('till.coupon.until', { day: day(endsAt) })}</span>}
        </li>
      ))}
    </ul>
  )
}

/** Of a refund: what became of the coupons that its order had brought. */
export function IssuedTakenView({
  taken,
}: {
  readonly taken: readonly IssuedTaken[]
}): JSX.Element | null {
  if (taken.length === 0) return null
  return (
    <ul class="issued" data-name="issued-taken">
      {taken.map(({ account, outcome }) => (
        <li key={account} class={`notice ${outcome === 'cancelled' ? 'good' : 'warn'}`}>
          {t(`till.coupon.taken.${outcome}`, { code: `…${tailOfAccount(account)}` })}
        </li>
      ))}
    </ul>
  )
}
