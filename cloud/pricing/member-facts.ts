import { z } from 'zod'
import type { MemberFacts } from '#shared/domain/pricing/conditions.ts'
import type { HotDatabase } from '../db/hot.ts'

/** What rules ask of a member, as a hub's replica says it. */
export function memberFacts(
  hot: HotDatabase,
  memberId: number | undefined,
): { readonly member?: MemberFacts } {
  const row = memberId === undefined ? undefined : hot.prepare(memberSql).get(memberId)
  if (memberId === undefined || row === undefined) return {}
  const [level, groups] = row
  const programmes = hot.prepare(programmesSql).all(memberId)
  const member: MemberFacts = {
    id: memberId,
    level: typeof level === 'string' ? level : null,
    groups: Groups.parse(JSON.parse(String(groups))),
    programmes: programmes.map(([code]) => String(code)),
  }
  return { member }
}

const Groups = z.array(z.string())
const memberSql = 'SELECT level, groups FROM member WHERE id = ?'
const programmesSql = `SELECT p.code FROM value_account a JOIN programme p ON p.id = a.programme_id
  WHERE a.member_id = ? ORDER BY p.id`
