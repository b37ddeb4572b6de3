import type { JSX } from 'preact'
import { language, screenLanguages, switchLanguage, t } from '../texts.ts'

/** A language is named in itself, whatever the screen's language is. */
const names = { mn: 'Монгол', en: 'English' } as const

export function LanguageChoice(): JSX.Element {
  return (
    <div class="segments languages" role="group" aria-label={t('console.language')}>
      {screenLanguages.map((code) => (
        <button
          key={code}
          type="button"
          class="segment"
          lang={code}
          aria-pressed={language.value === code}
          onClick={() => switchLanguage(code)}
        >
          {names[code]}
        </button>
      ))}
    </div>
  )
}
