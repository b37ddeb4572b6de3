import { valueAccountId } from '#shared/value/account-id.ts'
import { bringBalances } from '#shared/value/bring-balances.ts'
import { reservedCoupon } from '#shared/value/coupon.ts'
import type { Ledger } from '#shared/value/ledger.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { ValueCommandOf } from '../value/command.ts'
import { vouchers } from './batches.ts'

export type OldVoucher = ValueCommandOf<'bring-vouchers'>['vouchers'][number]

/** Named by what its code is found by: the code itself stands in no account and no log. */
export function oldVoucherAccount(programme: string, key: string): string {
  return valueAccountId(programme, `old-${key}`)
}

/** Vouchers of an older system, as they are there: printed, sold, given, or worth nothing any more. */
export function bringVouchers(
  hot: HotDatabase,
  ledger: Ledger,
  { programme, promotionId, faceValue, vouchers: brought }: ValueCommandOf<'bring-vouchers'>,
  at: number,
): void {
  const [id] = hot.prepare('SELECT id FROM programme WHERE code = ?').get(programme) ?? []
  if (id === undefined) throw new Error(`no programme ${programme}`)
  const first = vouchers.nextId(hot)
  const every = { programmeId: Number(id), batchId: null, promotionId, faceValue, state: null }
  const rows = brought.map(({ key, endsAt }, position) => {
    const account = oldVoucherAccount(programme, key)
    return { id: first + position, account, key, endsAt, storeId: null, memberId: null, ...every }
  })
  vouchers.insert(hot, rows)
  for (const { key, state, amount, endsAt } of brought) {
    const account = oldVoucherAccount(programme, key)
    if (amount > 0)
      bringBalances(ledger, [{ id: `opening:${account}`, account, amount, endsAt }], at)
    if (state === 'reserved') continue
    ledger.saveCoupon({ ...reservedCoupon(account, endsAt), state, version: 1 })
  }
}
