import { hkdfSync } from 'node:crypto'
import type { PricedBasket } from '#shared/contracts/basket.ts'
import type { ValueMovement } from '#shared/contracts/event.ts'
import type { IssuedCoupon } from '#shared/contracts/voucher.ts'
import { valueAccountId } from '#shared/value/account-id.ts'
import { bornLeaseId } from '#shared/value/born-lease.ts'
import { voucherEnd } from '#shared/value/voucher-end.ts'
import type { Shop } from '../shop.ts'
import { idWithin } from '../value/id-within.ts'
import { newMovement } from '../value/movement.ts'
import { codeOf } from './new-code.ts'

/** As many as an event may hold. */
const MAX_ISSUED = 100
const CODE_BYTES = 10

export interface IssuedBySale {
  readonly movements: ValueMovement[]
  readonly issued: IssuedCoupon[]
}

/**
 * The coupons that an order brings for the next one. The hub makes them, so that they are on the
 * receipt also offline, and each is born in a lease of this hub: it is good here from that moment. All
 * its names follow from the sale's: a till that got no answer asks the disk that comes up instead, and
 * the customer has one coupon, whichever of them the cloud hears first (spine B2.5). A promotion whose
 * coupons no programme stands for brings none.
 */
export function couponsForNextOrder(
  shop: Shop,
  saleId: string,
  { couponsToIssue }: PricedBasket,
): IssuedBySale {
  const made: IssuedBySale = { movements: [], issued: [] }
  if (couponsToIssue === undefined) return made
  const programmes = shop.replica.voucherProgrammes()
  for (const { ruleId, promotionId, count } of couponsToIssue) {
    const programme = programmes.find(({ coupon }) => coupon?.promotionId === promotionId)
    if (programme === undefined) continue
    const endsAt = voucherEnd(programme.coupon?.validity ?? null, shop.clock())
    for (let n = 0; n < count && made.issued.length < MAX_ISSUED; n += 1) {
      const before = made.issued.filter((one) => one.programme === programme.code).length
      const id = idWithin(saleId, `${programme.code}-${before + 1}`)
      const account = valueAccountId(programme.code, id)
      const code = codeFor(shop.identity().lookupKey, account)
      const lease = isLeased(shop, programme.code) ? bornLeaseId(account) : null
      const load = { kind: 'load', account, amount: 1, rule: ruleId, endsAt, lease } as const
      made.movements.push(newMovement(id, load))
      made.issued.push({ account, code, programme: programme.code, promotionId, endsAt })
    }
  }
  return made
}

/** 80 bits that no receipt tells: only the machines of a group have its lookup key. */
function codeFor(lookupKey: string, account: string): string {
  const key = Buffer.from(lookupKey, 'base64url')
  return codeOf(new Uint8Array(hkdfSync('sha256', key, account, 'next-order coupon', CODE_BYTES)))
}

/** What is never leased waits for the cloud. */
function isLeased({ replica }: Shop, programme: string): boolean {
  return replica
    .programmes()
    .some(({ code, offline }) => code === programme && offline === 'leased')
}
