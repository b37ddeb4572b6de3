import { t } from './texts.ts'

const minute = 60_000
const hour = 60 * minute

/** For "balance of …": when it was heard. */
export function agoInWords(ms: number): string {
  if (ms < 2 * minute) return t('till.value.ago.now')
  if (ms < 2 * hour) return t('till.value.ago.minutes', { n: Math.floor(ms / minute) })
  if (ms < 48 * hour) return t('till.value.ago.hours', { n: Math.floor(ms / hour) })
  return t('till.value.ago.days', { n: Math.floor(ms / (24 * hour)) })
}

/** How old, in the largest unit that says enough. */
export function ageInWords(ms: number): string {
  if (ms < 2 * minute) return t('till.status.age.now')
  if (ms < 2 * hour) return t('till.status.age.minutes', { n: Math.floor(ms / minute) })
  if (ms < 48 * hour) return t('till.status.age.hours', { n: Math.floor(ms / hour) })
  return t('till.status.age.days', { n: Math.floor(ms / (24 * hour)) })
}
