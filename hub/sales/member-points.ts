import { memberPoints } from '#shared/domain/points/member-points.ts'
import { valueAccountId } from '#shared/value/account-id.ts'
import type { Shop } from '../shop.ts'
import type { Value } from '../value/value.ts'

/**
 * Points of the basket's member, for the price engine; call it in the snapshot of the prices. What
 * the receipt has reserved before is its own to spend.
 */
export function pointsOfMember(
  {
    shop,
    value,
  }: {
    readonly shop: Pick<Shop, 'replica' | 'profile'>
    readonly value: Pick<Value, 'accountsOf' | 'reservedFor'>
  },
  memberId: number | undefined,
  receiptId?: string,
): ReturnType<typeof memberPoints> {
  if (memberId === undefined) return {}
  const { replica } = shop
  const programmes = replica.pointsProgrammes(shop.profile().store.id)
  if (programmes.length === 0) return {}
  const held = new Set(replica.accountsOf(memberId).map(({ programme }) => programme))
  const accounts = value.accountsOf({ id: memberId, blocked: false })
  return memberPoints({
    memberId,
    own: replica.member(memberId),
    programmes: programmes.map(({ compiled }) => compiled),
    held: replica.programmes().flatMap(({ id, code }) => (held.has(id) ? code : [])),
    spendable(code) {
      const account = accounts.find((one) => one.code === code)
      if (account === undefined) return 0
      const mine =
        receiptId === undefined ? 0 : value.reservedFor(receiptId, valueAccountId(code, memberId))
      return Math.min(Math.max(0, account.balance), account.spendable + mine)
    },
  })
}
