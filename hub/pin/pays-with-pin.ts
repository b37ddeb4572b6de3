import type { Shop } from '../shop.ts'

/** Whether points of the programme pay with the member's PIN only. */
export function paysWithPin(
  { replica, profile }: Pick<Shop, 'replica' | 'profile'>,
  programmeId: number,
): boolean {
  const found = replica.pointsProgrammes(profile().store.id).find(({ id }) => id === programmeId)
  return found?.compiled.programme.paying?.pin === true
}
