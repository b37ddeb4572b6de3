import type { Hindrance } from '#shared/contracts/till.ts'
import type { ReplicaProgramme, ReplicaVoucher } from '../replica/replica.ts'
import type { Shop } from '../shop.ts'
import type { Value } from '../value/value.ts'
import { isAlive, type StateNow, stateSince } from './voucher-state.ts'

/** A voucher as of now: the replica, what this hub journaled since, and its payments in work. */
export interface VoucherNow extends StateNow {
  readonly voucher: ReplicaVoucher
  /** Undefined: this hub's copy does not name it yet. */
  readonly programme: ReplicaProgramme | undefined
  /** Receipts in work that have reserved of it. */
  readonly inWork: readonly string[]
  readonly hasEnded: boolean
  /** What may be spent of it here now; `hindrance` where that is less. */
  readonly spendable: number
  readonly hindrance: Hindrance | null
}

/** Coupons and gift cards that customers show. */
export interface Vouchers {
  readonly byCode: (code: string) => VoucherNow | undefined
  readonly byAccount: (account: string) => VoucherNow | undefined
}

export function createVouchers({
  shop,
  value,
}: {
  readonly shop: Shop
  readonly value: Pick<Value, 'ofVoucher'>
}): Vouchers {
  const { replica } = shop
  const now = (find: () => ReplicaVoucher | undefined): VoucherNow | undefined => {
    // Voucher and mark of one moment; the journal is read after it, so it holds all of the mark.
    const { voucher, mark, programmes } = replica.snapshot(() => ({
      voucher: find(),
      mark: replica.hubMark(shop.identity().hubId),
      programmes: replica.programmes(),
    }))
    if (voucher === undefined) return undefined
    const { account, endsAt } = voucher
    const state = stateSince(voucher, value.ofVoucher.since(account, mark))
    const programme = programmes.find(({ id }) => id === voucher.programme)
    const hasEnded = endsAt !== null && endsAt <= shop.clock()
    const inWork = value.ofVoucher.receiptsOf(account)
    const of = { voucher, programme, inWork, hasEnded, ...state }
    return { ...of, ...worthOf(of) }
  }
  const worthOf = (of: Omit<VoucherNow, 'spendable' | 'hindrance'>) => {
    const { voucher, programme } = of
    const nothing = (hindrance: Hindrance) => ({ spendable: 0, hindrance })
    if (!isAlive(of.state) || of.hasEnded) return nothing('not-valid')
    if (voucher.kind === 'gift-card' && voucher.frozen) return nothing('frozen')
    if (programme === undefined) return nothing('no-account')
    return value.ofVoucher.worthOf(voucher.account, of.balance, programme)
  }
  return {
    byCode: (code) => now(() => replica.voucherByCode(code)),
    byAccount: (account) => now(() => replica.voucher(account)),
  }
}
