import type { JSX } from 'preact'
import { AccountWords } from '../customer/accounts.tsx'
import { money } from '../format.ts'
import { t } from '../texts.ts'
import { tailOfAccount } from '../vouchers/voucher-by.ts'
import { giftCard } from './gift-card.ts'

/** The card that pays next: what it holds, and what of it may be spent now. */
export function GiftCardPanel(): JSX.Element {
  const card = giftCard.value
  if (card === null) return <p class="hint">{t('till.gift-card.code.how')}</p>
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
