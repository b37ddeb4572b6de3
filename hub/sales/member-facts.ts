import { z } from 'zod'
import type { MemberFacts } from '#shared/domain/pricing/conditions.ts'
import type { Replica } from '../replica/replica.ts'

/** What rules ask of a member; nothing where there is none. */
export function memberFacts(
  replica: Replica,
  memberId: number | undefined,
): { readonly member?: MemberFacts } {
  const row = memberId === undefined ? undefined : replica.member(memberId)
  if (row === undefined) return {}
  const held = new Set(replica.accountsOf(row.id).map(({ programme }) => programme))
  const programmes = replica.programmes().flatMap(({ id, code }) => (held.has(id) ? code : []))
  return { member: { id: row.id, level: row.level, groups: groupsOf(row.groups), programmes } }
}

const Groups = z.array(z.string())

export function groupsOf(text: string): readonly string[] {
  return Groups.parse(JSON.parse(text))
}
