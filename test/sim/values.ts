import { type AccountTerms, openAccount } from '#shared/value/account.ts'
import { reservedCoupon } from '#shared/value/coupon.ts'
import { couponTerms } from './next-order.ts'
import type { Books } from './nodes/books.ts'
import { accountOf, programmes } from './op.ts'
import type { Plan } from './plan.ts'
import { type Shape, STOCK_EACH } from './shape.ts'
import { DAY_MS } from './virtual-day.ts'

const termsByPrefix: Readonly<Record<string, AccountTerms>> = {
  'points:leased': { kind: 'points', unit: 'points:leased', offline: 'leased', mayOwe: true },
  'points:online-only': {
    kind: 'points',
    unit: 'points:online-only',
    offline: 'online-only',
    mayOwe: true,
  },
  'points:local-balance': {
    kind: 'points',
    unit: 'points:local-balance',
    offline: 'local-balance',
    mayOwe: false,
  },
  'store-credit': { kind: 'store-credit', unit: 'credit:MNT', offline: 'leased', mayOwe: true },
  'gift-card': { kind: 'gift-card', unit: 'gift-card:MNT', offline: 'leased', mayOwe: false },
  coupon: couponTerms,
}

/** Every account of the simulated chain. */
export function accountsOf({ hubs, members, cards, coupons }: Shape): string[] {
  const accounts: string[] = []
  for (let member = 0; member < members; member += 1) {
    for (const programme of programmes)
      accounts.push(accountOf({ kind: 'points', programme, member }))
    accounts.push(accountOf({ kind: 'store-credit', member }))
  }
  for (let card = 0; card < cards; card += 1) accounts.push(accountOf({ kind: 'gift-card', card }))
  for (let coupon = 0; coupon < coupons; coupon += 1)
    accounts.push(accountOf({ kind: 'coupon', coupon }))
  for (let stock = 0; coupons > 0 && stock < STOCK_EACH; stock += 1) {
    for (let hub = 0; hub < hubs; hub += 1)
      accounts.push(accountOf({ kind: 'stock-coupon', hub, stock }))
  }
  return accounts
}

export function termsOf(account: string): AccountTerms {
  const terms = termsByPrefix[account.slice(0, account.lastIndexOf(':'))]
  if (terms === undefined) throw new RangeError(`account ${account} is of no known kind`)
  return terms
}

/** The master data: accounts and printed coupons exist before the first day. */
export function openAccounts(
  { ledger }: Books,
  { shape, startsAt }: Pick<Plan, 'shape' | 'startsAt'>,
): void {
  for (const id of accountsOf(shape)) {
    ledger.saveAccount(openAccount(id, termsOf(id)))
    if (!id.startsWith('coupon:')) continue
    const number = Number(id.slice(7))
    // One in three ends at a midnight of the run.
    const endsAt = number % 3 === 0 ? startsAt + (1 + (number % 2)) * DAY_MS : null
    ledger.saveCoupon(reservedCoupon(id, endsAt))
  }
  ledger.touched.clear()
}
