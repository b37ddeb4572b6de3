import type { MemberFacts } from '../pricing/conditions.ts'
import type { CompiledProgramme, OfferedProgramme } from './compile-programme.ts'

export interface MemberPointsInput {
  readonly memberId: number
  /** Of the company, with their rules. */
  readonly programmes: readonly CompiledProgramme[]
  /** Codes of all programmes in which the member has an account. */
  readonly held: readonly string[]
  /** What of a programme's points may be spent here now, by its code. */
  readonly spendable: (programme: string) => number
}

/**
 * What the price engine must know of a member's points. Every member takes part in a programme of
 * our own, in a partner's only who has an account there. Without programmes it is nothing, and a
 * price is what it was before there were any.
 */
export function memberPoints(input: MemberPointsInput): {
  readonly programmes?: readonly OfferedProgramme[]
  readonly member?: MemberFacts
} {
  const { memberId, programmes, held, spendable } = input
  const offered = programmes.filter(
    ({ programme }) => programme.authority === 'own' || held.includes(programme.code),
  )
  if (offered.length === 0) return {}
  return {
    member: { id: memberId, level: null, groups: [], programmes: held },
    programmes: offered.map((compiled) => ({
      compiled,
      balance: spendable(compiled.programme.code),
      cardPairs: null,
      ownRate: null,
    })),
  }
}
