import { signal } from '@preact/signals'
import { createInstance } from 'i18next'
import { z } from 'zod'
import { textsIn } from '#shared/texts/catalogue.ts'
import { deviceReasonTexts, readDeviceReason } from '#shared/texts/device-reason.ts'
import { tillTexts } from '#shared/texts/till.ts'
import { tillDeviceTexts } from '#shared/texts/till-devices.ts'
import { tillLoyaltyTexts } from '#shared/texts/till-loyalty.ts'
import { tillRefundTexts } from '#shared/texts/till-refund.ts'
import { tillValueTexts } from '#shared/texts/till-value.ts'
import { troubleTexts } from '#shared/texts/trouble.ts'
import { load, save } from './storage.ts'

export const screenLanguages = ['mn', 'en'] as const
export type ScreenLanguage = (typeof screenLanguages)[number]
export type TextKey =
  | keyof typeof tillTexts
  | keyof typeof tillDeviceTexts
  | keyof typeof tillLoyaltyTexts
  | keyof typeof tillRefundTexts
  | keyof typeof tillValueTexts
  | keyof typeof troubleTexts
  | keyof typeof deviceReasonTexts

const areas = [
  tillTexts,
  tillDeviceTexts,
  tillLoyaltyTexts,
  tillRefundTexts,
  tillValueTexts,
  troubleTexts,
  deviceReasonTexts,
]
const chosen = load('language', z.enum(screenLanguages))
export const language = signal<ScreenLanguage>(chosen ?? 'en')

const i18n = createInstance({
  lng: language.value,
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  initAsync: false,
  resources: Object.fromEntries(
    screenLanguages.map((code) => [code, { translation: textsIn(code, areas) }]),
  ),
})
void i18n.init()
applyLanguage()

/** The words of a key; reading `language` re-renders every component that shows words. */
export function t(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  return i18n.t(key, { ...values, lng: language.value })
}

/** What a gateway says of a device; words that are not known here stay as they came. */
export function reasonWords(reason: string): string {
  const read = readDeviceReason(reason)
  return read === null ? reason : t(read.key, read.values)
}

export function switchLanguage(to: ScreenLanguage): void {
  language.value = to
  save('language', to)
  applyLanguage()
}

/** The store's language, until someone at this till chooses another. */
export function suggestLanguage(code: string): void {
  const known = screenLanguages.find((screen) => screen === code)
  if (known === undefined || load('language', z.enum(screenLanguages)) !== null) return
  if (language.peek() !== known) {
    language.value = known
    applyLanguage()
  }
}

function applyLanguage(): void {
  document.documentElement.lang = language.peek()
}
