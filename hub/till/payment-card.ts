import { isPaymentCard } from '#shared/domain/payment-card.ts'
import { say } from './notices.ts'
import { t } from './texts.ts'

/** A payment card swiped or typed into the till: it is said, and goes no further than this line. */
export function refusedCard(text: string): boolean {
  if (!isPaymentCard(text, null)) return false
  sayRefusedCard()
  return true
}

export function sayRefusedCard(): void {
  say('danger', t('till.card.refused'), t('till.card.refused.fix'))
}
