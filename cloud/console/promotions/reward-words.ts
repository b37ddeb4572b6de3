import type { Reward } from '#shared/contracts/promotion.ts'
import { count, money, percent } from '../format.ts'
import { t } from '../texts.ts'

/** What a promotion gives, in one line. */
export function rewardWords(reward: Reward): string {
  switch (reward.kind) {
    case 'percent':
      return `${percent(reward.rate)} · ${t(`console.reward.on.${reward.on}`)}`
    case 'fixed':
      return `${money(reward.amount)} · ${t(`console.reward.on.${reward.on}`)}`
    case 'cheapest':
      return t('console.reward.cheapest.words', {
        pieces: count(reward.pieces),
        of: reward.of === null ? t('console.reward.cheapest.all') : count(reward.of),
        rate: percent(reward.rate),
      })
    case 'bundle':
      return t('console.reward.bundle.words', { price: money(reward.price) })
    case 'free-product':
    case 'next-order-coupon':
    case 'gift-line':
      return t(`console.reward.${reward.kind}`)
  }
}
