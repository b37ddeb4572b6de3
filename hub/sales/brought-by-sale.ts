import type { ValueMovement } from '#shared/contracts/event.ts'
import { valueAccountId } from '#shared/value/account-id.ts'
import type { Shop } from '../shop.ts'
import { idWithin } from '../value/id-within.ts'
import { type Moves, newMovement } from '../value/movement.ts'
import type { PricedSale } from './value-of-sale.ts'

/** What a sale puts into accounts once it is saved: earned points. */
export function broughtBySale(shop: Shop, sale: PricedSale): ValueMovement[] {
  const { id } = sale.request
  return earned(shop, sale).map((one, i) => newMovement(idWithin(id, `earn-${i + 1}`), one))
}

/**
 * One movement for each rule that earned. A partner computes its own points: what we say of them is
 * an estimate on the receipt, and moves nothing.
 */
function earned(shop: Shop, { request: { basket }, priced }: PricedSale): Moves[] {
  const { memberId } = basket
  if (priced.earned === undefined || priced.earned.length === 0 || memberId === undefined) return []
  const own = new Set<string>()
  for (const { compiled } of shop.replica.pointsProgrammes(shop.profile().store.id)) {
    const { code, authority } = compiled.programme
    if (authority === 'own') own.add(code)
  }
  return priced.earned.flatMap(({ programme, ruleId, points, endsAt }) => {
    if (!own.has(programme)) return []
    const account = valueAccountId(programme, memberId)
    return { kind: 'earn', account, amount: points, rule: ruleId, endsAt } as const
  })
}
