import type { LoadHindrance, NotLoadable } from '#shared/contracts/voucher.ts'
import { Failure } from '#shared/domain/failure.ts'
import { plainAmount } from '#shared/domain/format-money.ts'
import type { Replica } from '../replica/replica.ts'
import { isAlive } from './voucher-state.ts'
import type { VoucherNow, Vouchers } from './vouchers.ts'

/** A line that sells or loads a voucher. */
export interface Load {
  readonly lineId: string
  readonly account: string
  /** What is loaded on a gift card. */
  readonly amount: number
  /** Its product has a price, so it sells a new voucher and tops up none. */
  readonly isFixed: boolean
}

/** Throws `conflict` with why this voucher is not sold or loaded here now; else what it is. */
export function needLoadable(
  load: Load,
  of: {
    readonly vouchers: Vouchers
    readonly replica: Pick<Replica, 'voucherProgrammes'>
    readonly storeId: number
    readonly isOnline: boolean
    /** The cloud keeps it for this hub. */
    readonly isKept: (account: string) => boolean
    readonly receiptId: string | undefined
  },
): VoucherNow {
  const now = of.vouchers.byAccount(load.account)
  if (now === undefined) throw notLoadable(load, 'unknown')
  const { voucher, state, inWork } = now
  if (state === 'used' || state === 'cancelled') throw notLoadable(load, state)
  if (now.hasEnded || state === 'expired') throw notLoadable(load, 'ended')
  if (inWork.some((id) => id !== of.receiptId)) throw notLoadable(load, 'in-work')
  if (voucher.kind === 'gift-card' && voucher.frozen) throw notLoadable(load, 'frozen')
  if (isAlive(state)) {
    if (voucher.kind === 'coupon' || load.isFixed) throw notLoadable(load, 'sold-already')
  } else if (voucher.storeId === null) {
    if (!of.isOnline && !of.isKept(load.account)) throw notLoadable(load, 'offline')
  } else if (voucher.storeId !== of.storeId) throw notLoadable(load, 'wrong-store')
  if (voucher.kind === 'coupon') return now
  const settings = of.replica.voucherProgrammes().find(({ id }) => id === voucher.programme)
  const { reloadable = true, minimumLoad = null, maximumLoad = null } = settings?.giftCard ?? {}
  if (isAlive(state) && !reloadable) throw notLoadable(load, 'not-reloadable')
  if (minimumLoad !== null && load.amount < minimumLoad) {
    throw notLoadable(load, 'too-little', minimumLoad)
  }
  if (maximumLoad !== null && load.amount > maximumLoad) {
    throw notLoadable(load, 'too-much', maximumLoad)
  }
  return now
}

/** In English, for machines and logs. Tills have their own words. */
const words: Readonly<Record<LoadHindrance, string>> = {
  unknown: 'there is no such coupon or gift card: scan it again',
  'wrong-store': "it is another store's stock: take one of this store's",
  'sold-already': 'it was sold before: take another one',
  'not-reloadable': 'such a card is loaded once: sell a new one',
  'in-work': 'another till is selling it, or pays with it: finish or give up that one',
  used: 'it was used: take another one',
  ended: 'its time is over: take another one',
  cancelled: 'HQ cancelled it: take another one',
  frozen: 'HQ froze it: HQ can lift that',
  offline:
    "it is no store's stock, so only the cloud knows whether it was sold: it works when the internet is back, one of this store's stock works now",
  'in-other-store': "another store is selling it: take one of this store's stock",
  'no-answer':
    "the cloud did not say in time whether it was sold: try again, or take one of this store's stock",
  'too-little': 'less is loaded than HQ allows',
  'too-much': 'more is loaded than HQ allows',
  'pays-itself': 'a card does not pay for its own load: take another tender',
  'no-voucher': 'it sells a gift card or coupon: scan which one',
}

export function notLoadable(
  { lineId }: Pick<Load, 'lineId'>,
  hindrance: LoadHindrance,
  limit?: number,
): Failure {
  const extra = {
    conflict: 'not-loadable',
    hindrance,
    lineId,
    ...(limit !== undefined && { limit }),
  } satisfies NotLoadable
  const at = limit === undefined ? '' : ` (${plainAmount(limit)})`
  return new Failure('conflict', `line ${lineId}: ${words[hindrance]}${at}`, { extra })
}
