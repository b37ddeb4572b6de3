import type { JSX } from 'preact'
import { t } from '../texts.ts'

interface ChipsProps {
  readonly name: string
  readonly items: readonly { readonly key: string | number; readonly text: string }[]
  readonly onRemove: (key: string | number) => void
}

/** What was chosen; each can be taken away. */
export function Chips({ name, items, onRemove }: ChipsProps): JSX.Element | null {
  if (items.length === 0) return null
  return (
    <ul class="chips" data-name={name}>
      {items.map(({ key, text }) => (
        <li key={key}>
          {text}{' '}
          <button
            type="button"
            class="chip-away"
            aria-label={t('console.form.remove', { what: text })}
            onClick={() => onRemove(key)}
          >
            ×
          </button>
        </li>
      ))}
    </ul>
  )
}
