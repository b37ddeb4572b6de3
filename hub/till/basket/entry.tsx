import type { JSX, RefObject } from 'preact'
import { notice } from '../notices.ts'
import { t } from '../texts.ts'
import { entry, found, picked, takeEntry } from './search.ts'

/** Scan or search: the one field that has the focus while selling. */
export function Entry({
  field,
}: {
  readonly field: RefObject<HTMLInputElement | null>
}): JSX.Element {
  const said = notice.value
  const listed = found.value?.items ?? []
  return (
    <div class="entry">
      <div class="entry-field">
        <kbd aria-hidden="true">F2</kbd>
        <input
          ref={field}
          class="input big"
          value={entry.value}
          placeholder={t('till.entry.placeholder')}
          aria-label={t('till.entry')}
          role="combobox"
          aria-expanded={listed.length > 0}
          aria-controls="search-results"
          aria-activedescendant={listed.length > 0 ? `result-${picked.value}` : undefined}
          autocomplete="off"
          spellcheck={false}
          maxLength={100}
          onInput={(event) => {
            entry.value = event.currentTarget.value
          }}
          onKeyDown={onKey}
        />
      </div>
      <div class="said" aria-live="assertive">
        {said !== null && (
          <p class={`notice ${said.tone}`}>
            <strong>{said.title}</strong>
            {said.detail !== '' && <span>{said.detail}</span>}
          </p>
        )}
      </div>
    </div>
  )
}

function onKey(event: KeyboardEvent): void {
  const count = found.value?.items.length ?? 0
  if (event.key === 'Enter') void takeEntry()
  else if (event.key === 'ArrowDown' && count > 0)
    picked.value = Math.min(picked.value + 1, count - 1)
  else if (event.key === 'ArrowUp' && count > 0) picked.value = Math.max(picked.value - 1, 0)
  else return
  if (event.key === 'Enter' || count > 0) event.preventDefault()
}
