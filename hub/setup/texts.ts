import { signal } from '@preact/signals'
import { createInstance } from 'i18next'
import { textsIn } from '#shared/texts/catalogue.ts'
import { deviceReasonTexts, readDeviceReason } from '#shared/texts/device-reason.ts'
import { setupTexts } from '#shared/texts/setup.ts'
import { setupClaimTexts } from '#shared/texts/setup-claim.ts'
import { setupLogoTexts } from '#shared/texts/setup-logo.ts'
import { setupNetworkTexts } from '#shared/texts/setup-network.ts'

export const screenLanguages = ['mn', 'en'] as const
export type ScreenLanguage = (typeof screenLanguages)[number]
const texts = {
  ...setupTexts,
  ...setupClaimTexts,
  ...setupLogoTexts,
  ...setupNetworkTexts,
  ...deviceReasonTexts,
}
export type TextKey = keyof typeof texts

const place = 'kassa.setup.language'
const chosen = localStorage.getItem(place)
export const language = signal<ScreenLanguage>(chosen === 'mn' ? 'mn' : 'en')

const i18n = createInstance({
  lng: language.value,
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  initAsync: false,
  resources: Object.fromEntries(
    screenLanguages.map((code) => [code, { translation: textsIn(code, [texts]) }]),
  ),
})
void i18n.init()
document.documentElement.lang = language.peek()

/** The words of a key; reading `language` re-renders every component that shows words. */
export function t(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  return i18n.t(key, { ...values, lng: language.value })
}

export function switchLanguage(to: ScreenLanguage): void {
  language.value = to
  localStorage.setItem(place, to)
  document.documentElement.lang = to
}

/** What a gateway says of a device; words that are not known here stay as they came. */
export function reasonWords(reason: string): string {
  const read = readDeviceReason(reason)
  return read === null ? reason : t(read.key, read.values)
}
