import { TillVoucher } from '#shared/contracts/voucher.ts'
import { call, Refusal } from '../api.ts'

/** The coupon or gift card of a code as it was scanned or typed; null if there is none. */
export async function voucherBy(code: string): Promise<TillVoucher | null> {
  try {
    return await call({ path: '/vouchers', query: { code }, answer: TillVoucher })
  } catch (error) {
    if (error instanceof Refusal && (error.status === 404 || error.status === 422)) return null
    throw error
  }
}

/** Until more is known of it: its programme. */
export function nameOfAccount(account: string): string {
  return account.slice(0, Math.max(0, account.indexOf(':'))) || account
}

/** Enough of its number to tell two cards of one kind apart. */
export function tailOfAccount(account: string): string {
  return account.slice(account.indexOf(':') + 1).slice(-6)
}
