import type { z } from 'zod'
import { Basket } from '#shared/contracts/basket.ts'
import type { ParkBasket, ParkedBasket } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { Live } from '../live/live.ts'
import { type PriceDeps, priceNow } from '../sales/price.ts'
import { cashierWith, type TillSession } from '../tills/session.ts'
import { createBasketStore, type ParkedRow, saveParked, takeParked } from './store.ts'

const MAX_PARKED = 200

/** Baskets set aside, for every till of this hub. */
export interface Parked {
  readonly list: () => ParkedBasket[]
  readonly park: (
    till: TillSession,
    id: string,
    request: z.infer<typeof ParkBasket>,
  ) => Promise<ParkedBasket>
  /** Takes it out: only one till gets it. */
  readonly take: (till: TillSession, id: string) => Promise<ParkedBasket>
}

export function createParked(deps: PriceDeps & { readonly live: Live }): Parked {
  const { shop, live } = deps
  const store = createBasketStore(shop.journal)
  const changed = (): void => live.publish({ kind: 'parked.changed' }, null)
  return {
    list: () => store.all().map(toParked),
    async park(till, id, { name, basket }) {
      cashierWith(till, 'sale')
      if (store.byId(id) === undefined && store.all().length >= MAX_PARKED)
        throw new Failure('conflict', `${MAX_PARKED} baskets are parked already: take some out`)
      const { total } = priceNow(deps, basket, till).priced
      const at = shop.clock()
      const row = { id, till: till.code, name, basket: JSON.stringify(basket), total, at }
      await shop.journal.execute([saveParked(row)])
      changed()
      return toParked(row)
    },
    async take(till, id) {
      cashierWith(till, 'sale')
      const row = store.byId(id)
      if (row === undefined) throw gone(id)
      const done = await shop.journal.execute([takeParked(id)])
      if (done.outcome === 'conflict') throw gone(id)
      changed()
      return toParked(row)
    },
  }
}

function toParked({ basket, ...row }: ParkedRow): ParkedBasket {
  return { ...row, basket: Basket.parse(JSON.parse(basket)) }
}

function gone(id: string): Failure {
  return new Failure('not-found', `parked basket ${id} is not here: another till may have taken it`)
}
