import type { PointsItem, PointsPair, PointsProgramme } from '../../contracts/points-programme.ts'
import { type CompiledConditions, compileConditions } from '../pricing/conditions.ts'

/** A points programme, ready for use: made once, used for every basket. */
export interface CompiledProgramme {
  readonly programme: PointsProgramme
  /** Of the store: hours and weekdays of its conditions. */
  readonly timeZone: string
  readonly items: ReadonlyMap<number, PointsItem>
  /** Null where nothing is earned, or paid. */
  readonly earning: CompiledConditions | null
  readonly paying: CompiledConditions | null
}

/** The list has one row a product. */
export function compileProgramme(
  programme: PointsProgramme,
  items: readonly PointsItem[],
  { timeZone }: { readonly timeZone: string },
): CompiledProgramme {
  const { earning, paying } = programme
  return {
    programme,
    timeZone,
    items: new Map(items.map((item) => [item.productId, item])),
    earning: earning === null ? null : compileConditions(earning.conditions),
    paying: paying === null ? null : compileConditions(paying.conditions),
  }
}

/** A programme in which the customer's card or member takes part, with what is known of it. */
export interface OfferedProgramme {
  readonly compiled: CompiledProgramme
  /** What may be spent. */
  readonly balance: number
  /** Pairs that the card's authority sent with it; null = none were sent. */
  readonly cardPairs: readonly PointsPair[] | null
  /** A rate of earning of the member's or card's own, in basis points. */
  readonly ownRate: number | null
}
