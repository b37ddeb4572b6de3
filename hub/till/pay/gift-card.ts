import { signal } from '@preact/signals'
import type { Problem } from '#shared/contracts/problem.ts'
import type { TillVoucher } from '#shared/contracts/voucher.ts'
import { draft } from '../basket/basket.ts'
import { problemOf } from '../notices.ts'
import { t } from '../texts.ts'
import { tailOfAccount, voucherBy } from '../vouchers/voucher-by.ts'
import { coversSettled } from './covers.ts'

export type GiftCard = TillVoucher & { readonly kind: 'gift-card' }

/** The card that pays next, and what it is called on the list once it has paid. */
export const giftCard = signal<GiftCard | null>(null)
const names = signal<ReadonlyMap<string, string>>(new Map())

export type LookedUp =
  | { readonly card: GiftCard }
  | { readonly wrong: string }
  | { readonly problem: Problem }

/** The gift card of a code; a coupon and a code of nobody are said in words. */
export async function giftCardBy(code: string): Promise<LookedUp> {
  try {
    await coversSettled()
    const voucher = await voucherBy(code)
    if (voucher === null) return { wrong: t('till.coupon.none', { code }) }
    if (voucher.kind === 'coupon')
      return { wrong: t('till.pay.coupon-first', { name: voucher.name }) }
    if (isLoadedHere(voucher.account)) return { wrong: t('till.load.not.in-basket') }
    if (voucher.state === 'reserved')
      return { wrong: t('till.gift-card.unsold', { name: voucher.name }) }
    names.value = new Map(names.value).set(voucher.account, voucher.name)
    return { card: voucher }
  } catch (error) {
    return { problem: problemOf(error) }
  }
}

export function cardName(account: string): string {
  return `${names.value.get(account) ?? ''} …${tailOfAccount(account)}`.trim()
}

/** What is proposed: what is due, as far as it goes. */
export function proposedFrom(card: GiftCard, due: number): number {
  return Math.max(0, Math.min(due, card.spendable))
}

/** A card that this very basket loads is worth nothing before the sale is saved. */
function isLoadedHere(account: string): boolean {
  return draft.value.lines.some(({ loads }) => loads?.account === account)
}
