import type { JSX } from 'preact'
import { AccountWords } from '../customer/accounts.tsx'
import { money } from '../format.ts'
import { tailOfAccount } from '../vouchers/voucher-by.ts'
import type { GiftCard } from './gift-card.ts'

/** The card that pays next: what it holds, and what of it may be spent now. */
export function GiftCardPanel({ card }: { readonly card: GiftCard }): JSX.Element {
  return (
    <div class="credit" data-name="gift-card">
      <span class="account-head">
        <strong>
          {card.name} …{tailOfAccount(card.account)}
        </strong>
        <strong class="figure" data-name="gift-balance">
          {money(card.balance)}
        </strong>
      </span>
      <AccountWords spendable={money(card.spendable)} asOf={card.asOf} hindrance={card.hindrance} />
    </div>
  )
}
