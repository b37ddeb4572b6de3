import type { PricedBasket } from '#shared/contracts/basket.ts'
import type { LoyaltySnapshot } from '#shared/contracts/points.ts'
import type { Receipt } from '#shared/contracts/till.ts'
import { multiplyDivide } from '#shared/domain/money.ts'
import { refundedShare } from '#shared/domain/points/refunded-share.ts'

/** What a refund of these goods means beside money; the hub reckons exactly, on all refunds so far. */
export interface ValueBack {
  readonly points: readonly {
    readonly programme: string
    readonly name: string
    /** Earned points that are taken again. */
    readonly taken: number
    /** Spent points that return. */
    readonly returned: number
  }[]
  /** Some of what comes back was paid with a gift card. */
  readonly giftCard: boolean
  /** Coupons that took something off these goods; each returns when all of its goods have. */
  readonly coupons: number
  /** Coupons for the next order that it brought; they end when all of it came back. */
  readonly issued: number
  /** Gift cards and coupons that these goods sold: unspent only. */
  readonly loads: number
}

export function valueBack(receipt: Receipt, refund: PricedBasket): ValueBack {
  const share = refundedShare(receipt.priced, [refund])
  const returned = new Set(refund.lines.map((line) => line.ofLine ?? line.id))
  const ofLines = (one: LoyaltySnapshot, of: 'collected' | 'spent') =>
    one.lines.reduce((sum, line) => {
      const { back, whole } = share(line.lineId)
      return sum + (whole === 0 ? 0 : multiplyDivide(line[of], back, whole, 'halfUp'))
    }, 0)
  const coupons = new Set(
    receipt.priced.lines
      .filter((line) => returned.has(line.ofLine ?? line.id))
      .flatMap((line) => line.discounts.flatMap(({ couponId }) => couponId ?? [])),
  )
  return {
    points: (receipt.loyalty ?? [])
      .map((one) => ({
        programme: one.programme,
        name: one.name || one.programme,
        taken: ofLines(one, 'collected'),
        returned: ofLines(one, 'spent'),
      }))
      .filter(({ taken, returned: back }) => taken > 0 || back > 0),
    giftCard: receipt.settlement.tenders.some(({ kind }) => kind === 'gift-card'),
    coupons: coupons.size,
    issued: receipt.issued?.length ?? 0,
    loads: receipt.priced.lines.filter((line) => line.kind === 'load' && returned.has(line.id))
      .length,
  }
}
