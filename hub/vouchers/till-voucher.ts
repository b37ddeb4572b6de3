import type { TillVoucher } from '#shared/contracts/voucher.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { Shop } from '../shop.ts'
import type { VoucherNow, Vouchers } from './vouchers.ts'

/** What a till sees of a code; a code is its holder's secret, so a problem says its end only. */
export function lookUpVoucher(
  { shop, vouchers }: { readonly shop: Shop; readonly vouchers: Vouchers },
  code: string,
): TillVoucher {
  const found = vouchers.byCode(code)
  if (found !== undefined) return toTillVoucher(found, shop)
  const end = code.replace(/[^0-9A-Za-z]/g, '').slice(-4)
  const message = `no coupon or gift card has the code ending in ${end}: type it again, or ask HQ`
  throw new Failure('not-found', message)
}

function toTillVoucher(now: VoucherNow, shop: Shop): TillVoucher {
  const { voucher, programme, hasEnded, state } = now
  const { account, storeId, endsAt } = voucher
  const held = voucher.kind === 'coupon' && now.inWork.length > 0 && now.balance > 0
  const shown = held ? 'held' : hasEnded && now.balance > 0 ? 'expired' : state
  const programmeName = programme?.name ?? ''
  const of = {
    account,
    programme: programme?.code ?? codeOf(account),
    state: shown,
    storeId,
    endsAt,
  }
  if (voucher.kind === 'coupon') {
    const { promotionId, faceValue } = voucher
    const rule = shop.catalogue().promotions?.couponRules.get(promotionId)
    const name = rule?.promotion.name || programmeName
    return { kind: 'coupon', ...of, name, promotionId, faceValue }
  }
  const { balance, spendable, hindrance } = now
  const { asOf, frozen } = voucher
  const money = { balance, asOf, spendable, hindrance, frozen }
  return { kind: 'gift-card', ...of, name: programmeName, ...money }
}

/** Of a programme that this hub's copy does not hold yet. */
function codeOf(account: string): string {
  return account.slice(0, account.indexOf(':'))
}
