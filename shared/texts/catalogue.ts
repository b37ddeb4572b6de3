import type { Language } from '../contracts/units.ts'

/** Texts of one area, `area.key` → words by language. English is always there; the rest falls back to it. */
export type AreaTexts = Readonly<
  Record<string, Readonly<Partial<Record<Language, string>> & { en: string }>>
>

/** One flat catalogue for i18next (`keySeparator: false`, `nsSeparator: false`). */
export function textsIn(language: Language, areas: readonly AreaTexts[]): Record<string, string> {
  return Object.fromEntries(
    areas
      .flatMap((area) => Object.entries(area))
      .map(([key, text]) => [key, text[language] ?? text.en]),
  )
}
