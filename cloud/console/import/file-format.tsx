import type { JSX } from 'preact'
import { type FileFormat as Format, fileFormats, type ImportKind } from '../../import/columns.ts'
import { t } from '../texts.ts'

/** The columns that a file of this kind may have; their names are part of the format. */
export function FileFormat({ kind }: { readonly kind: ImportKind }): JSX.Element {
  const { columns, pattern }: Format = fileFormats[kind]
  return (
    <details class="format">
      <summary>{t('console.import.columns')}</summary>
      <p class="hint">{t('console.import.columns.hint')}</p>
      <p class="columns">
        {columns.map(({ name, isKey }) => (
          <code key={name} class={isKey === true ? 'needed' : undefined}>
            {name}
            {isKey === true ? ' *' : ''}
          </code>
        ))}
        {pattern !== undefined && <code>{pattern.name}</code>}
      </p>
    </details>
  )
}
