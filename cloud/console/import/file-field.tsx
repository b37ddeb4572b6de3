import type { JSX } from 'preact'
import { useId } from 'preact/hooks'
import { t } from '../texts.ts'

interface FileFieldProps {
  readonly file: File | null
  readonly onChoose: (file: File | null) => void
}

/** The browser's own file button speaks its own language; ours speaks the page's. */
export function FileField({ file, onChoose }: FileFieldProps): JSX.Element {
  const id = useId()
  return (
    <div class="field">
      <span class="label">{t('console.import.file')}</span>
      <div class="file">
        <input
          id={id}
          class="sr-only"
          type="file"
          accept=".csv,text/csv,text/plain"
          data-name="file"
          onChange={(event) => onChoose(event.currentTarget.files?.[0] ?? null)}
        />
        <label class="button" for={id}>
          {t('console.import.choose')}
        </label>
        <span class={file === null ? 'hint' : 'file-name'}>
          {file?.name ?? t('console.import.no-file')}
        </span>
      </div>
    </div>
  )
}
