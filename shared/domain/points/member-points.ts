import { CardPairs } from '../../contracts/points-programme.ts'
import type { MemberFacts } from '../pricing/conditions.ts'
import type { CompiledProgramme, OfferedProgramme } from './compile-programme.ts'

/** What a member has of their own, as the tables of cloud and feed have it. */
export interface OwnTerms {
  /** In basis points. */
  readonly earnRate: number | null
  /** JSON of CardPairs; null = none. */
  readonly cardPairs: string | null
}

export interface MemberPointsInput {
  readonly memberId: number
  /** Of the member or card; undefined where it is not known. */
  readonly own: OwnTerms | undefined
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
  const { memberId, programmes, held, spendable, own } = input
  const offered = programmes.filter(
    ({ programme }) => programme.authority === 'own' || held.includes(programme.code),
  )
  if (offered.length === 0) return {}
  const pairs = pairsOf(own?.cardPairs ?? null)
  return {
    member: { id: memberId, level: null, groups: [], programmes: held },
    programmes: offered.map((compiled) => ({
      compiled,
      balance: spendable(compiled.programme.code),
      cardPairs: pairs[compiled.programme.code] ?? null,
      ownRate: own?.earnRate ?? null,
    })),
  }
}

/** Pairs that this program cannot read come from a newer cloud: the programme's own hold. */
function pairsOf(text: string | null): CardPairs {
  return text === null ? {} : (CardPairs.safeParse(JSON.parse(text)).data ?? {})
}
