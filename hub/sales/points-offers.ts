import type { PointsOffer } from '#shared/contracts/points.ts'
import { basketOffers } from '#shared/domain/points/basket-points.ts'
import type { OfferedProgramme } from '#shared/domain/points/compile-programme.ts'
import { type PriceBasketInput, priceWithContext } from '#shared/domain/pricing/price-basket.ts'
import type { Shop } from '../shop.ts'
import type { Value } from '../value/value.ts'

/**
 * What each paying programme of the member could pay of the basket as it is without a payment of
 * points; what this receipt has reserved is counted as there.
 */
export function offersOf(
  { shop, value }: { readonly shop: Shop; readonly value: Pick<Value, 'accountsOf'> },
  input: PriceBasketInput,
): { readonly pointsOffers?: PointsOffer[] } {
  const { memberId } = input.basket
  const paying = input.programmes?.filter(({ compiled }) => compiled.paying !== null) ?? []
  if (memberId === undefined || paying.length === 0) return {}
  const { points: _, ...basket } = input.basket
  const { priced, context } = priceWithContext({ ...input, basket })
  const accounts = value.accountsOf({ id: memberId, blocked: false })
  const names = new Map(shop.replica.programmes().map(({ code, name }) => [code, name]))
  const pointsOffers = paying.flatMap((offered) => {
    const { programme } = offered.compiled
    const pay = basketOffers(priced, offered, input.rules.pricesIncludeVat, context())
    const account = accounts.find(({ code }) => code === programme.code)
    const { balance = 0, asOf = 0, hindrance = null } = account ?? {}
    const spendable = offered.balance
    return {
      programme: programme.code,
      name: names.get(programme.code) ?? programme.code,
      balance,
      asOf: asOf === 0 ? null : asOf,
      spendable,
      hindrance: spendable < Math.max(0, balance) ? hindrance : null,
      needsPin: programme.paying?.pin ?? false,
      pay: typeof pay === 'string' ? nothing(offered) : copied(pay),
    }
  })
  return { pointsOffers }
}

/** The basket has nothing that it may pay. */
function nothing({ compiled: { programme }, cardPairs }: OfferedProgramme): PointsOffer['pay'] {
  const by = programme.paying?.by
  const best = { points: 0, amount: 0 }
  if (by?.kind === 'rate' && cardPairs === null) return { kind: 'rate', worth: by.worth, best }
  return { kind: 'pairs', pairs: [], mostPayments: 0, best: { ...best, pairs: [] } }
}

function copied(pay: Exclude<ReturnType<typeof basketOffers>, string>): PointsOffer['pay'] {
  if (pay.kind === 'rate') return pay
  return { ...pay, pairs: [...pay.pairs], best: { ...pay.best, pairs: [...pay.best.pairs] } }
}
