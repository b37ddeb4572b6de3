import { compileProgramme } from '#shared/domain/points/compile-programme.ts'
import { memberPoints, type OwnTerms } from '#shared/domain/points/member-points.ts'
import type { HotDatabase } from '../db/hot.ts'
import { pointsOfProducts } from '../value/points-items.ts'
import { heldProgrammes, listProgrammes, MAX_PROGRAMMES } from '../value/programmes.ts'
import { settingsOf } from '../value/settings.ts'

/** The same as a hub's replica says of the member, with the items of these products only. */
export function pointsOfMember(
  hot: HotDatabase,
  basket: {
    readonly memberId: number | undefined
    readonly companyId: number
    readonly productIds: readonly number[]
    readonly timeZone: string
  },
): ReturnType<typeof memberPoints> {
  const { memberId, companyId, productIds, timeZone } = basket
  if (memberId === undefined) return {}
  const ours = listProgrammes(hot, { after: 0, rows: MAX_PROGRAMMES }).filter(
    (programme) => programme.companyId === null || programme.companyId === companyId,
  )
  const programmes = ours.flatMap((programme) => {
    const settings = settingsOf(programme)
    if (settings === null) return []
    const items = pointsOfProducts(hot, programme.id, productIds)
    return compileProgramme({ code: programme.code, ...settings }, items, { timeZone })
  })
  if (programmes.length === 0) return {}
  const held = heldProgrammes(hot, memberId)
  return memberPoints({
    memberId,
    own: ownTerms(hot, memberId),
    programmes,
    held: ours.flatMap(({ id, code }) => (held.has(id) ? code : [])),
    spendable: (code) => held.get(ours.find((one) => one.code === code)?.id ?? 0) ?? 0,
  })
}

function ownTerms(hot: HotDatabase, memberId: number): OwnTerms | undefined {
  const row = hot.prepare('SELECT earn_rate, card_pairs FROM member WHERE id = ?').get(memberId)
  if (row === undefined) return undefined
  const [earnRate, cardPairs] = row
  return {
    earnRate: typeof earnRate === 'number' ? earnRate : null,
    cardPairs: typeof cardPairs === 'string' ? cardPairs : null,
  }
}
