import { signal } from '@preact/signals'
import { createInstance } from 'i18next'
import { textsIn } from '#shared/texts/catalogue.ts'
import { consoleTexts } from '#shared/texts/console.ts'
import { troubleTexts } from '#shared/texts/trouble.ts'

export const screenLanguages = ['mn', 'en'] as const
export type ScreenLanguage = (typeof screenLanguages)[number]
export type TextKey = keyof typeof consoleTexts | keyof typeof troubleTexts

const storageKey = 'kassa.console.language'
export const language = signal<ScreenLanguage>(chosenBefore() ?? 'en')

const i18n = createInstance({
  lng: language.value,
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  initAsync: false,
  resources: Object.fromEntries(
    screenLanguages.map((code) => [
      code,
      { translation: textsIn(code, [consoleTexts, troubleTexts]) },
    ]),
  ),
})
void i18n.init()
apply()

/** The words of a key; reading `language` re-renders every component that shows words. */
export function t(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  return i18n.t(key, { ...values, lng: language.value })
}

/** What the cloud names by a code: our words for it, or the code itself where it is new. */
export function word(area: string, code: string): string {
  const key = `console.${area}.${code}`
  return isTextKey(key) ? t(key) : code
}

export function switchLanguage(to: ScreenLanguage): void {
  language.value = to
  localStorage.setItem(storageKey, to)
  apply()
}

/** The company's language, until someone at this browser chooses another. */
export function suggestLanguage(code: string): void {
  const known = screenLanguages.find((screen) => screen === code)
  if (known === undefined || chosenBefore() !== undefined || known === language.peek()) return
  language.value = known
  apply()
}

export function isTextKey(key: string): key is TextKey {
  return key in consoleTexts || key in troubleTexts
}

function chosenBefore(): ScreenLanguage | undefined {
  const chosen = localStorage.getItem(storageKey)
  return screenLanguages.find((code) => code === chosen)
}

function apply(): void {
  document.documentElement.lang = language.peek()
}
