import type { TillVoucher } from '#shared/contracts/voucher.ts'
import { changeDraft, draft } from '../basket/basket.ts'
import { money } from '../format.ts'
import { hindranceWords, say } from '../notices.ts'
import { t } from '../texts.ts'
import { voucherBy } from './voucher-by.ts'

const mostCoupons = 20

/** A code that is no product's: true if it is a voucher's, and what it means was done or said. */
export async function tookVoucher(code: string): Promise<boolean> {
  const voucher = await voucherBy(code)
  if (voucher === null) return false
  if (voucher.kind === 'coupon') takeCoupon(voucher)
  else sayGiftCard(voucher)
  return true
}

/** One that can be worth nothing today is said at once; of the others the hub decides. */
export function takeCoupon(voucher: TillVoucher & { kind: 'coupon' }): boolean {
  const { account, name, state } = voucher
  const { coupons } = draft.value
  const why = notUsable(state)
  if (why !== null) say('danger', t('till.coupon.not', { name }), t(`till.coupon.state.${why}`))
  else if (coupons.some((one) => one.account === account))
    say('info', t('till.coupon.here-already', { name }))
  else if (coupons.length >= mostCoupons) say('warn', t('till.coupon.most', { most: mostCoupons }))
  else {
    changeDraft({ coupons: [...coupons, { account, name, lines: null }] })
    say('good', t('till.coupon.taken', { name }))
    return true
  }
  return false
}

function notUsable(state: TillVoucher['state']) {
  return state === 'sold' || state === 'issued' || state === 'held' ? null : state
}

/** While goods are scanned a gift card only says what it holds: it pays in the payment. */
function sayGiftCard(voucher: TillVoucher & { kind: 'gift-card' }): void {
  const { name, state, balance, hindrance } = voucher
  const why = notUsable(state)
  if (why === 'reserved')
    say('info', t('till.gift-card.unsold', { name }), t('till.gift-card.unsold.how'))
  else if (why !== null)
    say('danger', t('till.coupon.not', { name }), t(`till.coupon.state.${why}`))
  else {
    const words = hindranceWords(hindrance) ?? t('till.gift-card.how')
    say('info', t('till.gift-card.holds', { name, amount: money(balance) }), words)
  }
}

export function dropCoupon(account: string): void {
  changeDraft({ coupons: draft.value.coupons.filter((one) => one.account !== account) })
}

/** Only for one line, or again wherever it may. */
export function bindCoupon(account: string, lineId: string | null): void {
  const lines = lineId === null ? null : [lineId]
  const coupons = draft.value.coupons.map((one) =>
    one.account === account ? { ...one, lines } : one,
  )
  changeDraft({ coupons })
}
