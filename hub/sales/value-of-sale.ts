import type { PricedBasket } from '#shared/contracts/basket.ts'
import type { SaleRequest } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import { plainAmount } from '#shared/domain/format-money.ts'
import type { WantedValue } from '../value/value.ts'

/** A sale with its price: only then it is known what of it value pays, and what it brings. */
export interface PricedSale {
  readonly request: SaleRequest
  readonly priced: PricedBasket
}

/** What of a sale is paid in value, each account once; nothing where money pays it all. */
export function valueOfSale(sale: PricedSale): readonly WantedValue[] {
  return [...storeCredit(sale), ...points(sale), ...giftCards(sale), ...coupons(sale)]
}

function storeCredit({ request: { tenders, basket } }: PricedSale): WantedValue[] {
  let amount = 0
  for (const { kind, given } of tenders) if (kind === 'store-credit') amount += given
  if (amount === 0) return []
  if (basket.memberId === undefined) throw noMember(amount)
  return [{ kind: 'store-credit', memberId: basket.memberId, amount }]
}

function points({ request: { basket }, priced }: PricedSale): WantedValue[] {
  const { memberId } = basket
  if (priced.points === undefined || memberId === undefined) return []
  const { programme, points: amount } = priced.points
  return [{ kind: 'points', memberId, programme, amount }]
}

function giftCards({ request: { tenders } }: PricedSale): WantedValue[] {
  let sums: Map<string, number> | undefined
  for (const [i, { kind, given, account }] of tenders.entries()) {
    if (kind !== 'gift-card') continue
    if (account === undefined) throw noCard(i)
    sums ??= new Map()
    sums.set(account, (sums.get(account) ?? 0) + given)
  }
  if (sums === undefined) return []
  return [...sums].map(([account, amount]) => ({ kind: 'gift-card', account, amount }))
}

/** Those that took something off; a refused one stays with its holder. */
function coupons({ priced }: PricedSale): WantedValue[] {
  if (priced.coupons === undefined) return []
  return priced.coupons.flatMap(({ couponId, outcome }) =>
    outcome === 'applied' ? { kind: 'coupon', account: couponId, amount: 1 } : [],
  )
}

export function noMember(amount: number): Failure {
  const message = "store credit is a member's: attach the member to the basket"
  const value = plainAmount(amount)
  return new Failure('invalid', message, { fields: [{ field: 'memberId', value, message }] })
}

function noCard(i: number): Failure {
  const message = 'a gift card pays by its account: look its code up first'
  const field = `tenders.${i}.account`
  return new Failure('invalid', message, { fields: [{ field, value: '', message }] })
}
