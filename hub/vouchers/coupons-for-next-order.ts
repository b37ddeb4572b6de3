import { randomBytes } from 'node:crypto'
import type { PricedBasket } from '#shared/contracts/basket.ts'
import type { IssuedCoupon } from '#shared/contracts/voucher.ts'
import { valueAccountId } from '#shared/value/account-id.ts'
import { voucherEnd } from '#shared/value/voucher-end.ts'
import type { Shop } from '../shop.ts'
import type { Moves } from '../value/movement.ts'
import { codeOf } from './new-code.ts'

/** As many as an event may hold. */
const MAX_ISSUED = 100
const CODE_BYTES = 10

export interface IssuedBySale {
  readonly movements: Moves[]
  readonly issued: IssuedCoupon[]
}

/**
 * The coupons that an order brings for the next one. The hub makes them, so that they are on the
 * receipt also offline, and each is born in a lease of this hub: it is good here from that moment. A
 * promotion whose coupons no programme stands for brings none.
 */
export function couponsForNextOrder(shop: Shop, { couponsToIssue }: PricedBasket): IssuedBySale {
  const made: IssuedBySale = { movements: [], issued: [] }
  if (couponsToIssue === undefined) return made
  const programmes = shop.replica.voucherProgrammes()
  for (const { ruleId, promotionId, count } of couponsToIssue) {
    const programme = programmes.find(({ coupon }) => coupon?.promotionId === promotionId)
    if (programme === undefined) continue
    const endsAt = voucherEnd(programme.coupon?.validity ?? null, shop.clock())
    for (let n = 0; n < count && made.issued.length < MAX_ISSUED; n += 1) {
      const account = valueAccountId(programme.code, shop.newId())
      const code = codeOf(randomBytes(CODE_BYTES))
      const lease = isLeased(shop, programme.code) ? shop.newId() : null
      made.movements.push({ kind: 'load', account, amount: 1, rule: ruleId, endsAt, lease })
      made.issued.push({ account, code, programme: programme.code, promotionId, endsAt })
    }
  }
  return made
}

/** What is never leased waits for the cloud. */
function isLeased({ replica }: Shop, programme: string): boolean {
  return replica
    .programmes()
    .some(({ code, offline }) => code === programme && offline === 'leased')
}
