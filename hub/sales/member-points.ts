import { memberPoints } from '#shared/domain/points/member-points.ts'
import type { Shop } from '../shop.ts'

/** Points of the basket's member, for the price engine; call it in the snapshot of the prices. */
export function pointsOfMember(
  { replica, profile }: Pick<Shop, 'replica' | 'profile'>,
  memberId: number | undefined,
): ReturnType<typeof memberPoints> {
  if (memberId === undefined) return {}
  const programmes = replica.pointsProgrammes(profile().store.id)
  if (programmes.length === 0) return {}
  const held = new Set(replica.accountsOf(memberId).map(({ programme }) => programme))
  return memberPoints({
    memberId,
    programmes: programmes.map(({ compiled }) => compiled),
    held: replica.programmes().flatMap(({ id, code }) => (held.has(id) ? code : [])),
  })
}
