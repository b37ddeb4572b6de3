import type { Covered, CoverRequest } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import { cashierWith, type TillSession } from '../tills/session.ts'
import { needSpendable } from '../vouchers/need-spendable.ts'
import { createVouchers } from '../vouchers/vouchers.ts'
import { coverPoints } from './cover-points.ts'
import type { SalesDeps } from './sell.ts'

/** Reserves a member's value before money is taken for the rest of the receipt. */
export async function cover(
  { shop, value, disk }: SalesDeps,
  till: TillSession,
  receiptId: string,
  request: CoverRequest,
): Promise<Covered> {
  disk.needRoomToSell()
  cashierWith(till, 'sale')
  if (request.kind === 'gift-card' || request.kind === 'coupon') {
    const amount = request.kind === 'coupon' ? 1 : request.amount
    const wanted = { kind: request.kind, account: request.account, amount }
    needSpendable(createVouchers({ shop, value }), wanted)
    return { receiptId, account: await value.cover(receiptId, wanted), amount }
  }
  const { memberId } = request
  const member = shop.replica.member(memberId)
  if (member === undefined || member.blocked) {
    const message = `member ${memberId} is ${member === undefined ? 'not known here' : 'blocked'}`
    throw new Failure('conflict', `${message}: take money`)
  }
  if (request.kind === 'points') return coverPoints({ shop, value }, receiptId, request)
  const account = await value.cover(receiptId, request)
  return { receiptId, account, amount: request.amount }
}
