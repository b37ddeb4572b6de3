import type { Hindrance } from '#shared/contracts/till.ts'
import type { CloudMark } from '#shared/journal/kept-sales.ts'
import type { Head } from '#shared/journal/record.ts'
import type { ReplicaProgramme, ReplicaVoucher } from '../replica/replica.ts'
import type { Shop } from '../shop.ts'
import type { OwnHistory } from '../value/overlay.ts'
import type { IssuedBy, IssuedHere } from '../value/store.ts'
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
  const now = (by: IssuedBy, find: () => ReplicaVoucher | undefined): VoucherNow | undefined => {
    // Voucher and mark of one moment; the journal is read after the mark, so it holds all of it.
    const read = replica.snapshot(() => {
      const inFeed = find()
      const issued = value.ofVoucher.issuedHere(
        inFeed === undefined ? by : { account: inFeed.account },
      )
      const found = inFeed ?? issuedVoucher(shop, issued)
      if (found === undefined) return undefined
      // What the feed lacks, the mark cannot have.
      const mark = inFeed === undefined ? beforeAll : replica.hubMark(shop.identity().hubId)
      const { own, reached } = value.ofVoucher.history(found.account, mark)
      const programmes = replica.programmes()
      return { found, isIssuedHere: issued !== undefined, mark, own, reached, programmes }
    })
    if (read === undefined) return undefined
    const { found, isIssuedHere, own, programmes } = read
    const { voucher, mark, reached } = newest(found, read)
    const { account, endsAt } = voucher
    const nowBy = (known: ReplicaVoucher, feed: Feed) =>
      stateSince(known, value.ofVoucher.since(own, feed), isIssuedHere)
    // What was told is a balance and no state: that is the feed's, with the feed's mark.
    const { balance } = nowBy(voucher, { mark, reached })
    const state = { ...nowBy(found, stateFeed(found, read)), balance }
    const programme = programmes.find(({ id }) => id === voucher.programme)
    const hasEnded = endsAt !== null && endsAt <= shop.clock()
    const inWork = value.ofVoucher.receiptsOf(account)
    const of = { voucher, programme, inWork, hasEnded, ...state }
    return { ...of, ...worthOf(of) }
  }
  /** A card's balance may be hours old; what a coupon is goes to every store at once. */
  const newest = (voucher: ReplicaVoucher, read: Feed & Pick<OwnHistory, 'own'>) => {
    const { mark, reached, own } = read
    if (voucher.kind === 'coupon') return { voucher, ...stateFeed(voucher, read) }
    const { account, balance, asOf } = voucher
    const now = value.ofVoucher.newest(account, { balance, asOf, mark, reached }, own)
    const told = { ...voucher, balance: now.balance, asOf: now.asOf }
    return { voucher: told, mark: now.mark, reached: now.reached ?? [] }
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
    byCode: (code) => now({ code }, () => replica.voucherByCode(code)),
    byAccount: (account) => now({ account }, () => replica.voucher(account)),
  }
}

const beforeAll = { epoch: 0, seq: 0, hash: '' }

interface Feed {
  readonly mark: Head
  readonly reached: readonly CloudMark[]
}

/** A coupon's state is newer than the feed's marks: it says itself whose movements it holds. */
function stateFeed(voucher: ReplicaVoucher, { mark, reached }: Feed): Feed {
  if (voucher.kind !== 'coupon') return { mark, reached }
  return { mark, reached: [...reached, ...voucher.movers] }
}

/** A coupon that this hub gave with a sale, before the feed brings it. */
function issuedVoucher(
  { replica, profile }: Shop,
  issued: IssuedHere | undefined,
): ReplicaVoucher | undefined {
  if (issued === undefined) return undefined
  const { account, promotionId, endsAt } = issued
  const programme = replica.voucherProgrammes().find(({ code }) => code === issued.programme)
  if (programme === undefined) return undefined
  return {
    kind: 'coupon',
    id: 0,
    account,
    programme: programme.id,
    promotionId,
    state: 'reserved',
    before: null,
    storeId: profile().store.id,
    memberId: null,
    endsAt,
    faceValue: programme.coupon?.faceValue ?? null,
    movers: [],
  }
}
