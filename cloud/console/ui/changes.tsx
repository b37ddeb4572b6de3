import type { JSX } from 'preact'
import { z } from 'zod'
import { dayAndTime } from '../format.ts'
import { timeZone } from '../session.ts'
import { t } from '../texts.ts'

export const SettingChange = z.object({
  at: z.int(),
  by: z.string(),
  what: z.string(),
  reason: z.string(),
})
export type SettingChange = z.infer<typeof SettingChange>

interface ChangesProps {
  readonly changes: readonly SettingChange[]
  /** Left out where each change is the same kind of thing. */
  readonly wordsOf?: (what: string) => string
}

/** When HQ changed a setting, and why; the newest first. */
export function Changes({ changes, wordsOf }: ChangesProps): JSX.Element | null {
  if (changes.length === 0) return null
  return (
    <details class="pad" data-name="changes">
      <summary class="hint">{t('console.changes', { n: changes.length })}</summary>
      <ul class="changes">
        {changes.map(({ at, by, what, reason }) => (
          <li key={at}>
            <span class="nowrap">{dayAndTime(at, timeZone.value)}</span>{' '}
            {wordsOf !== undefined && <strong>{wordsOf(what)}: </strong>}
            {reason} <span class="code-note">{by}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
